package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.AuditedFields;

/** Keys and tensors of a sparse-attention indexer that several architectures have alike. */
final class IndexerTensors {
    private IndexerTensors() {}

    /** Writes the keys of its size. */
    static void metadata(HeaderBuilder h, AuditedFields indexer) {
        h.set("attention.indexer.head_count", indexer.integer("heads"));
        h.set("attention.indexer.key_length", indexer.integer("head_dim"));
        h.set("attention.indexer.top_k", indexer.integer("top_k"));
    }

    /** Writes the tensors of one whose queries come from the hidden state, its matrices in this type. */
    static void projected(HeaderBuilder h, String block, AuditedFields indexer, long nEmbd, GgmlType type) {
        long dim = indexer.integer("head_dim");
        h.typed(type, block + "indexer.q_proj.weight", nEmbd, indexer.integer("heads") * dim);
        h.typed(type, block + "indexer.k_proj.weight", nEmbd, dim);
        h.tensor(block + "indexer.q_norm.weight", dim);
        h.tensor(block + "indexer.k_norm.weight", dim);
    }

    /** Writes the tensors of one whose queries come from compressed ones and whose keys have a norm. */
    static void normed(HeaderBuilder h, String block, AuditedFields indexer, long nEmbd, long qRank) {
        long heads = indexer.integer("heads");
        long dim = indexer.integer("head_dim");
        h.norm(block + "indexer.k_norm", dim, true);
        h.tensor(block + "indexer.proj.weight", nEmbd, heads);
        h.tensor(block + "indexer.attn_k.weight", nEmbd, dim);
        h.tensor(block + "indexer.attn_q_b.weight", qRank, heads * dim);
    }
}
