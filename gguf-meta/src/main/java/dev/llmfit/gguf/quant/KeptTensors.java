package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import java.util.List;

/** Which tensors keep the type they have, whatever the file type ({@code tensor_allows_quantization}). */
final class KeptTensors {
    private static final List<String> ANYWHERE = List.of(
            "_norm.weight",
            // routers
            "ffn_gate_inp.weight",
            "ffn_gate_tid2eid.weight",
            // small matrices of gemma3n and gemma4
            "altup",
            "laurel",
            "per_layer_model_proj",
            // convolutions of recurrent layers
            "ssm_conv1d",
            "shortconv.conv.weight",
            // sparse attention
            "indexer.k_proj.weight",
            "indexer.q_proj.weight",
            // RWKV's small matrices
            "time_mix_first.weight",
            "time_mix_w0.weight",
            "time_mix_w1.weight",
            "time_mix_w2.weight",
            "time_mix_v0.weight",
            "time_mix_v1.weight",
            "time_mix_v2.weight",
            "time_mix_a0.weight",
            "time_mix_a1.weight",
            "time_mix_a2.weight",
            "time_mix_g1.weight",
            "time_mix_g2.weight",
            "time_mix_decay_w1.weight",
            "time_mix_decay_w2.weight",
            "time_mix_lerp_fused.weight",
            // relative positions of T5
            "attn_rel_b.weight",
            // parts of image and audio encoders
            ".position_embd",
            "sam.pos_embd",
            "sam.neck.",
            "sam.net_",
            ".rel_pos",
            ".patch_embd",
            ".patch_merger",
            "a.rvq.codebook",
            "mm.a.code_embd");

    private static final List<String> IN_SOME_ARCHITECTURES = List.of(
            "hc_",
            "indexer.attn_q_b",
            "indexer.attn_k",
            "indexer.proj",
            "indexer_compressor_gate",
            "indexer_compressor_ape",
            "ssm_f_a.weight",
            "ssm_f_b.weight",
            "ssm_g_a.weight",
            "ssm_g_b.weight",
            "ssm_beta.weight",
            "attn_kv_a_mqa.weight",
            "attn_k_b.weight",
            "attn_v_b.weight");

    private KeptTensors() {}

    /** Returns whether the tensor keeps its type. */
    static boolean keeps(TensorInfo tensor, ModelFacts model) {
        String name = tensor.name();
        return tensor.dimensions() < 2
                || !name.endsWith("weight")
                || name.equals("position_embd.weight")
                || name.equals("token_types.weight")
                || containsOne(name, ANYWHERE)
                || (model.has(ArchitectureTrait.SMALL_MATRICES_KEPT) && containsOne(name, IN_SOME_ARCHITECTURES));
    }

    private static boolean containsOne(String name, List<String> parts) {
        for (String part : parts) {
            if (name.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
