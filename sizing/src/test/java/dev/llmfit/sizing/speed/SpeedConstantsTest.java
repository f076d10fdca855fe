package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedConstantsTest {
    @ParameterizedTest
    @ValueSource(strings = {"speed-constants.csv", "processor-constants.csv", "power-constants.csv"})
    void everyConstantHasASampleCountAndASource(String file) throws Exception {
        Set<String> names = new HashSet<>();
        try (InputStream in = Objects.requireNonNull(SpeedConstants.class.getResourceAsStream(file))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(
                    "name,value,rows,hardware,source", text.lines().findFirst().orElseThrow());
            text.lines().skip(1).forEach(line -> {
                String[] parts = line.split(",", 5);
                assertEquals(5, parts.length, line);
                assertTrue(names.add(parts[0]), "twice: " + parts[0]);
                assertTrue(Double.isFinite(Double.parseDouble(parts[1])), line);
                assertTrue(Integer.parseInt(parts[2]) >= 0 && Integer.parseInt(parts[3]) >= 0, line);
                assertFalse(parts[4].isBlank(), line);
            });
        }
        assertTrue(names.size() > 20, "only " + names.size() + " constants");
    }
}
