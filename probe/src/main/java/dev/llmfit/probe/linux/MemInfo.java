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
        return Bytes.of(Math.multiplyExact(Math.min(1L << 32, values.number(key).orElse(0)), size));
    }

    private static Bytes older(KeyValues values) {
        return size(values, "MemFree")
                .orElse(Bytes.ZERO)
                .plus(size(values, "Buffers").orElse(Bytes.ZERO))
                .plus(size(values, "Cached").orElse(Bytes.ZERO));
    }

    private static Optional<Bytes> size(KeyValues values, String key) {
        var number = values.number(key);
        return number.isPresent() && number.getAsLong() < Long.MAX_VALUE >> 10
                ? Optional.of(Bytes.of(number.getAsLong() << 10))
                : Optional.empty();
    }
}
