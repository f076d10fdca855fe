package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/**
 * Lays out mamba and mamba2: state space layers alone.
 *
 * @param second whether layers are of the second generation
 */
record MambaLayout(boolean second) implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        MambaBlock.metadata(h, f.section("ssm"));
        if (f.flag("ssm_dt_b_c_rms")) {
            h.set("ssm.dt_b_c_rms", true);
        }
        MambaBlock mamba = MambaBlock.of(f);
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            h.tensor(block + "attn_norm.weight", nEmbd);
            if (second) {
                mamba.second(h, block, nEmbd);
            } else {
                mamba.first(h, block, nEmbd, false);
            }
        }
        h.tensor("output_norm.weight", nEmbd);
        if (!f.flag("tied_embeddings")) {
            h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
        }
    }
}
