package dev.llmfit.sizing.vllm;

/** Which tensors of a checkpoint vLLM loads into one layer: {@code packed_modules_mapping} of its classes. */
final class VllmFusion {
    /** Queries, keys and values. */
    private static final int THREE = 3;

    private VllmFusion() {}

    /**
     * Returns how many parts of a fused layer a tensor is; 0 if it lies within another's part.
     *
     * @param tensor its name in its layer
     * @param gated whether the feed-forward network has a matrix for its gate
     * @param onePart whether a gated delta net has its inputs as one part
     */
    static int parts(String tensor, boolean gated, boolean onePart) {
        if (tensor.startsWith("attn_qkv")) {
            return onePart ? 1 : THREE;
        }
        if (tensor.startsWith("attn_v_b") || (onePart && tensor.startsWith("attn_gate"))) {
            return 0; // with attn_k_b the one matrix kv_b; with attn_qkv the one in_proj_qkvz
        }
        return tensor.startsWith("ffn_up.") && !gated ? 2 : 1;
    }

    /**
     * Returns whether a tensor begins a fused layer, as 1 or 0.
     *
     * @param gated whether the feed-forward network has a matrix for its gate
     */
    static int layers(String tensor, boolean gated) {
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
