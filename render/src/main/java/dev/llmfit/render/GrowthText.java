package dev.llmfit.render;

import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What llama-server takes of the host's memory after its start, in one line. */
public final class GrowthText {
    private GrowthText() {}

    /** Returns for example {@code prompt cache up to 8.0 GiB, checkpoints up to 4.7 GiB in RAM}; empty if nothing grows. */
    public static Optional<String> of(HostGrowth growth) {
        List<String> parts = new ArrayList<>();
        Optional<Bytes> cache = growth.promptCache().bound();
        if (cache.isEmpty()) {
            parts.add("prompt cache without a limit");
        }
        cache.ifPresent(bound -> add(parts, "prompt cache", bound));
        growth.checkpoints().bound().ifPresent(bound -> add(parts, "checkpoints", bound));
        add(parts, "results of a batch", growth.outputs());
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts) + " in RAM");
    }

    private static void add(List<String> parts, String what, Bytes bound) {
        if (bound.count() > 0) {
            parts.add(what + " up to " + bound);
        }
    }
}
