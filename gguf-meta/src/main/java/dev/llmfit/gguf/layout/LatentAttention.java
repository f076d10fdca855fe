package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/**
 * The ranks and widths of multi-head latent attention (MLA).
 *
 * @param qRank rank of the query projection; 0 if queries are projected directly
 * @param kvRank rank of the shared key-value latent
 * @param ropeDim rotated elements per head
 * @param nopeDim elements per head that are not rotated
 * @param valueDim elements of a value head
 */
record LatentAttention(long qRank, long kvRank, long ropeDim, long nopeDim, long valueDim) {

    /** Reads the group {@code mla} of a model. */
    static LatentAttention of(AuditedFields f) {
        AuditedFields mla = f.section("mla");
        return new LatentAttention(
                mla.integer("q_lora_rank", 0),
                mla.integer("kv_lora_rank"),
                mla.integer("qk_rope_dim"),
                mla.integer("qk_nope_dim"),
                mla.integer("v_head_dim"));
    }

    /** Writes the widths that the cache and the graph need. */
    void metadata(HeaderBuilder h) {
        h.set("attention.key_length_mla", nopeDim + ropeDim);
        h.set("attention.value_length_mla", valueDim);
        h.set("attention.kv_lora_rank", kvRank);
    }

    /** Adds the attention of one layer with the key and value matrices absorbed ({@code attn_k_b}, {@code attn_v_b}). */
    void absorbed(HeaderBuilder h, String block, long nEmbd, long heads) {
        if (qRank > 0) {
            h.tensor(block + "attn_q_a_norm.weight", qRank);
            h.tensor(block + "attn_q_a.weight", nEmbd, qRank);
            h.tensor(block + "attn_q_b.weight", qRank, heads * (nopeDim + ropeDim));
        } else {
            h.tensor(block + "attn_q.weight", nEmbd, heads * (nopeDim + ropeDim));
        }
        h.tensor(block + "attn_kv_a_norm.weight", kvRank);
        h.tensor(block + "attn_kv_a_mqa.weight", nEmbd, kvRank + ropeDim);
        h.tensor(block + "attn_k_b.weight", nopeDim, kvRank, heads);
        h.tensor(block + "attn_v_b.weight", kvRank, valueDim, heads);
        h.tensor(block + "attn_output.weight", heads * valueDim, nEmbd);
    }
}
