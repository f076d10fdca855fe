package dev.llmfit.probe.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.units.CsvLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardwareDatabaseTest {
    private static final HardwareDatabase DATABASE = HardwareDatabase.bundled();

    @Test
    void everyLineOfTheFileIsARowAndItsIdStandsOnce() throws IOException {
        List<String> ids =
                rows("hardware-db.csv").map(row -> row.split(",", 2)[0]).toList();
        assertEquals(ids, DATABASE.all().stream().map(HardwareEntry::id).toList());
        assertEquals(ids.stream().distinct().toList(), ids);
    }

    @Test
    void everyRowIsFoundByItsIdAndSaysWhereItComesFrom() {
        assertFalse(DATABASE.all().isEmpty());
        for (HardwareEntry entry : DATABASE.all()) {
            assertEquals(Optional.of(entry), DATABASE.byId(entry.id()));
            assertTrue(entry.id().matches("[a-z0-9]+([.-][a-z0-9]+)*"), entry.id());
            assertFalse(entry.source().isEmpty(), entry.id());
            assertTrue(entry.confidence().matches("(high|med|low)(-bw/(high|med|low)-tflops)?"), entry.id());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver-names.csv", "pci-ids.csv"})
    void tablesOfNamesPointToRows(String table) throws IOException {
        List<String> ids = rows(table)
                .flatMap(row -> Stream.of(CsvLine.split(row).get(1).split(";")))
                .toList();
        assertFalse(ids.isEmpty());
        assertEquals(
                List.of(),
                ids.stream().filter(id -> DATABASE.byId(id).isEmpty()).toList());
    }

    private static Stream<String> rows(String table) throws IOException {
        return Files.readAllLines(Path.of("src/main/resources/dev/llmfit/probe/database", table)).stream()
                .skip(1)
                .filter(line -> !line.isBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "NVIDIA GeForce RTX 4090,23.99,geforce-rtx-4090-24g",
        "NVIDIA GeForce RTX 4090,47.4,geforce-rtx-4090-mod-48g",
        "NVIDIA GeForce RTX 3060,11.9,geforce-rtx-3060-12g",
        "NVIDIA GeForce RTX 3060,7.9,geforce-rtx-3060-8g",
        "NVIDIA GeForce RTX 3080,9.9,geforce-rtx-3080-10g",
        "NVIDIA H100 80GB HBM3,79.6,h100-sxm5-80g",
        "NVIDIA H100 PCIe,79.6,h100-pcie-80g",
        "NVIDIA A100-SXM4-40GB,39.5,a100-sxm4-40g",
        "Tesla V100-SXM2-32GB,31.7,tesla-v100-sxm2-32g",
        "AMD Radeon RX 7900 XTX (RADV NAVI31),23.98,radeon-rx-7900-xtx-24g",
        "Intel(R) Arc(TM) B580 Graphics,11.9,arc-b580-12g",
        "Radeon 8060S Graphics (RADV STRIX_HALO),124,ryzen-ai-max-395-radeon-8060s-128g",
        "NVIDIA GeForce RTX 9999,24,",
    })
    void namesOfDrivers(String name, double gib, String expected) {
        assertEquals(Optional.ofNullable(expected), DATABASE.byName(name, gib).map(HardwareEntry::id));
    }

    @Test
    void pciIdAndMemoryTellVariantsApart() {
        assertEquals(
                "radeon-rx-7900-xt-20g",
                DATABASE.byPciId("1002:744c", 20).orElseThrow().id());
        assertEquals(
                "radeon-rx-7900-xtx-24g",
                DATABASE.byPciId("1002:744C", 24).orElseThrow().id());
        assertEquals(Optional.empty(), DATABASE.byPciId("10de:ffff", 24));
    }

    @Test
    void anAliasFindsItsRowAndIsNoIdOfAnother() {
        assertEquals(
                Optional.of("apple-a18-pro-macbook-neo-5c-8g"),
                DATABASE.byId("Apple-A18-Pro-5c-8g").map(HardwareEntry::id));
        List<String> ids = DATABASE.all().stream().map(HardwareEntry::id).toList();
        List<String> aliases =
                DATABASE.all().stream().flatMap(e -> e.aliases().stream()).toList();
        assertEquals(aliases.stream().distinct().toList(), aliases);
        assertTrue(aliases.stream().noneMatch(ids::contains), aliases.toString());
        assertEquals(Optional.empty(), DATABASE.byId("aliases"));
        assertEquals(Optional.empty(), DATABASE.byId(""));
    }

    @Test
    void quotedFieldsKeepTheirCommas() {
        assertEquals(List.of("a", "b, \"c\"", "", "d"), CsvLine.split("a,\"b, \"\"c\"\"\",,d"));
    }
}
