package dev.llmfit.sizing.vllm;

import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.sizing.engines.EngineModel;

/**
 * Which tensors of a checkpoint vLLM loads into one layer: {@code packed_modules_mapping} of its classes.
 *
 * @param gated whether the feed-forward network has a matrix for its gate
 * @param joined whether that gate lies in one matrix with what it gates
 * @param onePart whether a gated delta net has its inputs as one part
 * @param secondMamba whether states are those of Mamba 2, with groups that the GPUs divide
 */
record VllmFusion(boolean gated, boolean joined, boolean onePart, boolean secondMamba) {
    /** Queries, keys and values; also what a short convolution takes. */
    private static final int THREE = 3;

    /** What goes into Mamba 2: the gate, inputs, both projections of the state, steps ({@code mamba_mixer2.py}). */
    private static final int MAMBA_2_INPUTS = 5;

    static VllmFusion of(EngineModel model, boolean gated, long tensor) {
        VllmClass traits = VllmClass.of(model);
        return new VllmFusion(
                gated,
                !gated && width(model, ".ffn_up.weight", true) > width(model, ".ffn_down.weight", false),
                traits.has(VllmTrait.FUSED_STATE_INPUTS),
                traits.has(VllmTrait.MAMBA_2)
                        && model.recurrent()
                                .filter(s -> s.groups() % tensor == 0)
                                .isPresent());
    }

    private static long width(EngineModel model, String part, boolean outputs) {
        return model.trunk().tensors().stream()
                .filter(t -> t.name().endsWith(part))
                .mapToLong(outputs ? TensorInfo::ne1 : TensorInfo::ne0)
                .findFirst()
                .orElse(0);
    }

    /**
     * Returns how many parts of a fused layer a tensor is; 0 if it lies within another's part.
     *
     * @param tensor its name in its layer
     * @param twice whether it is held a second time
     */
    int parts(String tensor, boolean twice) {
        if (tensor.startsWith("attn_qkv")) {
            return onePart ? 1 : THREE;
        }
        if (tensor.startsWith("attn_v_b") || (onePart && tensor.startsWith("attn_gate"))) {
            return 0; // with attn_k_b the one matrix kv_b; with attn_qkv the one in_proj_qkvz
        }
        if (tensor.startsWith("ssm_in.")) {
            return secondMamba ? MAMBA_2_INPUTS : 1;
        }
        if (tensor.startsWith("shortconv.in_proj")) {
            return THREE;
        }
        return twice || (joined && tensor.startsWith("ffn_up.")) ? 2 : 1;
    }

    /**
     * Returns whether a tensor begins a fused layer, as 1 or 0.
     *
     * @param tensor its name in its layer
     */
    int layers(String tensor) {
        boolean behind = tensor.startsWith("attn_k.")
                || tensor.startsWith("attn_v.")
                || tensor.startsWith("attn_kv_a_mqa")
                || tensor.startsWith("attn_v_b")
                || tensor.startsWith("attn_gate")
                || (gated && tensor.startsWith("ffn_up."))
                || tensor.startsWith("ffn_up_shexp");
        return behind ? 0 : 1;
    }
}
