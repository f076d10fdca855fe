package dev.llmfit.probe.database;

import dev.llmfit.units.CsvLine;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Devices and memory systems that are known by name. The text is kept as it is and only the rows that are asked for are
 * parsed, so that looking up one id costs less than a millisecond.
 *
 * <p>Names are compared token by token after the vendor's decoration is removed, never by substring: {@code A10} is not in
 * {@code A100}, {@code T4} is not in {@code T400}.
 */
public final class HardwareDatabase {
    /** Columns of {@code hardware-db.csv}; two of them, bus width and INT8 throughput, are there for readers only. */
    private static final int COLUMNS = 23;

    private final String text;
    private final String aliases;
    private final String pciIds;
    private final String spokenNames;
    private @Nullable DeviceSearch search;

    HardwareDatabase(String text, String aliases, String pciIds, String spokenNames) {
        this.text = text;
        this.aliases = aliases;
        this.pciIds = pciIds;
        this.spokenNames = spokenNames;
    }

    /** Returns the database that comes with the program. */
    public static HardwareDatabase bundled() {
        return Bundled.INSTANCE;
    }

    /** Returns the row with this id, or with this alias of one. */
    public Optional<HardwareEntry> byId(String id) {
        String wanted = LowerCase.of(id);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        int at = text.indexOf("\n" + wanted + ",");
        return at < 0 ? byAlias(wanted) : Optional.of(parse(lineAt(at + 1)));
    }

    /** Aliases are the last column; only lines that do not end with its comma have some. */
    private Optional<HardwareEntry> byAlias(String alias) {
        int start = text.indexOf('\n') + 1;
        while (start < text.length()) {
            String line = lineAt(start);
            if (!line.endsWith(",") && !line.isBlank()) {
                HardwareEntry entry = parse(line);
                if (entry.aliases().contains(alias)) {
                    return Optional.of(entry);
                }
            }
            start += line.length() + 1;
        }
        return Optional.empty();
    }

    /**
     * Returns the row for a PCI id.
     *
     * @param pciId vendor and device in hexadecimal, for example {@code 10de:2684}
     * @param memoryGib memory that the driver reports in GiB; decides between variants that share the id
     */
    public Optional<HardwareEntry> byPciId(String pciId, double memoryGib) {
        return nearest(idsFor(pciIds, LowerCase.of(pciId)), memoryGib);
    }

    /** Returns all rows that a PCI id may be. */
    public List<HardwareEntry> allOfPciId(String pciId) {
        return List.copyOf(idsFor(pciIds, LowerCase.of(pciId)));
    }

    /** Returns what a PCI id is called, for a GPU whose memory is not known: {@code Radeon RX 7900 XT or Radeon RX 7900 XTX}. */
    public Optional<String> nameOf(String pciId) {
        List<String> all = idsFor(pciIds, LowerCase.of(pciId)).stream()
                .map(HardwareEntry::name)
                .distinct()
                .toList();
        List<String> names = all.stream()
                .filter(n -> all.stream().noneMatch(other -> n.startsWith(other + " "))) // a variant of that one
                .limit(2)
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(" or ", names));
    }

    /** No driver and no shop has a longer name for a device; judgement, four times the longest one known. */
    private static final int LONGEST_NAME = 256;

    /**
     * Returns the row whose name has exactly the tokens of a driver's name.
     *
     * @param name as the driver reports it, for example {@code NVIDIA GeForce RTX 4090}
     * @param memoryGib memory that the driver reports in GiB, or 0 if it is unknown; decides between variants of one name
     */
    public Optional<HardwareEntry> byName(String name, double memoryGib) {
        List<String> wanted = name.length() > LONGEST_NAME ? List.of() : DeviceName.tokens(name);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        List<HardwareEntry> found = idsFor(aliases, String.join(" ", wanted));
        if (found.isEmpty()) {
            found = new ArrayList<>();
            for (HardwareEntry entry : all()) {
                if (entry.kind() != HardwareEntry.Kind.CPU && DeviceName.matches(wanted, entry.name())) {
                    found.add(entry);
                }
            }
        }
        return nearest(found, memoryGib);
    }

    /** Returns what words for a device mean: {@code RTX 4090}, {@code m3 max 64gb}; or for a processor's memory system. */
    public DeviceMeaning byWords(String words) {
        return words.length() > LONGEST_NAME ? new DeviceMeaning.None(List.of()) : search().find(words);
    }

    private synchronized DeviceSearch search() {
        DeviceSearch made = search;
        if (made == null) {
            made = new DeviceSearch(all(), SpokenName.of(spokenNames));
            search = made;
        }
        return made;
    }

    /** Returns all rows in the order of the file. */
    public List<HardwareEntry> all() {
        List<HardwareEntry> rows = new ArrayList<>(450);
        int at = text.indexOf('\n') + 1;
        while (at < text.length()) {
            String line = lineAt(at);
            if (!line.isBlank()) {
                rows.add(parse(line));
            }
            at += line.length() + 1;
        }
        return List.copyOf(rows);
    }

    private List<HardwareEntry> idsFor(String table, String key) {
        int at = table.indexOf("\n" + key + ",");
        List<HardwareEntry> found = new ArrayList<>();
        if (at >= 0) {
            int end = table.indexOf('\n', at + 1);
            String ids = CsvLine.split(table.substring(at + 1, end < 0 ? table.length() : end))
                    .get(1);
            for (String id : ids.split(";", -1)) {
                byId(id).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Drivers report a little less than the nominal size: ECC, firmware and page tables take up to a tenth. */
    private static Optional<HardwareEntry> nearest(List<HardwareEntry> candidates, double memoryGib) {
        if (memoryGib <= 0) {
            return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
        }
        HardwareEntry best = null;
        double bestDistance = 0.150001; // and of two alike the first
        for (HardwareEntry candidate : candidates) {
            double nominal = candidate.memoryGb().orElse(memoryGib);
            double distance = Math.abs(nominal - memoryGib) / nominal;
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private String lineAt(int start) {
        int end = text.indexOf('\n', start);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private static HardwareEntry parse(String line) {
        List<String> f = CsvLine.split(line);
        if (f.size() != COLUMNS) {
            throw new IllegalStateException("hardware database: " + f.size() + " columns in '" + line + "'");
        }
        return new HardwareEntry(
                f.get(0),
                f.get(1),
                f.get(2),
                HardwareEntry.Kind.byId(f.get(3)),
                textIn(f.get(4)),
                textIn(f.get(5)),
                number(f.get(6)),
                textIn(f.get(7)),
                number(f.get(9)),
                number(f.get(10)),
                number(f.get(11)),
                number(f.get(12)),
                textIn(f.get(13)),
                textIn(f.get(14)),
                textIn(f.get(15)),
                textIn(f.get(16)),
                driverTotal(f.get(17)).map(Double::intValue),
                number(f.get(18)),
                f.get(19),
                f.get(20),
                f.get(21),
                f.get(22).isEmpty() ? List.of() : List.of(f.get(22).split(";", -1)));
    }

    private static Optional<String> textIn(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    private static Optional<Double> number(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(Double.valueOf(field));
    }

    /** Chips whose driver answers "not supported" have {@code N/A} in this column. */
    private static Optional<Double> driverTotal(String field) {
        return field.equals("N/A") ? Optional.empty() : number(field);
    }

    private static final class Bundled {
        static final HardwareDatabase INSTANCE = new HardwareDatabase(
                resource("hardware-db.csv"),
                resource("driver-names.csv"),
                resource("pci-ids.csv"),
                resource("spoken-names.csv"));

        private static String resource(String name) {
            return KnowledgeFiles.text(HardwareDatabase.class, name);
        }
    }
}
