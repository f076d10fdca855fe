package dev.llmfit.gguf.tensors;

import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.LayerReuse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The hyper-parameters of a model by the names of {@code llama_hparams}, and its tensors by name. */
final class ModelValues {
    /** Keys that only shapes need, by name; absent ones are 0 ({@code src/llama-arch.cpp}). */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("attn_res_block_size", "attn_res.block_size"),
            Map.entry("dec_n_layer", "decoder_block_count"),
            Map.entry("dense_2_feat_out", "dense_2_feat_out"),
            Map.entry("dense_3_feat_in", "dense_3_feat_in"),
            Map.entry("dflash_block_size", "block_size"),
            Map.entry("dflash_conv_group_size", "conv_group_size"),
            Map.entry("dflash_conv_kernel_size", "conv_kernel_size"),
            Map.entry("dflash_selector_rank", "selector_rank"),
            Map.entry("dflash_selector_top_k", "selector_top_k"),
            Map.entry("dsv4_hash_layer_count", "hash_layer_count"),
            Map.entry("dsv4_hc_mult", "hyper_connection.count"),
            Map.entry("dsv4_o_group_count", "attention.output_group_count"),
            Map.entry("dsv4_o_lora_rank", "attention.output_lora_rank"),
            Map.entry("hc_low_rank", "hyper_connection.low_rank"),
            Map.entry("indexer_head_size", "attention.indexer.key_length"),
            Map.entry("indexer_kpool", "attention.indexer.kpool"),
            Map.entry("indexer_n_head", "attention.indexer.head_count"),
            Map.entry("indexer_top_k", "attention.indexer.top_k"),
            Map.entry("max_lora_rank", "adapters.lora_rank"),
            Map.entry("moe_every_n_layers", "moe_every_n_layers"),
            Map.entry("moe_latent_size", "moe_latent_size"),
            Map.entry("n_adapters", "adapters.count"),
            Map.entry("n_embd_head_k_mla_swa", "attention.key_length_mla_swa"),
            Map.entry("n_embd_head_kda", "kda.head_dim"),
            Map.entry("n_embd_head_v_mla_swa", "attention.value_length_mla_swa"),
            Map.entry("n_embd_per_layer", "embedding_length_per_layer_input"),
            Map.entry("n_expert_latent", "expert_latent_length"),
            Map.entry("n_expert_shared", "expert_shared_count"),
            Map.entry("n_ff_chexp", "expert_chunk_feed_forward_length"),
            Map.entry("n_ff_exp", "expert_feed_forward_length"),
            Map.entry("n_ff_shexp", "expert_shared_feed_forward_length"),
            Map.entry("n_group_experts", "experts_per_group"),
            Map.entry("n_layer_decision", "decision.block_count"),
            Map.entry("n_lora_decay", "attention.decay_lora_rank"),
            Map.entry("n_lora_gate", "attention.gate_lora_rank"),
            Map.entry("n_lora_iclr", "attention.iclr_lora_rank"),
            Map.entry("n_lora_kv", "attention.kv_lora_rank"),
            Map.entry("n_lora_kv_swa", "attention.kv_lora_rank_swa"),
            Map.entry("n_lora_q", "attention.q_lora_rank"),
            Map.entry("n_lora_value_res_mix", "attention.value_residual_mix_lora_rank"),
            Map.entry("n_moe_layer_step", "interleave_moe_layer_step"),
            Map.entry("n_rel_attn_bkts", "attention.relative_buckets_count"),
            Map.entry("n_shortconv_l_cache", "shortconv.l_cache"),
            Map.entry("norm_before_fc", "norm_before_fc"),
            Map.entry("ple_conv_kernel", "ple.conv_kernel"),
            Map.entry("ssm_d_conv", "ssm.conv_kernel"),
            Map.entry("ssm_d_inner", "ssm.inner_size"),
            Map.entry("ssm_d_state", "ssm.state_size"),
            Map.entry("ssm_dt_rank", "ssm.time_step_rank"),
            Map.entry("ssm_n_group", "ssm.group_count"),
            Map.entry("time_decay_extra_dim", "time_decay_extra_dim"),
            Map.entry("time_mix_extra_dim", "time_mix_extra_dim"),
            Map.entry("n_hrm_h_cycles", "hrm.h_cycles"),
            Map.entry("n_hrm_l_cycles", "hrm.l_cycles"),
            Map.entry("n_hrm_layers_per_stack", "hrm.layers_per_stack"),
            Map.entry("n_layer_kv_shared", "attention.shared_kv_layers"),
            Map.entry("sinkhorn_iterations", "hyper_connection.sinkhorn_iterations"),
            Map.entry("target_hidden_size", "target_hidden_size"),
            Map.entry("wkv_head_size", "wkv.head_size"));

    private final String name;
    private final Metadata metadata;
    private final HyperParameters hp;
    private final Map<String, TensorInfo> tensors = new HashMap<>();

    ModelValues(Model model, HyperParameters hyperParameters) {
        this.name = model.name();
        this.metadata = model.metadata();
        this.hp = hyperParameters;
        for (TensorInfo tensor : model.tensors()) {
            tensors.put(tensor.name(), tensor);
        }
    }

    /** Returns the model's name, for messages. */
    String name() {
        return name;
    }

    /** Returns a tensor of the file. */
    Optional<TensorInfo> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * Returns a hyper-parameter; of those that layers have, the first layer's.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    long value(String name) {
        return switch (name) {
            case "n_layer" -> hp.nLayer();
            case "n_layer_all" -> hp.nLayerAll();
            case "n_layer_nextn" -> hp.nLayerNextn();
            case "n_layer_phys" ->
                hp.reuse()
                        .map(reuse -> reuse instanceof LayerReuse.Loops loops ? loops.layers() : 0)
                        .orElse(0);
            case "n_layer_dense_lead" -> hp.nDenseLead();
            case "n_embd" -> hp.nEmbd();
            case "n_embd_out", "n_embd_inp" -> key("embedding_length_out", 0).orElse(hp.nEmbd());
            case "n_vocab" -> vocabulary();
            case "n_ctx_train" -> hp.nCtxTrain();
            case "n_expert" -> hp.experts().map(experts -> experts.count()).orElse(0);
            case "expert_gating_func" -> key(name, 0).orElse(1);
            case "token_shift_count" -> key(name, 0).orElse(1);
            case "num_loops" -> key(name, 0).orElse(1);
            case "n_swa" -> key("attention.sliding_window", 0).orElse(1);
            case "n_token_types" ->
                metadata.integer("tokenizer.ggml.token_type_count").orElse(0);
            case "n_cls_out" ->
                Math.max(
                        1,
                        metadata.arrayLength(prefixed("classifier.output_labels"))
                                .orElse(1));
            case "is_mla" -> hp.isMla() ? 1 : 0;
            case "is_longrope" ->
                metadata.string(prefixed("rope.scaling.type"))
                                .filter("longrope"::equals)
                                .isPresent()
                        ? 1
                        : 0;
            case "n_embd_head_k_mla" -> key("attention.key_length_mla", 0).orElse(hp.headKAt(0));
            case "n_embd_head_v_mla" -> key("attention.value_length_mla", 0).orElse(hp.headVAt(0));
            case "n_rot_full" -> hp.rope().dimensions();
            case "n_embd_head_k_full" -> hp.headK();
            case "n_embd_head_k_swa" -> key("attention.key_length_swa", 0).orElse(hp.headK());
            case "n_embd_head_v_swa" -> key("attention.value_length_swa", 0).orElse(hp.headV());
            case "ple_rows" -> hashedRows();
            default -> valueAt(name, 0);
        };
    }

    /**
     * Returns a hyper-parameter of a layer.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    long valueAt(String name, int il) {
        return switch (name) {
            case "n_head" -> hp.nHead(il);
            case "n_head_kv" -> hp.nHeadKv(il);
            case "n_ff" -> hp.nFf(il);
            case "n_embd_head_k" -> hp.headKAt(il);
            case "n_embd_head_v" -> hp.headVAt(il);
            case "n_embd_k_gqa" -> hp.kWidth(il);
            case "n_embd_v_gqa", "n_embd_gqa" -> hp.vWidth(il);
            case "n_rot" -> hp.isSwa(il) ? rotatedInWindow() : hp.rope().dimensions();
            case "n_expert_used" ->
                hp.experts().map(experts -> experts.used().at(il)).orElse(0);
            case "is_swa" -> hp.isSwa(il) ? 1 : 0;
            case "is_recr" -> hp.isRecr(il) ? 1 : 0;
            case "has_kv" -> hp.hasKv(il) ? 1 : 0;
            case "is_ple" ->
                hp.hashedNGrams().filter(h -> h.layers().contains(il)).isPresent() ? 1 : 0;
            case "is_indexer_full" ->
                hp.indexer().filter(i -> i.layers().contains(il)).isPresent() ? 1 : 0;
            case "dsv4_compress_ratio" -> hp.compressRatio(il).orElse(0);
            default -> {
                String key = KEYS.get(name);
                if (key == null) {
                    throw new IllegalArgumentException("no hyper-parameter: " + name);
                }
                yield key(key, il).orElse(0);
            }
        };
    }

    /** Returns the tokens of the vocabulary; without one in the file, as many as the file says or has rows for. */
    private long vocabulary() {
        return metadata.arrayLength("tokenizer.ggml.tokens")
                .orElseGet(() -> key("vocab_size", 0)
                        .orElse(tensor("token_embd.weight").map(TensorInfo::ne1).orElse(0L)));
    }

    /** Returns the rows that the ranges of hashed n-grams reach ({@code ple.head_offsets}, {@code ple.head_vocab_sizes}). */
    private long hashedRows() {
        long[] offsets = metadata.integers(prefixed("ple.head_offsets")).orElse(new long[0]);
        long[] sizes = metadata.integers(prefixed("ple.head_vocab_sizes")).orElse(new long[0]);
        long rows = 0;
        for (int head = 0; head < Math.min(offsets.length, sizes.length); head++) {
            rows = Math.max(rows, Math.addExact(offsets[head], sizes[head]));
        }
        return rows;
    }

    private OptionalLong key(String name, int il) {
        String key = prefixed(name);
        Optional<long[]> array = metadata.integers(key);
        if (array.isPresent()) {
            return il < array.get().length ? OptionalLong.of(array.get()[il]) : OptionalLong.empty();
        }
        return metadata.integer(key);
    }

    private String prefixed(String name) {
        return hp.architecture() + "." + name;
    }

    /** A window's own number of rotated elements, else what the file says of all layers; step35 halves that in the others. */
    private long rotatedInWindow() {
        return key("rope.dimension_count_swa", 0)
                .orElseGet(() -> key("rope.dimension_count", 0).orElse(hp.headK()));
    }
}
