package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lays out the models with latent attention and experts: deepseek2, deepseek32, glm-dsa, mistral4. */
final class DeepSeekLayout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        LatentAttention attention = LatentAttention.of(f);
        AuditedFields moe = f.section("moe");
        BaseMetadata.write(h, cached(f, attention), BaseMetadata.RMS, mtpLayers);
        attention.metadata(h);
        if (attention.qRank() > 0) {
            h.set("attention.q_lora_rank", attention.qRank());
        }
        if (!moe.has("weights_norm")) {
            h.set("expert_weights_norm", true);
        }
        int nLayer = Layout.layers(f);
        Optional<AuditedFields> indexer = f.optionalSection("indexer");
        Set<Long> indexed = indexedLayers(indexer);
        indexer.ifPresent(x -> indexerMetadata(h, x, indexed, nLayer));
        long nEmbd = f.integer("n_embd");
        long nVocab = f.integer("n_vocab");
        h.tensor("token_embd.weight", nEmbd, nVocab);
        for (int layer = 0; layer < nLayer + mtpLayers; layer++) {
            String block = "blk." + layer + ".";
            h.tensor(block + "attn_norm.weight", nEmbd);
            attention.absorbed(h, block, nEmbd, f.integer("n_head"));
            h.tensor(block + "ffn_norm.weight", nEmbd);
            if (indexed.isEmpty() || indexed.contains((long) layer) || layer >= nLayer) {
                indexer.ifPresent(x -> IndexerTensors.normed(h, block, x, nEmbd, attention.qRank()));
            }
            if (layer < moe.integer("lead_dense", 0)) {
                FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            } else {
                FeedForwardTensors.experts(h, block, nEmbd, moe, FeedForwardTensors.Kind.GATED);
            }
            if (layer >= nLayer) {
                NextToken.common(h, block, nEmbd);
                NextToken.ownEmbedding(h, block, nEmbd, nVocab);
                h.tensor(block + "nextn.shared_head_norm.weight", nEmbd);
            }
        }
        h.tensor("output_norm.weight", nEmbd);
        if (!f.flag("tied_embeddings")) {
            h.tensor("output.weight", nEmbd, nVocab);
        }
    }

    /** Replaces heads and widths by those of the cache: one key-value head that holds the latent. */
    private static AuditedFields cached(AuditedFields f, LatentAttention a) {
        return f.with(JsonObject.builder()
                .put("n_head_kv", 1)
                .put("head_dim_k", a.kvRank() + a.ropeDim())
                .put("head_dim_v", a.kvRank())
                .put("rope_dim", a.ropeDim())
                .build());
    }

    private static Set<Long> indexedLayers(Optional<AuditedFields> indexer) {
        List<Long> listed = indexer.map(x -> x.integers("full_layers")).orElse(List.of());
        return new HashSet<>(listed);
    }

    private static void indexerMetadata(HeaderBuilder h, AuditedFields indexer, Set<Long> indexed, int nLayer) {
        IndexerTensors.metadata(h, indexer);
        if (!indexed.isEmpty()) {
            long[] types = new long[nLayer];
            for (int layer = 0; layer < nLayer; layer++) {
                types[layer] = indexed.contains((long) layer) ? 1 : 0;
            }
            h.setFlags("attention.indexer.types", types);
        }
    }
}
