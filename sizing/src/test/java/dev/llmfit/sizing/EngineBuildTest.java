package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineBuildTest {
    @Test
    void readsBothSpellings() {
        assertEquals(new EngineBuild(9010), EngineBuild.parse("b9010"));
        assertEquals(new EngineBuild(9010), EngineBuild.parse("9010"));
        assertEquals("llama.cpp b11434", EngineBuild.NEWEST.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "b", "latest", "b12.3", "b12345678"})
    void refusesOtherText(String text) {
        assertThrows(IllegalArgumentException.class, () -> EngineBuild.parse(text));
    }

    @Test
    void theNewestBuildHasAllChanges() {
        EngineBuild newest = EngineBuild.NEWEST;
        assertTrue(newest.mixesInputs() && newest.selectsInput() && newest.masksInF16());
        assertTrue(newest.limitsOutputRows() && newest.keepsLastHiddenRows() && newest.countsOutputLayer());
        assertTrue(newest.keepsAttentionScratch() && newest.ordersCudaNodes() && newest.copiesKeysOnMetal());
    }

    @Test
    void logsBetweenTheChangesAreOnTheRightSide() {
        assertFalse(new EngineBuild(7772).selectsInput());
        assertTrue(new EngineBuild(7896).selectsInput());
        assertFalse(new EngineBuild(9100).masksInF16());
        assertTrue(new EngineBuild(9849).masksInF16());
        assertTrue(new EngineBuild(8133).countsOutputLayer());
        assertFalse(new EngineBuild(8198).copiesKeysOnMetal());
    }

    @Test
    void anUnknownBuildKnowsTheOptionsUsed() {
        LaunchOptions plain = LaunchOptions.defaults();
        assertFalse(EngineBuild.guessFor(plain).limitsOutputRows());
        assertTrue(EngineBuild.guessFor(plain.withNOutputsMax(4)).limitsOutputRows());
    }
}
