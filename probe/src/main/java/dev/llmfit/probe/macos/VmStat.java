package dev.llmfit.probe.macos;

import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Available memory of macOS from {@code vm_stat}. */
final class VmStat {
    private static final List<String> USED = List.of(
            "Pages active", "Pages inactive", "Pages speculative", "Pages wired down", "Pages occupied by compressor");
    private static final List<String> RECLAIMABLE = List.of("Pages purgeable", "File-backed pages");

    /** The largest page of any Mac has 16 KiB; what is larger than 16 MiB is no page. */
    private static final long LARGEST_PAGE = 1L << 24;

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
        if (page.isEmpty()
                || page.getAsLong() == 0
                || page.getAsLong() > LARGEST_PAGE
                || pages.number("Pages wired down").isEmpty()) {
            return Optional.empty();
        }
        long most = total.count() / page.getAsLong() + 1;
        long used = 0;
        for (String kind : USED) {
            used += Math.min(most, pages.number(kind).orElse(0));
        }
        for (String kind : RECLAIMABLE) {
            used -= Math.min(most, pages.number(kind).orElse(0));
        }
        return Optional.of(total.minus(Bytes.of(Math.max(0, used * page.getAsLong()))));
    }
}
