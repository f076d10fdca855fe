package dev.llmfit.sizing;

import dev.llmfit.units.Amount;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What llama-server may keep of prompts in the host's memory after its start.
 *
 * @param cacheRam {@code --cache-ram} in MiB: 0 is off, -1 no limit; absent is the build's default
 * @param ctxCheckpoints {@code --ctx-checkpoints} of a slot, 0 is off; absent is the build's default
 */
public record ServerCaches(Optional<Integer> cacheRam, Optional<Integer> ctxCheckpoints) {
    /** MiB of prompts by default: {@code cache_ram_mib} in {@code common.h} of b9093 and b11434. */
    private static final int CACHE_RAM = 8_192;

    /** What a build does by itself. */
    public static final ServerCaches DEFAULT = new ServerCaches(Optional.empty(), Optional.empty());

    public ServerCaches {
        cacheRam.ifPresent(mib -> Amount.count(mib + 1, "cache_ram + 1"));
        ctxCheckpoints.ifPresent(n -> Amount.count(n, "ctx_checkpoints"));
    }

    /** Returns caches with these limits. */
    public static ServerCaches of(int cacheRam, int ctxCheckpoints) {
        return new ServerCaches(Optional.of(cacheRam), Optional.of(ctxCheckpoints));
    }

    /** Returns the limit of the prompt cache in MiB: 0 is off, -1 no limit. */
    public int cacheRam(EngineBuild build) {
        return cacheRam.orElse(build.has(EngineSwitch.CACHES_PROMPTS) ? CACHE_RAM : 0);
    }

    /** Returns the most checkpoints of a slot. */
    public int ctxCheckpoints(EngineBuild build) {
        return ctxCheckpoints.orElseGet(() -> checkpoints(build));
    }

    private static int checkpoints(EngineBuild build) {
        if (build.has(EngineSwitch.KEEPS_32_CHECKPOINTS)) {
            return 32;
        }
        if (build.has(EngineSwitch.KEEPS_8_CHECKPOINTS)) {
            return 8;
        }
        return build.has(EngineSwitch.KEEPS_3_CHECKPOINTS) ? 3 : 0;
    }

    // written out as those of LaunchOptions, which hold this

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerCaches o
                && cacheRam.equals(o.cacheRam)
                && ctxCheckpoints.equals(o.ctxCheckpoints);
    }

    @Override
    public int hashCode() {
        return 31 * cacheRam.hashCode() + ctxCheckpoints.hashCode();
    }
}
