package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeVersionTest {
    @Test
    void isOrderedByDayAndNumber() {
        KnowledgeVersion first = KnowledgeVersion.parse("2026.12.01");
        KnowledgeVersion second = KnowledgeVersion.parse("2026.12.01.2");
        KnowledgeVersion tenth = KnowledgeVersion.parse("2026.12.01.10");
        assertTrue(second.isAfter(first));
        assertTrue(tenth.isAfter(second));
        assertTrue(KnowledgeVersion.parse("2027.01.01").isAfter(tenth));
        assertFalse(first.isAfter(first));
    }

    @Test
    void isWrittenAsItIsRead() {
        assertEquals("2026.12.01", KnowledgeVersion.parse("2026.12.01").toString());
        assertEquals("2026.12.01.2", KnowledgeVersion.parse("2026.12.01.2").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2026", "2026-12-01", "2026.13.01", "2026.02.30", "2026.12.01.0", "2026.12.01.99999", "../x"
            })
    void refusesWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> KnowledgeVersion.parse(text));
    }

    @Test
    void comesWithTheProgram() {
        assertTrue(KnowledgeFiles.bundledVersion().isAfter(KnowledgeVersion.parse("2026.11.30")));
    }
}
