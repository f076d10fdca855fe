package dev.llmfit.probe.linux;

import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Gfx ids of AMD GPUs by PCI address, from {@code /sys/class/kfd/kfd/topology/nodes}. CPU agents have no SIMDs. */
final class KfdTopology {
    private static final String ROOT = "/sys/class/kfd/kfd/topology/nodes";

    private final Map<String, String> families;

    private KfdTopology(Map<String, String> families) {
        this.families = families;
    }

    /** Reads all nodes. */
    static KfdTopology read(Source source) {
        Map<String, String> families = new HashMap<>();
        for (String node : source.list(ROOT)) {
            source.file(ROOT + "/" + node + "/properties").found().ifPresent(text -> add(families, text));
        }
        return new KfdTopology(families);
    }

    /** Returns the gfx id of the GPU at this address. */
    Optional<String> familyAt(String address) {
        return Optional.ofNullable(families.get(address));
    }

    private static void add(Map<String, String> families, String text) {
        KeyValues values = KeyValues.parse(text, ' ');
        if (values.number("simd_count").orElse(0) > 0) {
            family(values.number("gfx_target_version").orElse(0)).ifPresent(gfx -> families.put(address(values), gfx));
        }
    }

    /** {@code location_id} holds bus, device and function; {@code domain} the segment. */
    private static String address(KeyValues values) {
        long location = values.number("location_id").orElse(0);
        return String.format(
                Locale.ROOT,
                "%04x:%02x:%02x.%d",
                values.number("domain").orElse(0),
                location >> 8 & 0xff,
                location >> 3 & 0x1f,
                location & 7);
    }

    /** {@code 110501} is gfx1151: major, minor and stepping, the last two in hexadecimal. */
    static Optional<String> family(long version) {
        if (version <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(Locale.ROOT, "gfx%d%x%x", version / 10000, version / 100 % 100, version % 100));
    }
}
