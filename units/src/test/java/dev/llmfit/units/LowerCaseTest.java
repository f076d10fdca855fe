package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class LowerCaseTest {
    @Test
    void eachLetterIsMadeSmallByItself() {
        assertEquals("nvidia geforce rtx 4090 ähi", LowerCase.of("NVIDIA GeForce RTX 4090 ÄHİ"));
    }

    @Test
    void smallTextStaysTheSame() {
        String small = "rtx 4090";
        assertSame(small, LowerCase.of(small));
    }

    @Test
    void textIsAsLongAsBefore() {
        assertEquals("i".repeat(100_000), LowerCase.of("İ".repeat(100_000)));
    }
}
