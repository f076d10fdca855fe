package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Describes a model that has a header by the fields of a catalogue entry: what its keys say, and what its tensors tell. */
final class DescribedModel {
    private static final String FIRST_BLOCK = "blk.";

    private final Model model;
    private final Metadata metadata;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final int nextToken;
    private final int layers;
    private final JsonObject.Builder out = JsonObject.builder();

    private DescribedModel(Model model) {
        this.model = model;
        this.metadata = model.metadata();
        model.tensors().forEach(t -> tensors.put(t.name(), t));
        this.nextToken = Math.toIntExact(key("nextn_predict_layers").orElse(0L));
        this.layers = Math.toIntExact(key("block_count").orElse(0L)) - nextToken;
    }

    /** Returns the fields of a model's shape; what its architecture does not ask for is left out. */
    static JsonObject fields(Model model) {
        return new DescribedModel(model).describe();
    }

    private Optional<Long> key(String name) {
        OptionalLong value = metadata.integer(model.architecture() + "." + name);
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    private Optional<Long> positive(String name) {
        return key(name).filter(value -> value > 0);
    }

    private Optional<long[]> list(String name) {
        return metadata.integers(model.architecture() + "." + name);
    }

    private boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    /** Returns the tensor of the first layer that has it. */
    private Optional<TensorInfo> inBlocks(String name) {
        for (int layer = 0; layer < layers + nextToken; layer++) {
            TensorInfo found = tensors.get(FIRST_BLOCK + layer + "." + name);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private JsonObject describe() {
        out.put("architecture", model.architecture());
        out.put("n_layer", layers);
        copy("n_embd", "embedding_length");
        perLayer("n_ff", "feed_forward_length");
        perLayer("n_head", "attention.head_count");
        perLayer("n_head_kv", "attention.head_count_kv");
        heads();
        out.put("n_vocab", vocabulary());
        copy("n_ctx_train", "context_length");
        out.put("tied_embeddings", !has("output.weight"));
        biases();
        copy("rope_dim", "rope.dimension_count");
        out.put("rope_freq_base", number("rope.freq_base", 10000));
        flag("rope_freqs", has("rope_freqs.weight"));
        flag("rope_factors", has("rope_factors_long.weight"));
        window();
        experts();
        latent();
        recurrent();
        copy("full_attention_interval", "full_attention_interval");
        copy("shortconv_cache", "shortconv.l_cache");
        copy("kda_head_dim", "kda.head_dim");
        copy("altup_inputs", "altup.num_inputs");
        copy("laurel_rank", "laurel.rank");
        positive("embedding_length_per_layer_input").ifPresent(n -> out.put("n_embd_per_layer", n));
        positive("attention.shared_kv_layers").ifPresent(n -> out.put("kv_shared_layers", n));
        metadata.integer("tokenizer.ggml.token_type_count").ifPresent(n -> out.put("n_token_types", n));
        classifier();
        if (nextToken > 0) {
            out.put("mtp_layers", nextToken).put("mtp_files", "kept");
        }
        return out.build();
    }

    private double number(String name, double absent) {
        return metadata.number(model.architecture() + "." + name).orElse(absent);
    }

    private void copy(String field, String name) {
        key(name).ifPresent(value -> out.put(field, value));
    }

    private void flag(String field, boolean value) {
        if (value) {
            out.put(field, true);
        }
    }

    /** Writes one number or one for each layer, those for next-token prediction left out. */
    private void perLayer(String field, String name) {
        copy(field, name);
        list(name).map(this::trunk).ifPresent(values -> out.put(field, values));
    }

    private List<Long> trunk(long[] values) {
        return Arrays.stream(values).limit(layers).boxed().toList();
    }

    private void heads() {
        long width = key("embedding_length").orElse(0L);
        long count = key("attention.head_count")
                .orElseGet(() -> list("attention.head_count")
                        .map(values -> Arrays.stream(values).max().orElse(0L))
                        .orElse(0L));
        boolean latent = key("attention.key_length_mla").isPresent();
        long usual = count > 0 ? width / count : 0;
        long keyLength = key(latent ? "attention.key_length_mla" : "attention.key_length")
                .orElse(usual);
        long valueLength = key(latent ? "attention.value_length_mla" : "attention.value_length")
                .orElse(usual);
        if (keyLength > 0) {
            out.put("head_dim_k", keyLength).put("head_dim_v", valueLength);
        }
    }

    private long vocabulary() {
        TensorInfo embedding = tensors.get("token_embd.weight");
        return embedding == null ? key("vocab_size").orElse(0L) : embedding.ne1();
    }

    private void biases() {
        out.put(
                "qkv_bias",
                inBlocks("attn_q.bias").isPresent() || inBlocks("attn_qkv.bias").isPresent());
        flag("o_bias", inBlocks("attn_output.bias").isPresent());
        flag("ffn_bias", inBlocks("ffn_up.bias").isPresent());
        flag("dual_norm", inBlocks("attn_norm_2.weight").isPresent());
        flag(
                "parallel_residual",
                metadata.bool(model.architecture() + ".use_parallel_residual").orElse(false));
        out.put("qk_norm", inBlocks("attn_q_norm.weight").map(this::queryNorm).orElse("none"));
    }

    private String queryNorm(TensorInfo norm) {
        if (norm.ne1() > 1) {
            return "per_head";
        }
        long head = key("attention.key_length").orElse(0L);
        return norm.ne0() == head || head == 0 ? "head" : "full";
    }

    private void window() {
        long size = key("attention.sliding_window").orElse(0L);
        if (size == 0) {
            return;
        }
        JsonObject.Builder window = JsonObject.builder().put("size", size);
        list("attention.sliding_window_pattern").map(this::trunk).ifPresent(layer -> window.put("layers", layer));
        key("attention.key_length_swa").ifPresent(dim -> window.put("head_dim", dim));
        out.put("sliding_window", window.build());
    }

    private void experts() {
        long count = key("expert_count").orElse(0L);
        if (count == 0) {
            return;
        }
        JsonObject.Builder moe = JsonObject.builder().put("count", count);
        key("expert_used_count").ifPresent(n -> moe.put("used", n));
        positive("expert_feed_forward_length")
                .or(() -> inBlocks("ffn_up_exps.weight").map(TensorInfo::ne1))
                .ifPresent(n -> moe.put("ff", n));
        positive("expert_shared_count").ifPresent(n -> moe.put("shared_count", n));
        positive("expert_shared_feed_forward_length").ifPresent(n -> moe.put("shared_ff", n));
        key("leading_dense_block_count").ifPresent(n -> moe.put("lead_dense", n));
        key("moe_latent_size").ifPresent(n -> moe.put("latent", n));
        key("interleave_moe_layer_step").filter(n -> n > 1).ifPresent(n -> moe.put("step", n));
        key("expert_gating_func").ifPresent(n -> moe.put("gating", n));
        if (inBlocks("exp_probs_b.bias").isPresent()) {
            moe.put("router_bias", true);
        }
        if (inBlocks("ffn_gate_inp_shexp.weight").isPresent()) {
            moe.put("shared_gate", true);
        }
        out.put("moe", moe.build());
    }

    /** Latent attention, and the indexer that chooses what it sees. */
    private void latent() {
        Optional<Long> rank = positive("attention.kv_lora_rank");
        long rotated = key("rope.dimension_count").orElse(0L);
        if (rank.isEmpty() || rotated == 0) {
            return;
        }
        JsonObject.Builder mla = JsonObject.builder().put("kv_lora_rank", rank.get());
        positive("attention.q_lora_rank").ifPresent(n -> mla.put("q_lora_rank", n));
        mla.put("qk_rope_dim", rotated);
        positive("attention.key_length_mla").ifPresent(n -> mla.put("qk_nope_dim", n - rotated));
        positive("attention.value_length_mla").ifPresent(n -> mla.put("v_head_dim", n));
        out.put("mla", mla.build());
        positive("attention.indexer.head_count").ifPresent(this::indexer);
    }

    private void indexer(long heads) {
        JsonObject.Builder indexer = JsonObject.builder()
                .put("heads", heads)
                .put("head_dim", key("attention.indexer.key_length").orElse(0L))
                .put("top_k", key("attention.indexer.top_k").orElse(0L));
        list("attention.indexer.types")
                .ifPresent(types -> indexer.put(
                        "full_layers",
                        IntStream.range(0, Math.min(layers, types.length))
                                .filter(layer -> types[layer] != 0)
                                .mapToObj(layer -> (long) layer)
                                .toList()));
        out.put("indexer", indexer.build());
    }

    private void recurrent() {
        JsonObject.Builder ssm = JsonObject.builder();
        for (String name : List.of("conv_kernel", "inner_size", "state_size", "time_step_rank", "group_count")) {
            key("ssm." + name).ifPresent(value -> ssm.put(name, value));
        }
        boolean second = inBlocks("ssm_in.weight").isPresent()
                && inBlocks("ssm_x.weight").isEmpty();
        if (second && inBlocks("ssm_norm.weight").isEmpty()) {
            ssm.put("norm", false);
        }
        JsonObject built = ssm.build();
        if (!built.members().isEmpty()) {
            out.put("ssm", built);
        }
    }

    /** A head that tells of labels. */
    private void classifier() {
        TensorInfo labels = tensors.get("cls.output.weight");
        if (labels != null) {
            out.put("n_labels", labels.ne1());
        }
    }
}
