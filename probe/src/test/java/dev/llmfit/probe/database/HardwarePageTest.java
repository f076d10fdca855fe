package dev.llmfit.probe.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Holds the generated tables about hardware against the tables of the program. */
class HardwarePageTest {
    /** Maven runs a module's tests in the module's folder. */
    private static final Path PAGE = Path.of("..", "docs", "hardware.md");

    private static final String RENEW = "run probe/src/main/scripts/hardware-page.py";

    private static String number(Optional<Double> value) {
        return value.map(v -> v == Math.rint(v) ? Long.toString(Math.round(v)) : Double.toString(v))
                .orElse("");
    }

    @Test
    void thePageListsEveryDeviceWithMemoryBandwidthDateAndSource() throws IOException {
        String page = Files.readString(PAGE).split("\n<!-- devices:", 2)[1];
        List<String> missing = new ArrayList<>();
        for (HardwareEntry entry : HardwareDatabase.bundled().all()) {
            int at = page.indexOf("\n| `" + entry.id() + "` |");
            String line = at < 0 ? "" : page.substring(at + 1, page.indexOf('\n', at + 1));
            String[] cells = line.split(" \\| ", -1);
            boolean same = cells.length == 8
                    && cells[2].equals(number(entry.memoryGb()))
                    && Objects.equals(
                            cells[3].isEmpty() ? 0.0 : Double.parseDouble(cells[3]),
                            entry.bandwidthGbps().orElse(0.0))
                    && cells[4].equals(entry.launchDate().orElse(""))
                    && cells[6].replace("; ", ";")
                            .equals(entry.source().replace("; ", ";").strip());
            if (!same) {
                missing.add(entry.id());
            }
        }
        assertEquals(List.of(), missing, RENEW);
        assertTrue(page.contains("\n## " + HardwareDatabase.bundled().all().size() + " devices\n"), RENEW);
    }

    @Test
    void everyPriceIsOfADeviceAndOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        HardwareDatabase database = HardwareDatabase.bundled();
        DevicePrices prices = new DevicePrices(database);
        for (String id : prices.ids()) {
            DevicePrice price = prices.of(database.byId(id).orElseThrow()).orElseThrow();
            assertTrue(price.date().matches("20[0-9]{2}(-[0-9]{2}){0,2}"), id + " " + price.date());
            assertTrue(
                    page.contains("| `" + id + "` | " + number(Optional.of(price.usd())) + " | " + price.date()),
                    RENEW);
        }
    }
}
