package dev.llmfit.probe.linux;

import dev.llmfit.probe.facts.HugePages;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * System memory from {@code /proc/meminfo}.
 *
 * @param total MemTotal
 * @param available MemAvailable: what can be allocated, page cache counted as free (MemFree is not: ollama#12490)
 * @param swap SwapTotal
 * @param hugePages memory set aside as explicit huge pages; already subtracted from MemAvailable
 */
record MemInfo(Bytes total, Bytes available, Bytes swap, HugePages hugePages) {
    /** A pebibyte; no machine has more. */
    private static final long MOST_HUGE_PAGES = 1L << 50;

    /** Parses the file; empty if it holds no MemTotal. */
    static Optional<MemInfo> parse(String text) {
        KeyValues values = KeyValues.parse(text, ':');
        Optional<Bytes> total = size(values, "MemTotal");
        if (total.isEmpty()) {
            return Optional.empty();
        }
        // Kernels before 3.14 have no MemAvailable.
        Bytes available = size(values, "MemAvailable").orElseGet(() -> older(values));
        HugePages huge = new HugePages(pages(values, "HugePages_Total"), pages(values, "HugePages_Free"));
        return Optional.of(new MemInfo(
                total.get(),
                available.min(total.get()),
                size(values, "SwapTotal").orElse(Bytes.ZERO),
                huge));
    }

    private static Bytes pages(KeyValues values, String key) {
        long size = size(values, "Hugepagesize").orElse(Bytes.ZERO).count();
        long pages = values.number(key).orElse(0);
        boolean possible = size > 0 && pages < MOST_HUGE_PAGES / size;
        return possible ? Bytes.of(pages * size) : Bytes.ZERO;
    }

    private static Bytes older(KeyValues values) {
        return size(values, "MemFree")
                .orElse(Bytes.ZERO)
                .plus(size(values, "Buffers").orElse(Bytes.ZERO))
                .plus(size(values, "Cached").orElse(Bytes.ZERO));
    }

    private static Optional<Bytes> size(KeyValues values, String key) {
        return values.text(key).flatMap(KeyValues::kib);
    }
}
