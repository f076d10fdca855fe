package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineParts.Recurrent;
import java.util.Optional;

/**
 * Recurrent states on one GPU. Source: {@code model_executor/layers/mamba/mamba_utils.py} ({@code MambaStateShapeCalculator}),
 * {@code MambaSpec} in {@code v1/kv_cache_interface.py}.
 */
final class VllmStates {
    /** Bytes of an element of a convolution's state, of 16 bits as the model. */
    private static final int ELEMENT = 2;

    /** Kimi's delta attention keeps its state in float32, and convolves queries, keys and values each. */
    private static final int WIDE = 4;

    private static final int THREE = 3;

    /** Size of a key that kernels of Blackwell take. */
    private static final int KEY = 128;

    /** States of a request: with prefix caching one more, and one more for checkpoints of its prompt. */
    private static final int CACHED = 2;

    private static final int CHECKPOINTED = 3;

    private final EngineModel model;
    private final VllmLaunch launch;
    private final VllmClass traits;
    private final long tensor;
    private final long drafts;

    VllmStates(EngineModel model, VllmLaunch launch) {
        this.model = model;
        this.launch = launch;
        this.traits = VllmClass.of(model);
        this.tensor = launch.split().tensor();
        this.drafts = launch.drafts().tokens();
    }

    /** Returns the bytes of a state of a layer; 0 for one without. */
    long bytes(int layer) {
        long kv = model.layers().kvHeads(layer);
        int taps = model.parts().shortConvolution();
        if (taps > 0) {
            return kv > 0 ? 0 : model.traits().width() / tensor * (taps - 1 + drafts) * ELEMENT;
        }
        Optional<Recurrent> recurrent = model.recurrent();
        if (recurrent.isEmpty()) {
            return 0;
        }
        Recurrent s = recurrent.get();
        if (traits.has(VllmTrait.DELTA_NET)) {
            return traits.attendsEvery(layer) ? 0 : deltaNet(s);
        }
        if (traits.has(VllmTrait.MAMBA_2)) {
            return traits.isMamba2(layer) ? mamba2(s) : 0;
        }
        if (kv > 0) {
            return 0;
        }
        if (traits.has(VllmTrait.KIMI_DELTA)) {
            return kimiDelta(s);
        }
        return traits.has(VllmTrait.MAMBA_1) ? mamba1(s) : 0;
    }

    private long deltaNet(Recurrent s) {
        long width = s.inner() / s.heads();
        long convolution = (2 * s.groups() * s.state() + s.heads() * width) / tensor * (s.convolution() - 1 + drafts);
        return convolution * ELEMENT + s.heads() / tensor * width * s.state() * s.stateBytes();
    }

    private long kimiDelta(Recurrent s) {
        long heads = model.layers().heads(0);
        long head = model.parts().deltaHead();
        return THREE * heads * head / tensor * (s.convolution() - 1 + drafts) * ELEMENT
                + heads / tensor * head * head * WIDE;
    }

    private long mamba1(Recurrent s) {
        long inner = s.inner() / tensor;
        return inner * (s.convolution() - 1) * ELEMENT + inner * s.state() * s.stateBytes();
    }

    private long mamba2(Recurrent s) {
        long groups = s.groups() % tensor == 0 ? s.groups() : tensor; // extra_groups_for_head_shards
        long convolution = (s.inner() + 2 * groups * s.state()) / tensor * (s.convolution() - 1 + drafts);
        long head = s.inner() / s.heads();
        return convolution * ELEMENT + s.heads() / tensor * head * s.state() * s.stateBytes();
    }

    /** Returns whether blocks of gated delta nets end where their kernels write checkpoints. */
    boolean writesCheckpointsOfDeltaNets() {
        return traits.has(VllmTrait.DELTA_NET)
                && launch.cache().prefixCaching()
                && writesCheckpoints(launch.gpu())
                && launch.release().has(VllmSwitch.CHECKPOINTS);
    }

    /** FlashInfer's kernel for prompts: on Hopper, and on Blackwell for keys of 128 ({@code _resolve_gdn_prefill_backend}). */
    private boolean writesCheckpoints(VllmGpu gpu) {
        return gpu.isHopper()
                || (gpu.isAnyBlackwell() && model.recurrent().orElseThrow().state() == KEY);
    }

    /**
     * Returns the states of a request without drafted tokens.
     *
     * @param hybrid whether other layers have attention
     */
    int perRequest(boolean hybrid) {
        if (!hybrid || !launch.cache().prefixCaching()) {
            return 1;
        }
        boolean checkpoints = traits.has(VllmTrait.MAMBA_2) || writesCheckpointsOfDeltaNets();
        return checkpoints && launch.release().has(VllmSwitch.CHECKPOINTS) ? CHECKPOINTED : CACHED;
    }
}
