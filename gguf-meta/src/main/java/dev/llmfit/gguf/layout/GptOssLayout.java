package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.AuditedFields;

/** Lays out gpt-oss: experts published as MXFP4, attention sinks ({@code src/models/openai-moe-iswa.cpp}). */
final class GptOssLayout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        h.set("rope.scaling.type", "yarn");
        h.set("rope.scaling.factor", 32.0);
        h.set("rope.scaling.original_context_length", 4096);
        long nEmbd = f.integer("n_embd");
        long nVocab = f.integer("n_vocab");
        h.tensor("token_embd.weight", nEmbd, nVocab);
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            attention(h, f, block, nEmbd);
            experts(h, f.section("moe"), block, nEmbd);
        }
        h.tensor("output_norm.weight", nEmbd);
        h.tensor("output.weight", nEmbd, nVocab);
    }

    private static void attention(HeaderBuilder h, AuditedFields f, String block, long nEmbd) {
        long heads = f.integer("n_head");
        long dim = f.integer("head_dim_k");
        long kv = f.integer("n_head_kv") * dim;
        h.tensor(block + "attn_norm.weight", nEmbd);
        h.tensor(block + "post_attention_norm.weight", nEmbd);
        h.linear(block + "attn_q", nEmbd, heads * dim, true);
        h.linear(block + "attn_k", nEmbd, kv, true);
        h.linear(block + "attn_v", nEmbd, kv, true);
        h.linear(block + "attn_output", heads * dim, nEmbd, true);
        h.tensor(block + "attn_sinks.weight", heads);
    }

    private static void experts(HeaderBuilder h, AuditedFields moe, String block, long nEmbd) {
        long count = moe.integer("count");
        long ff = moe.integer("ff");
        h.linear(block + "ffn_gate_inp", nEmbd, count, true);
        for (String part : new String[] {"ffn_gate_exps", "ffn_up_exps"}) {
            h.typed(GgmlType.MXFP4, block + part + ".weight", nEmbd, ff, count);
            h.tensor(block + part + ".bias", ff, count);
        }
        h.typed(GgmlType.MXFP4, block + "ffn_down_exps.weight", ff, nEmbd, count);
        h.tensor(block + "ffn_down_exps.bias", nEmbd, count);
    }
}
