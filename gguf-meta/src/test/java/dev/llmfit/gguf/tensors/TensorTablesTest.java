package dev.llmfit.gguf.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.arch.Architecture;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TensorTablesTest {
    /** Architectures of b11434 without a table: a decision head beside another architecture. */
    private static final Set<String> WITHOUT = Set.of("clef");

    @Test
    void everyArchitectureHasATable() {
        Set<String> missing = new TreeSet<>();
        for (Architecture architecture : Architecture.values()) {
            if (TensorTables.of(architecture.ggufName()).isEmpty()) {
                missing.add(architecture.ggufName());
            }
        }
        assertEquals(new TreeSet<>(WITHOUT), missing);
    }

    @Test
    void refusesLinesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> TableParser.parse(List.of("output.weight n_embd")));
        assertThrows(IllegalArgumentException.class, () -> TableParser.parse(List.of("if n_embd", "    a [1]")));
        String unknown = assertThrows(IllegalArgumentException.class, () -> TableParser.parse(List.of("a [n_embd +]")))
                .getMessage();
        assertTrue(String.valueOf(unknown).contains("n_embd +"), unknown);
    }
}
