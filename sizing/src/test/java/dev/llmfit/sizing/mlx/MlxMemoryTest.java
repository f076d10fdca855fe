package dev.llmfit.sizing.mlx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.sizing.LaunchRefusedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlxMemoryTest {
    @Test
    void weightsAreThoseOfTheClassesToTheByte() {
        List<String> wrong = new ArrayList<>();
        for (MlxRows.Row row : MlxRows.all()) {
            if (row.isOfClasses() && !row.isCache()) {
                long expected = row.expected("weights_bytes").orElseThrow();
                String got = weights(row);
                if (!got.equals(Long.toString(expected))) {
                    wrong.add(
                            row.id() + " " + row.model() + " " + row.launch() + ": " + got + " instead of " + expected);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static String weights(MlxRows.Row row) {
        try {
            return Long.toString(row.memory().weights(row.read().quantization()));
        } catch (LaunchRefusedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void cachesAreThoseOfTheClassesToTheByte() {
        List<String> wrong = new ArrayList<>();
        for (MlxRows.Row row : MlxRows.all()) {
            if (row.isOfClasses() && row.isCache()) {
                String expected = row.expected("kv_bytes").isPresent()
                        ? Long.toString(row.expected("kv_bytes").getAsLong())
                        : "refused";
                String got = cache(row);
                if (!got.equals(expected)) {
                    wrong.add(
                            row.id() + " " + row.model() + " " + row.launch() + ": " + got + " instead of " + expected);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static String cache(MlxRows.Row row) {
        try {
            return Long.toString(row.memory().cache(row.read()).last());
        } catch (LaunchRefusedException e) {
            return "refused";
        }
    }
}
