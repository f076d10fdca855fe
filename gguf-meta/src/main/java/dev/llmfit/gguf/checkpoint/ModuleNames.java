package dev.llmfit.gguf.checkpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a module of a checkpoint is called among the tensors of a GGUF file. Source: {@code gguf-py/gguf/tensor_mapping.py} of
 * llama.cpp b11434, and the {@code modify_tensors} of its conversions.
 */
final class ModuleNames {
    private static final Pattern LAYER = Pattern.compile("(?:.*\\.)?(?:layers|h|blocks|block)\\.(\\d{1,5})\\.(.+)");
    private static final Pattern EXPERT = Pattern.compile("(.*experts)\\.(\\d{1,5})\\.(\\w+)");

    /** Beginnings of what sees and hears. */
    private static final Pattern TOWER = Pattern.compile(
            "(?:model\\.)?(?:visual|vision_\\w+|vit|vision|audio_\\w+|multi_modal_projector|mm_projector"
                    + "|embed_vision|embed_audio|mlp1|patch_merger|aligner|image_newline|sound_\\w+)(?:\\..*)?");

    private static final Pattern NEXT_TOKENS = Pattern.compile("(?:model\\.)?(?:mtp|mtp_\\w+|nextn)\\..*");

    private static final Map<String, List<String>> PARTS = new HashMap<>();

    static {
        put("attn_q", "self_attn.q_proj", "attention.q_proj", "attention.wq");
        put("attn_k", "self_attn.k_proj", "attention.k_proj", "attention.wk");
        put("attn_v", "self_attn.v_proj", "attention.v_proj", "attention.wv");
        put("attn_output", "self_attn.o_proj", "self_attn.dense", "self_attn.out_proj", "attention.o_proj");
        put("attn_output", "attention.dense", "attention.wo", "mixer.o_proj", "attn.out_proj");
        put("attn_qkv", "self_attn.qkv_proj", "attention.query_key_value", "attention.wqkv", "linear_attn.in_proj_qkv");
        put("attn_q", "mixer.q_proj");
        put("attn_k", "mixer.k_proj");
        put("attn_v", "mixer.v_proj");
        put("attn_q_a", "self_attn.q_a_proj");
        put("attn_q_b", "self_attn.q_b_proj");
        put("attn_kv_a_mqa", "self_attn.kv_a_proj_with_mqa");
        join("self_attn.kv_b_proj", "attn_k_b", "attn_v_b", "attn_kv_b");
        put("indexer.attn_q_b", "self_attn.indexer.wq_b");
        put("indexer.attn_k", "self_attn.indexer.wk");
        put("attn_gate", "linear_attn.in_proj_z");
        put("ssm_alpha", "linear_attn.in_proj_a");
        put("ssm_beta", "linear_attn.in_proj_b");
        join("linear_attn.in_proj_qkvz", "attn_qkv", "attn_gate", "ssm_in");
        put("ssm_ba", "linear_attn.in_proj_ba");
        put("ssm_out", "linear_attn.out_proj", "mixer.out_proj", "mamba.out_proj");
        put("ssm_in", "mixer.in_proj", "mamba.in_proj");
        put("ssm_x", "mixer.x_proj", "mamba.x_proj");
        put("shortconv.in_proj", "conv.in_proj");
        put("shortconv.out_proj", "conv.out_proj");
        for (String mlp : List.of("mlp", "feed_forward", "shared_mlp", "block_sparse_moe", "mixer")) {
            put("ffn_gate", mlp + ".gate_proj", mlp + ".w1");
            put("ffn_up", mlp + ".up_proj", mlp + ".w3", mlp + ".gate_up_proj", mlp + ".fc1");
            put("ffn_down", mlp + ".down_proj", mlp + ".w2", mlp + ".fc2");
            put("ffn_gate_inp", mlp + ".gate", mlp + ".router", mlp + ".router.gate");
            put("ffn_gate_inp_shexp", mlp + ".shared_expert_gate");
            for (String shared : List.of("shared_expert", "shared_experts", "shared_mlp")) {
                put("ffn_gate_shexp", mlp + "." + shared + ".gate_proj");
                put("ffn_up_shexp", mlp + "." + shared + ".up_proj");
                put("ffn_down_shexp", mlp + "." + shared + ".down_proj");
            }
        }
        for (String experts : List.of("mlp", "feed_forward", "block_sparse_moe", "mixer", "moe", "")) {
            String before = experts.isEmpty() ? "experts" : experts + ".experts";
            put("ffn_gate_exps", before + ".gate_proj", before + ".w1");
            put("ffn_up_exps", before + ".up_proj", before + ".w3");
            put("ffn_down_exps", before + ".down_proj", before + ".w2");
            join(before + ".gate_up_proj", "ffn_gate_exps", "ffn_up_exps", "ffn_gate_up_exps");
        }
        for (String experts : List.of("mlp.switch_mlp", "block_sparse_moe.switch_mlp", "feed_forward.switch_mlp")) {
            put("ffn_gate_exps", experts + ".gate_proj");
            put("ffn_up_exps", experts + ".up_proj");
            put("ffn_down_exps", experts + ".down_proj");
        }
        put("proj", "per_layer_projection");
        put("inp_gate", "per_layer_input_gate");
    }

    private ModuleNames() {}

    private static void put(String part, String... modules) {
        for (String module : modules) {
            PARTS.put(module, List.of(part));
        }
    }

    /** Enters a module that holds several tensors of a GGUF file. */
    private static void join(String module, String... parts) {
        PARTS.put(module, List.of(parts));
    }

    /**
     * Where a module belongs.
     *
     * @param layer from 0; -1 outside of layers
     * @param parts tensors of a GGUF file that it holds, all that there are; empty where none is known
     */
    record Place(int layer, List<String> parts) {}

    /** Returns whether a module belongs to what sees or hears. */
    static boolean isTower(String module) {
        return TOWER.matcher(module).matches();
    }

    /** Returns whether a module belongs to the layers for next-token prediction that stand apart. */
    static boolean isNextTokens(String module) {
        return NEXT_TOKENS.matcher(module).matches();
    }

    /** Returns whether a module is the matrix of one expert of several. */
    static boolean isOneExpert(String module) {
        return EXPERT.matcher(module).matches();
    }

    /** Returns where a module belongs; empty outside of layers where it is no table of the vocabulary. */
    static Optional<Place> of(String module) {
        Matcher layer = LAYER.matcher(module);
        if (!layer.matches()) {
            return switch (module.substring(module.lastIndexOf('.') + 1)) {
                case "embed_tokens", "word_embeddings", "wte", "tok_embeddings", "embeddings" ->
                    Optional.of(new Place(-1, List.of("token_embd")));
                case "lm_head", "embed_out" -> Optional.of(new Place(-1, List.of("output")));
                default -> Optional.empty();
            };
        }
        String name = layer.group(2);
        Matcher expert = EXPERT.matcher(name);
        String part = expert.matches() ? expert.group(1) + "." + expert.group(3) : name;
        return Optional.of(new Place(Integer.parseInt(layer.group(1)), PARTS.getOrDefault(part, List.of())));
    }
}
