package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Scheduler;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.memory.MemoryKind;

/**
 * Estimates compute buffers from the terms that dominate them, for architectures whose graph is not described.
 *
 * <p>On a device: the attention mask, four rows of the residual stream, and the widest of the feed-forward network, the
 * attention and the logits; without flash attention also the scores of all heads. On the host: the inputs. Derived from
 * planned graphs of dense and routed transformers; other architectures may differ by much more than those.
 */
final class ClosedForms {
    private static final int F32 = Float.BYTES;
    private static final int F16 = Short.BYTES;

    /** Rows of the residual stream alive at the peak of a layer. */
    private static final int STREAM_ROWS = 4;

    /** Rows of inputs and their variants that the host holds. */
    private static final int INPUT_ROWS = 4;

    /** Least columns of a product that a GPU takes over from the CPU, as in {@code BackendProfiles}. */
    private static final int OFFLOAD_BATCH = 32;

    private final HyperParameters hp;
    private final Placement placement;
    private final EffectiveLaunch launch;
    private final LayerDevices layers;
    private final MemoryKind kind;
    private final long tokens;
    private final long outputs;
    private final boolean flashAttention;

    ClosedForms(Placement placement) {
        this.placement = placement;
        this.hp = placement.model().hyperParameters();
        this.launch = placement.launch();
        this.layers = placement.layers();
        this.kind = MemoryKind.of(hp);
        this.tokens = Math.min(launch.nCtx(), launch.nUbatch());
        this.outputs = Math.min(tokens, launch.nOutputsMax());
        this.flashAttention = launch.flashAttn() != FlashAttn.OFF;
    }

    /** Returns the bytes of each pool's compute buffer. */
    long[] bytes() {
        int cpu = layers.cpu();
        long[] bytes = new long[cpu + 1];
        for (int pool = 0; pool <= cpu; pool++) {
            long rows = widestRow(pool);
            if (rows > 0) {
                bytes[pool] = F32 * tokens * (STREAM_ROWS * (long) hp.nEmbd() + rows) + scores(pool) + scratch(pool);
            }
        }
        int copies = launch.isPipelined() ? Scheduler.PIPELINE_COPIES : 1;
        for (int pool = 0; pool < cpu; pool++) {
            if (bytes[pool] > 0) {
                bytes[pool] += copies * masks() + (copies - 1L) * F32 * tokens * hp.nEmbd();
            }
        }
        if (matrixPool(cpu, tokens) != cpu) {
            bytes[0] += placement.weights().largestHostMatrix();
        }
        bytes[cpu] += copies * (masks() + INPUT_ROWS * F32 * tokens * hp.nEmbd());
        return bytes;
    }

    private long masks() {
        if (!kind.hasAttention()) {
            return 0;
        }
        long cells = placement.memory().base().cells();
        if (placement.memory().hasWindow()) {
            cells += placement.memory().window().cells();
        }
        return (flashAttention ? F16 : F32) * cells * tokens;
    }

    /** Elements per token that the widest block on a pool holds beside the residual stream; 0 without layers. */
    private long widestRow(int pool) {
        long widest = 0;
        for (int il = 0; il < hp.nLayer(); il++) {
            if (layers.pool(il) == pool) {
                widest = Math.max(widest, mixerRow(il));
            }
            if (matrixPool(layers.pool(il), tokens) == pool) {
                widest = Math.max(widest, feedForwardRow(il));
            }
        }
        if (matrixPool(layers.outputPool(), outputs) == pool) {
            widest = Math.max(widest, Math.ceilDiv(outputs * hp.nVocab(), tokens));
        }
        return widest;
    }

    /** Where products with matrices of a pool run: large batches on host matrices go to the first device. */
    private int matrixPool(int pool, long columns) {
        boolean moved = pool == layers.cpu()
                && layers.cpu() > 0
                && launch.options().opOffload()
                && columns >= OFFLOAD_BATCH
                && placement.weights().largestHostMatrix() > 0;
        return moved ? 0 : pool;
    }

    private long feedForwardRow(int il) {
        long dense = 3L * hp.nFf(il);
        if (hp.experts().isEmpty()) {
            return dense;
        }
        RoutedExperts experts = hp.requiredExperts();
        long used = experts.used().at(il);
        long width = experts.width().at(il).orElse(hp.nFf(il));
        long routed = 3 * used * width + (hp.nEmbd() > 2 * width ? used * hp.nEmbd() : 0);
        return Math.max(il < hp.nDenseLead() ? dense : 0, routed);
    }

    private long mixerRow(int il) {
        if (kind.isRecurrent(il)) {
            return hp.recurrence()
                    .map(kept -> kept instanceof StateSpace s ? 3 * s.channels() + 2L * s.inner() : 0L)
                    .orElse(0L);
        }
        long heads = (long) hp.nHead(il) * (hp.headKAt(il) + hp.headVAt(il));
        return heads + hp.kWidth(il) + hp.vWidth(il);
    }

    /** The scores of all heads over all cells, which flash attention does not keep. */
    private long scores(int pool) {
        if (flashAttention || !kind.hasAttention()) {
            return 0;
        }
        long most = 0;
        for (int il = 0; il < hp.nLayer(); il++) {
            if (layers.pool(il) == pool && kind.hasAttention(il)) {
                long cells = placement.memory().cacheOf(il).cells();
                most = Math.max(most, F32 * cells * tokens * hp.nHead(il));
            }
        }
        return most;
    }

    /** F16 copies of the keys and values of one layer, where a backend needs them. */
    private long scratch(int pool) {
        BackendProfile backend = placement.backends().get(pool);
        boolean copied = launch.typeK().isQuantized() || launch.typeV().isQuantized();
        if (!flashAttention || !copied || !backend.copiesQuantizedKeys() || !kind.hasAttention()) {
            return 0;
        }
        long most = 0;
        for (int il = 0; il < hp.nLayer(); il++) {
            if (layers.pool(il) == pool && kind.hasAttention(il)) {
                long cells = placement.memory().cacheOf(il).cells() * launch.streams();
                most = Math.max(most, F16 * cells * (hp.kWidth(il) + (hp.isMla() ? 0 : hp.vWidth(il))));
            }
        }
        return most;
    }
}
