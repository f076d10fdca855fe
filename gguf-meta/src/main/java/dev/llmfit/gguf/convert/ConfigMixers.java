package dev.llmfit.gguf.convert;

import dev.llmfit.gguf.layout.Layout;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What mixes tokens beside plain attention, under the names of a layout: latent attention, state spaces, delta rules, convolutions. */
final class ConfigMixers {
    private final ModelConfig config;
    private final AuditedFields in;
    private final JsonObject.Builder out = JsonObject.builder();

    private ConfigMixers(ModelConfig config) {
        this.config = config;
        this.in = config.fields();
    }

    /** Returns the fields to add or to replace; none for a plain transformer. */
    static JsonObject of(ModelConfig config) {
        ConfigMixers mixers = new ConfigMixers(config);
        config.conversion().mixer.accept(mixers);
        return mixers.out.build();
    }

    /** The width of LFM2's networks, which its file states before a correction ({@code conversion/lfm2.py}). */
    static void lfm2FeedForward(ModelConfig config, JsonObject.Builder out) {
        out.put("n_ff", lfm2Width(config));
    }

    private static long lfm2Width(ModelConfig config) {
        AuditedFields in = config.fields();
        long stated = config.integer("block_ff_dim", "intermediate_size");
        if (!in.flag("block_auto_adjust_ff_dim", true)) {
            return stated;
        }
        long twoThirds = 2 * stated / 3; // whole, as in transformers
        long width = (long) (in.number("block_ffn_dim_multiplier", 1) * twoThirds);
        long multiple = Math.max(1, in.integer("block_multiple_of", 256));
        return Math.multiplyExact(Math.ceilDiv(width, multiple), multiple);
    }

    void latentAttention() {
        long rope = in.integer("qk_rope_head_dim");
        long nope = in.integer("qk_nope_head_dim");
        out.put(
                "mla",
                JsonObject.builder()
                        .put("q_lora_rank", in.integer("q_lora_rank", 0))
                        .put("kv_lora_rank", in.integer("kv_lora_rank"))
                        .put("qk_rope_dim", rope)
                        .put("qk_nope_dim", nope)
                        .put("v_head_dim", in.integer("v_head_dim"))
                        .build());
        out.put("head_dim_k", rope + nope);
        out.put("head_dim_v", in.integer("v_head_dim"));
        out.put("rope_dim", rope);
    }

    void sparseAttention() {
        latentAttention();
        out.put(
                "indexer",
                JsonObject.builder()
                        .put("heads", in.integer("index_n_heads"))
                        .put("head_dim", in.integer("index_head_dim"))
                        .put("top_k", in.integer("index_topk"))
                        .build());
    }

    void kimiLinear() {
        latentAttention();
        AuditedFields linear = in.section("linear_attn_config");
        List<Long> full = linear.integers("full_attn_layers");
        out.put("n_head_kv", layers(layer -> full.contains(layer + 1L) ? 1L : 0L));
        out.put(
                "ssm",
                JsonObject.builder()
                        .put("conv_kernel", linear.integer("short_conv_kernel_size"))
                        .build());
        out.put("kda_head_dim", linear.integer("head_dim"));
    }

    void kimiK3() {
        kimiLinear();
        out.put("checkpoint_layers", in.integer("attn_res_block_size"));
    }

    /** The last layer of every group attends, and those behind the last whole group. */
    void bailingMoe3() {
        latentAttention();
        long group = config.positive("layer_group_size");
        long whole = in.integer("num_hidden_layers") / group * group;
        out.put("n_head_kv", layers(layer -> (layer + 1) % group == 0 || layer >= whole ? 1L : 0L));
        out.put(
                "ssm",
                JsonObject.builder()
                        .put("conv_kernel", in.integer("short_conv_kernel_size"))
                        .build());
        out.put("kda_head_dim", in.integer("head_dim"));
    }

    /** The layers run so many times over. */
    void loops() {
        out.put("loops", Math.max(1, in.integer("num_loops", 1)));
    }

    void deltaNet() {
        long values = in.integer("linear_num_value_heads");
        out.put("full_attention_interval", in.integer("full_attention_interval", 4));
        out.put(
                "ssm",
                JsonObject.builder()
                        .put("conv_kernel", in.integer("linear_conv_kernel_dim"))
                        .put("state_size", in.integer("linear_key_head_dim"))
                        .put("group_count", in.integer("linear_num_key_heads"))
                        .put("time_step_rank", values)
                        .put("inner_size", in.integer("linear_value_head_dim") * values)
                        .build());
    }

    void lfm3() {
        List<String> types = in.texts("layer_types");
        long heads = in.integer("num_key_value_heads");
        out.put("n_head_kv", layers(layer -> isOf(types, layer, "conv") ? 0L : heads));
        out.put(
                "sliding_window",
                JsonObject.builder()
                        .put("size", in.integer("sliding_window"))
                        .put("layers", layers(layer -> isOf(types, layer, "sliding_attention") ? 1L : 0L))
                        .build());
        out.put("shortconv_cache", in.integer("conv_L_cache"));
    }

    /** A list of layers that ends early says nothing of the others. */
    private static boolean isOf(List<String> types, int layer, String type) {
        return layer < types.size() && types.get(layer).equals(type);
    }

    void shortConvolution() {
        List<String> types = in.texts("layer_types");
        List<Long> full = in.integers("full_attn_idxs");
        long heads = in.integer("num_key_value_heads");
        out.put(
                "n_head_kv",
                layers(layer -> full.contains((long) layer)
                                || (layer < types.size() && types.get(layer).equals("full_attention"))
                        ? heads
                        : 0L));
        out.put("shortconv_cache", in.integer("conv_L_cache"));
    }

    void mamba() {
        long inner = config.find("intermediate_size", "d_inner")
                .orElseGet(() -> in.integer("expand", 2) * config.integer("hidden_size", "d_model"));
        out.put(
                "ssm",
                JsonObject.builder()
                        .put("conv_kernel", in.integer("conv_kernel"))
                        .put("inner_size", inner)
                        .put("state_size", in.integer("state_size"))
                        .put("time_step_rank", in.integer("time_step_rank"))
                        .build());
    }

    void mamba2() {
        long inner = in.integer("expand", 2) * in.integer("hidden_size");
        out.put(
                "ssm",
                JsonObject.builder()
                        .put("conv_kernel", in.integer("conv_kernel"))
                        .put("inner_size", inner)
                        .put("state_size", in.integer("state_size"))
                        .put("time_step_rank", inner / config.positive("head_dim"))
                        .put("group_count", in.integer("n_groups", 1))
                        .build());
    }

    void jamba() {
        long heads = in.integer("num_key_value_heads");
        long period = config.positive("attn_layer_period");
        long offset = in.integer("attn_layer_offset");
        out.put("n_head_kv", layers(layer -> layer % period == offset ? heads : 0L));
        long nEmbd = in.integer("hidden_size");
        out.put(
                "ssm",
                JsonObject.builder()
                        .put("conv_kernel", in.integer("mamba_d_conv"))
                        .put("inner_size", in.integer("mamba_expand", 2) * nEmbd)
                        .put("state_size", in.integer("mamba_d_state"))
                        .put("time_step_rank", in.integer("mamba_dt_rank", Math.ceilDiv(nEmbd, 16)))
                        .build());
    }

    void falconH1() {
        JsonObject.Builder ssm = heads("mamba_d_conv", "mamba_d_state", "mamba_n_heads", "mamba_n_groups");
        ssm.put("inner_size", in.integer("mamba_d_ssm"));
        ssm.put("norm", in.flag("mamba_rms_norm"));
        out.put("ssm", ssm.build());
    }

    void graniteHybrid() {
        JsonObject.Builder ssm = heads("mamba_d_conv", "mamba_d_state", "mamba_n_heads", "mamba_n_groups");
        ssm.put("inner_size", in.integer("mamba_expand") * in.integer("hidden_size"));
        out.put("ssm", ssm.build());
        List<String> types = in.texts("layer_types");
        checkLayers("layer_types", types.size());
        long heads = in.integer("num_key_value_heads");
        out.put("n_head_kv", layers(layer -> types.get(layer).equals("attention") ? heads : 0L));
    }

    void nemotronH() {
        JsonObject.Builder ssm = heads("conv_kernel", "ssm_state_size", "mamba_num_heads", "n_groups");
        ssm.put("inner_size", in.integer("mamba_num_heads") * in.integer("mamba_head_dim"));
        out.put("ssm", ssm.build());
        String pattern = in.text("hybrid_override_pattern");
        checkLayers("hybrid_override_pattern", pattern.length());
        out.put("layer_pattern", pattern);
        long heads = in.integer("num_key_value_heads");
        out.put("n_head_kv", layers(layer -> pattern.charAt(layer) == '*' ? heads : 0L));
        long dense = in.integer("intermediate_size", 0);
        long experts = in.integer("moe_intermediate_size", 0);
        out.put(
                "n_ff",
                layers(layer -> pattern.charAt(layer) == '-' ? dense : pattern.charAt(layer) == 'E' ? experts : 0L));
    }

    void gemma3n() {
        out.put("n_embd_per_layer", in.integer("hidden_size_per_layer_input", 256));
        out.put("altup_inputs", in.integer("altup_num_inputs", 4));
        out.put("laurel_rank", in.integer("laurel_rank", 64));
        out.put("kv_shared_layers", in.integer("num_kv_shared_layers", 15));
    }

    private JsonObject.Builder heads(String kernel, String state, String heads, String groups) {
        JsonObject.Builder ssm = JsonObject.builder();
        ssm.put("conv_kernel", in.integer(kernel));
        ssm.put("state_size", in.integer(state));
        ssm.put("time_step_rank", in.integer(heads));
        ssm.put("group_count", in.integer(groups));
        return ssm;
    }

    /** A value of each layer. */
    @FunctionalInterface
    private interface OfLayer {
        long at(int layer);
    }

    private long count() {
        return config.find("num_hidden_layers")
                .orElseGet(() -> in.text("hybrid_override_pattern").length());
    }

    private void checkLayers(String key, int listed) {
        if (listed < count()) {
            in.complain(key, "tells of " + listed + " layers, not of " + count());
        }
    }

    private List<Long> layers(OfLayer value) {
        List<Long> values = new ArrayList<>();
        for (int layer = 0; layer < Math.min(Layout.MOST_LAYERS, count()); layer++) {
            values.add(value.at(layer));
        }
        return values;
    }
}
