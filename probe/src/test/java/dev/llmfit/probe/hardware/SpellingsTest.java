package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hardware as people write it: what each spelling of the table means, and that nothing is taken for another. */
class SpellingsTest {
    private static final HardwareDatabase DATABASE = HardwareDatabase.bundled();

    /** As many as the page promises. */
    private static final int LEAST = 300;

    private static List<String[]> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(SpellingsTest.class.getResourceAsStream("spellings.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    @Test
    void everySpellingMeansWhatTheTableSays() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String[] row : rows()) {
            String found = meaning(row[0]);
            boolean open = row[1].equals("?") && found.startsWith("?");
            if (!open && !found.equals(row[1])) {
                wrong.add(row[0] + "\t" + row[1] + "\tis " + found);
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(rows().size() >= LEAST, rows().size() + " spellings");
    }

    private static String meaning(String spelling) {
        try {
            Optional<NamedDevices> found = NamedDevices.of(spelling, DATABASE);
            if (found.isEmpty()) {
                List<HardwareEntry> nearest = NamedDevices.nearest(spelling, DATABASE);
                return "-" + (nearest.isEmpty() ? "" : nearest.getFirst().id());
            }
            HostWish host = found.get().host();
            return (found.get().parts().isEmpty() ? "none" : found.get().name())
                    + host.ram().map(r -> " ram=" + (r.count() >> 30) + "GiB").orElse("")
                    + host.speed().map(s -> " speed=" + s.written()).orElse("")
                    + host.cpu().map(c -> " cpu=" + c).orElse("");
        } catch (HardwareException e) {
            return "?"
                    + e.hint()
                            .text()
                            .replaceAll("say which: |; the RAM.*| …;.*", "")
                            .replace(", ", ",");
        }
    }
}
