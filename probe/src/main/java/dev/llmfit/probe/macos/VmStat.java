package dev.llmfit.probe.macos;

import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/** Available memory of macOS from {@code vm_stat}. */
final class VmStat {
    private VmStat() {}

    /**
     * Returns total less what is active, inactive, speculative, wired or compressed, plus what is purgeable or backed by files
     * (ollama, {@code gpu_info_darwin.m}).
     *
     * @param text output of vm_stat
     * @param total installed memory
     */
    static Optional<Bytes> available(String text, Bytes total) {
        int at = text.indexOf("page size of ");
        OptionalLong page =
                at < 0 ? OptionalLong.empty() : KeyValues.parse(text.substring(at + "page size of ".length()));
        KeyValues pages = KeyValues.parse(text, ':');
        if (page.isEmpty() || pages.number("Pages wired down").isEmpty()) {
            return Optional.empty();
        }
        long used = count(pages, "Pages active")
                + count(pages, "Pages inactive")
                + count(pages, "Pages speculative")
                + count(pages, "Pages wired down")
                + count(pages, "Pages occupied by compressor")
                - count(pages, "Pages purgeable")
                - count(pages, "File-backed pages");
        return Optional.of(total.minus(Bytes.of(Math.max(0, Math.multiplyExact(used, page.getAsLong())))));
    }

    private static long count(KeyValues pages, String key) {
        return pages.number(key).orElse(0);
    }
}
