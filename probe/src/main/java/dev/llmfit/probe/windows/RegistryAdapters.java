package dev.llmfit.probe.windows;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Display adapters of the registry's class {@code {4d36e968-e325-11ce-bfc1-08002be10318}}, for systems where DXGI cannot be
 * asked. {@code HardwareInformation.qwMemorySize} has 64 bits. Entries with one name are different cards (llmfit#830), so the
 * order of the entries tells them apart.
 */
final class RegistryAdapters {
    /** The query. */
    static final List<String> COMMAND = List.of(
            "reg",
            "query",
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}",
            "/s");

    private RegistryAdapters() {}

    /**
     * An entry.
     *
     * @param name driver description
     * @param memory memory, if the driver wrote it
     */
    record Adapter(String name, Optional<Bytes> memory) {}

    /** Parses the output of {@code reg query}. */
    static List<Adapter> parse(String text) {
        List<Adapter> adapters = new ArrayList<>();
        String name = "";
        Optional<Bytes> memory = Optional.empty();
        for (String raw : text.split("\n", -1)) {
            String line = raw.strip();
            if (line.startsWith("HKEY_")) {
                add(adapters, name, memory);
                name = "";
                memory = Optional.empty();
            } else if (line.startsWith("DriverDesc ")) {
                name = line.substring(line.indexOf("REG_SZ") + "REG_SZ".length())
                        .strip();
            } else if (line.startsWith("HardwareInformation.qwMemorySize ")) {
                memory = hex(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        add(adapters, name, memory);
        return adapters;
    }

    private static void add(List<Adapter> adapters, String name, Optional<Bytes> memory) {
        if (!name.isEmpty()) {
            adapters.add(new Adapter(name, memory));
        }
    }

    private static Optional<Bytes> hex(String text) {
        boolean hex = text.startsWith("0x") && text.length() > 2 && text.length() < 18;
        if (!hex || !text.substring(2).chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return Optional.empty();
        }
        long value = Long.parseLong(text.substring(2), 16);
        return value > 0 ? Optional.of(Bytes.of(value)) : Optional.empty();
    }
}
