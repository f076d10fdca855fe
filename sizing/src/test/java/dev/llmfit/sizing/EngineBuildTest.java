package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineBuildTest {
    @Test
    void readsBothSpellings() {
        assertEquals(new EngineBuild(9010), EngineBuild.parse("b9010"));
        assertEquals(new EngineBuild(9010), EngineBuild.parse("9010"));
        assertEquals("llama.cpp v0.8.0", EngineBuild.NEWEST.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "b", "latest", "b12.3", "b12345678", "v", "v1x"})
    void refusesOtherText(String text) {
        assertThrows(IllegalArgumentException.class, () -> EngineBuild.parse(text));
    }

    @Test
    void readsReleases() {
        assertEquals(new EngineBuild(11_429), EngineBuild.parse("v0.6.0"));
        assertEquals("llama.cpp v0.8.0", EngineBuild.parse("v0.8.0").toString());
        assertEquals("b11429", EngineBuild.parse("v0.6.0").name());
    }

    @Test
    void anUnknownReleaseIsRefusedWithTheKnownOnes() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> EngineBuild.parse("v0.6.1"))
                .getMessage());
        assertTrue(message.startsWith("not a release of llama.cpp known here: 'v0.6.1' (known are v0.1.2, "), message);
        assertTrue(message.endsWith("; a build is written as " + EngineBuild.NEWEST.name() + ")"), message);
    }

    @ParameterizedTest
    @EnumSource(EngineSwitch.class)
    void theNewestBuildHasEveryChange(EngineSwitch change) {
        assertTrue(EngineBuild.NEWEST.has(change));
        assertFalse(new EngineBuild(change.first() - 1).has(change));
    }

    @Test
    void logsBetweenTheChangesAreOnTheRightSide() {
        assertFalse(new EngineBuild(7772).has(EngineSwitch.SELECTS_INPUT));
        assertTrue(new EngineBuild(7896).has(EngineSwitch.SELECTS_INPUT));
        assertFalse(new EngineBuild(9100).has(EngineSwitch.MASKS_IN_F16));
        assertTrue(new EngineBuild(9849).has(EngineSwitch.MASKS_IN_F16));
        assertTrue(new EngineBuild(8133).has(EngineSwitch.COUNTS_OUTPUT_LAYER));
        assertFalse(new EngineBuild(8198).has(EngineSwitch.COPIES_KEYS_ON_METAL));
    }

    @Test
    void anUnknownBuildKnowsTheOptionsUsed() {
        LaunchOptions plain = LaunchOptions.defaults();
        assertFalse(EngineBuild.guessFor(plain).has(EngineSwitch.LIMITS_OUTPUT_ROWS));
        assertTrue(EngineBuild.guessFor(plain.withNOutputsMax(4)).has(EngineSwitch.LIMITS_OUTPUT_ROWS));
    }
}
