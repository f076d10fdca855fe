package dev.llmfit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.engine.BusyPrograms.Used;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has the processors is named, programs of one name together, the busiest first. */
class BusyProgramsTest {
    @Test
    void namesThreeAtMost() {
        Map<Long, Used> before = Map.of(
                1L, used("cc1plus", 1000),
                2L, used("cc1plus", 500),
                3L, used("java", 0),
                4L, used("sleep", 10),
                5L, used("", 10),
                7L, used("ld", 0),
                8L, used("as", 0));
        Map<Long, Used> after = Map.of(
                1L, used("cc1plus", 1600),
                2L, used("cc1plus", 1000),
                3L, used("java", 300),
                4L, used("sleep", 11),
                5L, used("", 900),
                6L, used("new", 900),
                7L, used("ld", 120),
                8L, used("as", 110));
        assertEquals(
                List.of("cc1plus 110 %", "java 30 %", "ld 12 %"),
                BusyPrograms.busiest(before, after, Duration.ofSeconds(1)));
    }

    private static Used used(String name, long millis) {
        return new Used(name, Duration.ofMillis(millis));
    }
}
