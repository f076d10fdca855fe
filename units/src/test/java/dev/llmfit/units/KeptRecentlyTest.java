package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptRecentlyTest {
    private final List<String> made = new ArrayList<>();
    private final KeptRecently<String, String> kept = new KeptRecently<>(2);

    private String of(String key) {
        return kept.of(key, k -> {
            made.add(k);
            return k + "!";
        });
    }

    @Test
    void whatWasNotAskedForLongestGoesFirst() {
        assertEquals("a!", of("a"));
        of("b");
        of("a");
        of("c");
        assertEquals("a!", of("a"));
        assertEquals("b!", of("b"));
        assertEquals(List.of("a", "b", "c", "b"), made);
    }

    @Test
    void whatTakesTooMuchMemoryGoes() {
        KeptRecently<String, Integer> bounded = new KeptRecently<>(9, 5, String::length);
        for (String key : List.of("aa", "bb", "cc", "too long", "d")) {
            bounded.of(key, k -> {
                made.add(k);
                return k.length();
            });
        }
        assertEquals(1, bounded.of("d", k -> -1), "what fits is kept");
        assertEquals(-1, bounded.of("too long", k -> -1), "what takes more alone is not");
        assertEquals(-1, bounded.of("aa", k -> -1));
        assertEquals(List.of("aa", "bb", "cc", "too long", "d"), made);
    }

    @Test
    void aFailureIsNotKept() {
        assertThrows(
                IllegalStateException.class,
                () -> kept.of("a", k -> {
                    throw new IllegalStateException(k);
                }));
        assertEquals("a!", of("a"));
    }
}
