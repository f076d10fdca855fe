package dev.llmfit.probe.tools;

import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a build of llama.cpp sees: {@code llama-server --list-devices} and {@code llama-bench --list-devices} print it through
 * the code that will allocate later, so it outranks everything else.
 */
public final class DeviceList {
    private DeviceList() {}

    /**
     * A device.
     *
     * @param name for example {@code CUDA0}
     * @param description marketing name
     * @param total memory that the backend reports
     * @param free free memory that the backend reports
     */
    public record Entry(String name, String description, Bytes total, Bytes free) {}

    /** Parses lines like {@code   CUDA0: NVIDIA A40 (45498 MiB, 45231 MiB free)}; others are skipped. */
    public static List<Entry> parse(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String raw : text.split("\n", -1)) {
            String line = raw.strip();
            int colon = line.indexOf(": ");
            int open = line.lastIndexOf(" (");
            int comma = open < 0 ? -1 : line.indexOf(" MiB, ", open);
            if (colon <= 0 || open < colon + 2 || comma < 0 || !line.endsWith(" MiB free)")) {
                continue;
            }
            Optional<Bytes> total = KeyValues.mib(line.substring(open + 2, comma));
            Optional<Bytes> free = KeyValues.mib(line.substring(comma + " MiB, ".length()));
            if (total.isPresent() && free.isPresent()) {
                entries.add(
                        new Entry(line.substring(0, colon), line.substring(colon + 2, open), total.get(), free.get()));
            }
        }
        return entries;
    }
}
