package dev.llmfit.sizing.mlx;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Bytes;

/**
 * What the GPU of a Mac may use.
 *
 * @param installed memory of the Mac
 * @param limit what the GPU may use of it: Metal's recommended working set, or what {@code iogpu.wired_limit_mb} was set to
 */
record MacMemory(Bytes installed, Bytes limit) {
    /** Above this share of the limit mlx-lm warns that weights are slow ({@code wired_limit} in {@code mlx_lm/generate.py}). */
    private static final double WARNED_SHARE = 0.9;

    /** What the system and its programs keep when the limit is raised: judgement, the half of what Metal leaves them by itself. */
    private static final Bytes LEAST_LEFT = Bytes.ofGib(4);

    /** The same of large Macs, as a share. */
    private static final double SHARE_LEFT = 0.1;

    static MacMemory of(Machine machine, Device gpu) {
        return new MacMemory(machine.pool(gpu.poolId()).installed(), gpu.capacity());
    }

    /** Returns whether mlx-lm warns about weights of this size. */
    boolean warns(long weights) {
        return weights > WARNED_SHARE * limit.count();
    }

    /** Returns the highest limit that leaves enough for the system. */
    Bytes highestLimit() {
        Bytes left = LEAST_LEFT.max(Bytes.of((long) (installed.count() * SHARE_LEFT)));
        return installed.minus(left.min(installed));
    }
}
