package dev.llmfit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said when a machine gets slower while it is measured. */
class SlowingTest {
    @TempDir
    private Path cpus;

    @ParameterizedTest
    @CsvSource({
        "'20, 19.5, 19, 18.4', true",
        "'20, 19.5, 19.6, 18.9, 18.2, 18, 17.7, 17', true",
        "'20, 18', false",
        "'20, 19.9, 19.8, 19.7', false",
        "'20, 17, 19.5, 18, 19, 18.5', false",
        "'17, 18, 19, 20', false"
    })
    void namesReadingsThatFall(String samples, boolean falling) {
        List<Double> values =
                Arrays.stream(samples.split(", ")).map(Double::parseDouble).toList();
        SpeedReading reading = new SpeedReading(
                new Workload(Workload.Phase.TG, 128, 0), new SampleSummary(values), SpeedReading.Clock.ENGINE);
        List<String> notes = FallingSpeed.notes(List.of(reading));
        assertEquals(falling, !notes.isEmpty(), () -> notes.toString());
        if (falling) {
            assertTrue(notes.getFirst().startsWith("tg128 fell from 20.0 to "), notes.getFirst());
        }
    }

    @Test
    void readsThrottleCountersAndClocks() throws IOException {
        for (int cpu = 0; cpu < 4; cpu++) {
            write("cpu" + cpu + "/thermal_throttle/core_throttle_count", cpu == 2 ? "5\n" : "0\n");
            write("cpu" + cpu + "/thermal_throttle/package_throttle_count", "7\n");
            write("cpu" + cpu + "/cpufreq/scaling_cur_freq", cpu == 1 ? "4200000\n" : "800000\n");
        }
        write("cpufreq/ignored", "1");
        write("cpu5/cpufreq/scaling_cur_freq", "<unknown>\n");
        assertEquals(12, ClockWatch.throttleCount(cpus));
        assertEquals(4.2, ClockWatch.busiestClock(cpus));
        assertEquals(0, ClockWatch.throttleCount(cpus.resolve("absent")));
        assertEquals(0, ClockWatch.busiestClock(cpus.resolve("absent")));
    }

    @Test
    void saysWhatItSaw() {
        List<Double> falling = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            falling.add(4.2 - i * 0.06);
        }
        assertEquals(
                List.of(
                        "the processor slowed down for heat 3 times while it was measured",
                        "the processor's clock fell from 4.1 to 3.4 GHz while it was measured"),
                ClockWatch.notes(3, falling));
        assertEquals(List.of(), ClockWatch.notes(0, falling.subList(0, 4)));
        assertEquals(List.of(), ClockWatch.notes(0, falling.reversed()));
    }

    private void write(String name, String text) throws IOException {
        Path file = cpus.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
