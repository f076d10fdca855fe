package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;
import java.util.Arrays;

/**
 * Lays out GLM 5.3 Flash: delta attention with latent attention without rotation in some layers, whose cells an indexer of pooled keys
 * chooses, and several residual streams ({@code src/models/glm5-next.cpp}).
 */
final class Glm5NextLayout implements Layout {
    private static final DeltaAttentionLayout DELTA = new DeltaAttentionLayout(DeltaAttentionLayout.Kind.GLM5);

    /** Of the published model; no size depends on them ({@code config.json} of GLM 5.3 Flash). */
    private static final double LOWER_BOUND = -5;

    private static final double ACTIVATION_LIMIT = 10;

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        LatentAttention latent = LatentAttention.of(f);
        AuditedFields indexer = f.section("indexer");
        AuditedFields moe = f.section("moe");
        StreamMixes mixes = StreamMixes.of(f);
        int nLayer = Layout.layers(f);
        metadata(h, f, latent, nLayer, mtpLayers);
        indexerMetadata(h, indexer);
        mixes.metadata(h);
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < nLayer + mtpLayers; layer++) {
            String block = "blk." + layer + ".";
            h.tensor(block + "attn_norm.weight", nEmbd);
            h.tensor(block + "ffn_norm.weight", nEmbd);
            if (layer < nLayer) {
                mixes.layer(h, block, nEmbd);
            }
            if (keyValueHeads(f, layer, nLayer) == 0) {
                DELTA.delta(h, f, block, nEmbd);
            } else {
                latent.absorbed(h, block, nEmbd, f.integer("n_head"));
                indexer(h, block, indexer, nEmbd, latent.qRank());
            }
            if (layer < moe.integer("lead_dense")) {
                FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            } else {
                FeedForwardTensors.experts(h, block, nEmbd, moe, FeedForwardTensors.Kind.GATED);
            }
            if (layer >= nLayer) {
                NextToken.common(h, block, nEmbd);
                h.tensor(block + "nextn.shared_head_norm.weight", nEmbd);
            }
        }
        h.tensor("output_norm.weight", nEmbd);
        h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
    }

    /** A layer for next-token prediction has latent attention. */
    private static long keyValueHeads(AuditedFields f, int layer, int nLayer) {
        return layer < nLayer ? PerLayer.of(f, "n_head_kv").at(layer) : 1;
    }

    private static void metadata(HeaderBuilder h, AuditedFields f, LatentAttention latent, int nLayer, int mtpLayers) {
        JsonObject cached = JsonObject.builder()
                .put("head_dim_k", latent.kvRank() + latent.ropeDim())
                .put("head_dim_v", latent.kvRank())
                .build();
        BaseMetadata.write(h, f.with(cached), BaseMetadata.RMS, mtpLayers);
        long[] heads = new long[nLayer + mtpLayers];
        Arrays.setAll(heads, layer -> keyValueHeads(f, layer, nLayer));
        h.set("attention.head_count_kv", heads);
        h.set("rope.dimension_count", latent.ropeDim());
        latent.metadata(h);
        h.set("attention.q_lora_rank", latent.qRank());
        h.set("ssm.conv_kernel", f.section("ssm").integer("conv_kernel"));
        h.set("kda.head_dim", f.integer("kda_head_dim"));
        h.set("kda.gate_lower_bound", LOWER_BOUND);
        h.set("swiglu_clamp_exp", ACTIVATION_LIMIT);
    }

    private static void indexerMetadata(HeaderBuilder h, AuditedFields indexer) {
        IndexerTensors.metadata(h, indexer);
        h.set("attention.indexer.kpool", indexer.integer("pool"));
        h.set("attention.indexer.kpool_select_tail", true);
    }

    private static void indexer(HeaderBuilder h, String block, AuditedFields indexer, long nEmbd, long qRank) {
        long dim = indexer.integer("head_dim");
        IndexerTensors.normed(h, block, indexer, nEmbd, qRank);
        h.tensor(block + "indexer_compressor_gate.weight", nEmbd, dim);
        h.tensor(block + "indexer_compressor_ape.weight", dim, indexer.integer("pool"));
    }
}
