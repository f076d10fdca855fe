package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.AuditedFields;
import java.util.Arrays;

/**
 * Lays out DeepSeek V4: one key head, compressed keys in most layers, output matrices in groups, several residual streams
 * ({@code src/models/deepseek4.cpp}).
 */
final class DeepSeek4Layout implements Layout {
    /** Tokens of a finely compressed row, which overlaps the one before and is chosen by an indexer ({@code DSV4_CSA_RATIO}). */
    private static final int CHOSEN = 4;

    /** {@code LLAMA_EXPERT_GATING_FUNC_TYPE_SQRT_SOFTPLUS}, the only one that is accepted. */
    private static final int SQRT_SOFTPLUS = 4;

    /** Of the published models; no size depends on them ({@code config.json} of DeepSeek V4). */
    private static final double ACTIVATION_LIMIT = 10;

    private static final double COMPRESSED_FREQUENCY = 160_000;

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        int nLayer = Layout.layers(f);
        long nEmbd = f.integer("n_embd");
        long nVocab = f.integer("n_vocab");
        StreamMixes mixes = StreamMixes.of(f);
        metadata(h, f, nLayer, mtpLayers);
        mixes.metadata(h);
        h.tensor("token_embd.weight", nEmbd, nVocab);
        h.tensor("output_norm.weight", nEmbd);
        h.tensor("output.weight", nEmbd, nVocab);
        h.tensor("output_hc_fn.weight", mixes.streams() * nEmbd, mixes.streams());
        h.tensor("output_hc_base.weight", mixes.streams());
        h.tensor("output_hc_scale.weight", 1);
        for (int layer = 0; layer < nLayer + mtpLayers; layer++) {
            String block = "blk." + layer + ".";
            attention(h, f, block);
            mixes.layer(h, block, nEmbd);
            long ratio = ratio(f, layer, nLayer);
            if (ratio > 0) {
                compressor(h, f, block, ratio);
            }
            experts(h, f, block, layer);
            if (layer >= nLayer) {
                NextToken.common(h, block, nEmbd);
                h.tensor(block + "nextn.shared_head_norm.weight", nEmbd);
            }
        }
    }

    /** A layer for next-token prediction keeps its keys as they are. */
    private static long ratio(AuditedFields f, int layer, int nLayer) {
        return layer < nLayer ? PerLayer.of(f, "compress_ratios").at(layer) : 0;
    }

    private static void metadata(HeaderBuilder h, AuditedFields f, int nLayer, int mtpLayers) {
        AuditedFields indexer = f.section("indexer");
        BaseMetadata.write(h, f, BaseMetadata.RMS, mtpLayers);
        long[] heads = new long[nLayer + mtpLayers];
        Arrays.fill(heads, f.integer("n_head"));
        h.set("attention.head_count", heads);
        Arrays.fill(heads, 1);
        h.set("attention.head_count_kv", heads);
        h.set("attention.q_lora_rank", f.integer("q_lora_rank"));
        h.set("attention.output_group_count", f.integer("o_groups"));
        h.set("attention.output_lora_rank", f.integer("o_lora_rank"));
        h.set("attention.compress_rope_freq_base", COMPRESSED_FREQUENCY);
        long[] ratios = new long[nLayer + mtpLayers];
        Arrays.setAll(ratios, layer -> ratio(f, layer, nLayer));
        h.set("attention.compress_ratios", ratios);
        IndexerTensors.metadata(h, indexer);
        h.set("hash_layer_count", f.integer("hash_layers"));
        h.set("embedding_length_out", f.integer("n_embd") * f.integer("hyper_connections"));
        h.set("expert_gating_func", SQRT_SOFTPLUS);
        h.set("swiglu_clamp_exp", ACTIVATION_LIMIT);
    }

    private static void attention(HeaderBuilder h, AuditedFields f, String block) {
        long nEmbd = f.integer("n_embd");
        long head = f.integer("head_dim_k");
        long width = f.integer("n_head") * head;
        long rank = f.integer("q_lora_rank");
        long groups = f.integer("o_groups");
        long outRank = f.integer("o_lora_rank");
        h.tensor(block + "attn_norm.weight", nEmbd);
        h.tensor(block + "attn_sinks.weight", f.integer("n_head"));
        h.tensor(block + "attn_q_a.weight", nEmbd, rank);
        h.tensor(block + "attn_q_a_norm.weight", rank);
        h.tensor(block + "attn_q_b.weight", rank, width);
        h.tensor(block + "attn_kv.weight", nEmbd, head);
        h.tensor(block + "attn_kv_a_norm.weight", head);
        h.tensor(block + "attn_output_a.weight", width / groups, outRank * groups);
        h.tensor(block + "attn_output_b.weight", groups * outRank, nEmbd);
    }

    private static void compressor(HeaderBuilder h, AuditedFields f, String block, long ratio) {
        long nEmbd = f.integer("n_embd");
        long head = f.integer("head_dim_k");
        long width = ratio == CHOSEN ? 2 * head : head;
        h.tensor(block + "attn_compressor_kv.weight", nEmbd, width);
        h.tensor(block + "attn_compressor_gate.weight", nEmbd, width);
        h.tensor(block + "attn_compressor_ape.weight", width, ratio);
        h.tensor(block + "attn_compressor_norm.weight", head);
        if (ratio == CHOSEN) {
            AuditedFields indexer = f.section("indexer");
            long heads = indexer.integer("heads");
            long key = indexer.integer("head_dim");
            h.tensor(block + "indexer.proj.weight", nEmbd, heads);
            h.tensor(block + "indexer.attn_q_b.weight", f.integer("q_lora_rank"), heads * key);
            h.tensor(block + "indexer_compressor_kv.weight", nEmbd, 2 * key);
            h.tensor(block + "indexer_compressor_gate.weight", nEmbd, 2 * key);
            h.tensor(block + "indexer_compressor_ape.weight", 2 * key, ratio);
            h.tensor(block + "indexer_compressor_norm.weight", key);
        }
    }

    /** Experts, of which the first layers choose by the token alone. */
    private static void experts(HeaderBuilder h, AuditedFields f, String block, int layer) {
        AuditedFields moe = f.section("moe");
        h.tensor(block + "ffn_norm.weight", f.integer("n_embd"));
        FeedForwardTensors.experts(h, block, f.integer("n_embd"), moe, FeedForwardTensors.Kind.GATED);
        if (layer < f.integer("hash_layers")) {
            h.typed(GgmlType.I32, block + "ffn_gate_tid2eid.weight", moe.integer("used"), f.integer("n_vocab"));
        } else {
            h.tensor(block + "exp_probs_b.bias", moe.integer("count"));
        }
    }
}
