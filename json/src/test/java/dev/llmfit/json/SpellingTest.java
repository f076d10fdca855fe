package dev.llmfit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 3, 0",
        "kitten, sitting, 5, 3",
        "count, cuont, 5, 1",
        "count, cout, 5, 1",
        "abcdef, x, 2, 3",
        "abc, xyz, 1, 2",
        "ca, abc, 5, 3"
    })
    void theDistanceCountsKeystrokes(String a, String b, int limit, int expected) {
        assertEquals(expected, Spelling.distance(a, b, limit));
    }

    @Test
    void theNearestThreeAreNamed() {
        List<String> known = List.of("any", "all", "not", "ale", "alp");
        assertEquals(List.of("ale", "all", "alp"), Spelling.nearest("AL", known));
        assertEquals("; did you mean ale or all or alp?", Spelling.didYouMean("al", known));
        assertEquals("", Spelling.didYouMean("elephant", known));
    }
}
