package dev.llmfit.recommend.fit;

import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/** Limits of what llama-server keeps after its start, so that it stays within the host's memory. */
public final class CacheLimits {
    /** Smaller than this, a prompt cache holds no prompt worth keeping, MiB; judgement. */
    private static final long SMALLEST = 64;

    private CacheLimits() {}

    /**
     * Returns limits for a launch; what the build does by itself where that fits.
     *
     * <p>Checkpoints come first, because without one a model with states computes its whole prompt again at every turn, but take no
     * more than half of the room unless that leaves a slot without any. The prompt cache gets the rest.
     *
     * @param growth the launch with the build's defaults
     * @param room bytes that are left of the host's budget after the start
     * @param generates whether text is generated; a server of embeddings reads nothing back from what it keeps
     */
    public static ServerCaches of(HostGrowth growth, long room, boolean generates) {
        if (!generates) {
            return new ServerCaches(Optional.of(0), Optional.empty());
        }
        if (growth.bound().filter(bound -> bound.count() <= room).isPresent()) {
            return ServerCaches.DEFAULT;
        }
        long left = Math.max(0, room - growth.outputs().count());
        long one = growth.within(0, 1).checkpoints().expected().count();
        int checkpoints = 0;
        if (growth.makesCheckpoints()) {
            checkpoints = (int) Math.min(growth.ctxCheckpoints(), left / 2 / one);
            checkpoints = checkpoints == 0 && one <= left ? 1 : checkpoints;
        }
        long cache = Math.min(
                growth.cacheRam(), (long) Bytes.of(left - checkpoints * one).mib() / SMALLEST * SMALLEST);
        return new ServerCaches(
                Optional.of((int) cache), growth.makesCheckpoints() ? Optional.of(checkpoints) : Optional.empty());
    }
}
