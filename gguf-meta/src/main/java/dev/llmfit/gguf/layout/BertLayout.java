package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import java.util.Optional;
import java.util.Set;

/**
 * Lays out the encoders: bert, nomic-bert, nomic-bert-moe, jina-bert-v2 ({@code src/models/bert.cpp}).
 *
 * @param parts what sets one apart from another
 */
record BertLayout(Set<Part> parts) implements Layout {
    /** What only some of the encoders have. */
    enum Part {
        /** Learned positions. */
        POSITIONS,
        /** Query, key and value in one matrix. */
        FUSED_QKV,
        /** Biases of the output matrices. */
        BIASES,
        /** A bias of the up matrix. */
        UP_BIAS,
        /** A gate of the feed-forward network. */
        GATE
    }

    BertLayout {
        parts = Set.copyOf(parts);
    }

    private boolean has(Part part) {
        return parts.contains(part);
    }

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        long nEmbd = f.integer("n_embd");
        long tokenTypes = f.integer("n_token_types", 2);
        BaseMetadata.write(h, f, BaseMetadata.LAYER_NORM, 0);
        h.set("attention.causal", false);
        h.setGlobal("tokenizer.ggml.token_type_count", tokenTypes);
        if (f.has("moe")) {
            h.set("moe_every_n_layers", 2);
        }
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        h.tensor("token_types.weight", nEmbd, tokenTypes);
        if (has(Part.POSITIONS)) {
            h.tensor("position_embd.weight", nEmbd, f.integer("n_ctx_train"));
        }
        h.norm("token_embd_norm", nEmbd, true);
        f.optionalInteger("n_labels").ifPresent(labels -> {
            h.linear("cls", nEmbd, nEmbd, true);
            h.linear("cls.output", nEmbd, labels, true);
        });
        boolean fullNorms = f.optionalText("qk_norm").filter("full"::equals).isPresent();
        boolean twice = f.optionalFlag("dual_norm").orElse(false);
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            boolean odd = layer % 2 == 1;
            attention(h, block, nEmbd);
            if (fullNorms) {
                h.norm(block + "attn_q_norm", nEmbd, true);
                h.norm(block + "attn_k_norm", nEmbd, true);
            }
            if (twice) {
                h.norm(block + "attn_norm_2", nEmbd, true);
            }
            feedForward(h, f, block, nEmbd, f.optionalSection("moe").filter(m -> odd));
        }
    }

    private void attention(HeaderBuilder h, String block, long nEmbd) {
        if (has(Part.FUSED_QKV)) {
            h.linear(block + "attn_qkv", nEmbd, 3 * nEmbd, has(Part.BIASES));
        } else {
            h.linear(block + "attn_q", nEmbd, nEmbd, true);
            h.linear(block + "attn_k", nEmbd, nEmbd, true);
            h.linear(block + "attn_v", nEmbd, nEmbd, true);
        }
        h.linear(block + "attn_output", nEmbd, nEmbd, has(Part.BIASES));
        h.norm(block + "attn_output_norm", nEmbd, true);
        h.norm(block + "layer_output_norm", nEmbd, true);
    }

    private void feedForward(HeaderBuilder h, AuditedFields f, String block, long nEmbd, Optional<AuditedFields> moe) {
        long nFf = PerLayer.of(f, "n_ff").at(0);
        if (moe.isPresent()) {
            long count = moe.get().integer("count");
            h.tensor(block + "ffn_gate_inp.weight", nEmbd, count);
            h.tensor(block + "ffn_up_exps.weight", nEmbd, nFf, count);
            h.tensor(block + "ffn_down_exps.weight", nFf, nEmbd, count);
            return;
        }
        if (has(Part.GATE)) {
            h.tensor(block + "ffn_gate.weight", nEmbd, nFf);
        }
        h.linear(block + "ffn_up", nEmbd, nFf, has(Part.UP_BIAS));
        h.linear(block + "ffn_down", nFf, nEmbd, has(Part.BIASES));
    }
}
