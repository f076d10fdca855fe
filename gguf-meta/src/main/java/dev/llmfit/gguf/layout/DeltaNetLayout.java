package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import java.util.Optional;

/**
 * Lays out qwen35, qwen35moe and qwen3next: gated delta nets with full attention in every n-th layer
 * ({@code src/models/qwen3next.cpp}, {@code qwen35.cpp}).
 *
 * @param joined whether beta and alpha are one matrix and positions have one dimension (qwen3next)
 */
record DeltaNetLayout(boolean joined) implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, mtpLayers);
        if (!joined) {
            h.set("rope.dimension_sections", new long[] {11, 11, 10, 0});
        }
        DeltaNet net = DeltaNet.of(f);
        net.metadata(h);
        long interval = f.integer("full_attention_interval");
        h.set("full_attention_interval", interval);
        int nLayer = Layout.layers(f);
        long nEmbd = f.integer("n_embd");
        Optional<AuditedFields> moe = f.optionalSection("moe");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < nLayer + mtpLayers; layer++) {
            String block = "blk." + layer + ".";
            h.tensor(block + "attn_norm.weight", nEmbd);
            h.tensor(block + "post_attention_norm.weight", nEmbd);
            if ((layer + 1) % interval == 0 || layer >= nLayer) {
                attention(h, f, block, nEmbd);
            } else {
                net.tensors(h, block, nEmbd, joined);
            }
            if (moe.isPresent()) {
                FeedForwardTensors.experts(h, block, nEmbd, moe.get(), FeedForwardTensors.Kind.GATED, nEmbd, true);
            } else {
                FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            }
            if (layer >= nLayer) {
                NextToken.common(h, block, nEmbd);
                h.tensor(block + "nextn.shared_head_norm.weight", nEmbd);
            }
        }
        h.tensor("output_norm.weight", nEmbd);
        if (!f.flag("tied_embeddings")) {
            h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
        }
    }

    static void attention(HeaderBuilder h, AuditedFields f, String block, long nEmbd) {
        long dim = f.integer("head_dim_k");
        long queries = f.integer("n_head") * dim;
        long kv = f.integer("n_head_kv") * dim;
        h.tensor(block + "attn_q.weight", nEmbd, 2 * queries); // queries and their gate
        h.tensor(block + "attn_k.weight", nEmbd, kv);
        h.tensor(block + "attn_v.weight", nEmbd, kv);
        h.tensor(block + "attn_output.weight", queries, nEmbd);
        h.tensor(block + "attn_q_norm.weight", dim);
        h.tensor(block + "attn_k_norm.weight", dim);
    }

    /** Sizes of a gated delta net: convolution, state per head, key heads, value heads. */
    record DeltaNet(long kernel, long state, long keyHeads, long valueHeads) {
        static DeltaNet of(AuditedFields f) {
            AuditedFields ssm = f.section("ssm");
            return new DeltaNet(
                    ssm.integer("conv_kernel"),
                    ssm.integer("state_size"),
                    ssm.integer("group_count"),
                    ssm.integer("time_step_rank"));
        }

        void metadata(HeaderBuilder h) {
            h.set("ssm.conv_kernel", kernel);
            h.set("ssm.inner_size", state * valueHeads);
            h.set("ssm.state_size", state);
            h.set("ssm.time_step_rank", valueHeads);
            h.set("ssm.group_count", keyHeads);
        }

        void tensors(HeaderBuilder h, String block, long nEmbd, boolean joined) {
            long values = state * valueHeads;
            long mixed = 2 * state * keyHeads + values;
            h.tensor(block + "attn_qkv.weight", nEmbd, mixed);
            h.tensor(block + "attn_gate.weight", nEmbd, values);
            h.tensor(block + "ssm_conv1d.weight", kernel, mixed);
            h.tensor(block + "ssm_dt.bias", valueHeads);
            h.tensor(block + "ssm_a", valueHeads);
            if (joined) {
                h.tensor(block + "ssm_ba.weight", nEmbd, 2 * valueHeads);
            } else {
                h.tensor(block + "ssm_beta.weight", nEmbd, valueHeads);
                h.tensor(block + "ssm_alpha.weight", nEmbd, valueHeads);
            }
            h.tensor(block + "ssm_norm.weight", state);
            h.tensor(block + "ssm_out.weight", values, nEmbd);
        }
    }
}
