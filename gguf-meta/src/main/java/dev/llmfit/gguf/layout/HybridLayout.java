package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.layout.FeedForwardTensors.Kind;
import dev.llmfit.json.AuditedFields;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lays out the models that mix Mamba and attention: falcon-h1 (both in every layer), granitehybrid, jamba, nemotron_h and
 * nemotron_h_moe (one of them per layer, told by {@code n_head_kv} and {@code n_ff}).
 *
 * @param mixer lays one layer
 * @param keys writes the metadata of its own
 */
record HybridLayout(Block mixer, TransformerTraits.Keys keys) implements Layout {
    /** The tensors of one layer. */
    @FunctionalInterface
    interface Block {
        /** Adds those behind the first norm. */
        void lay(HeaderBuilder h, AuditedFields f, MambaBlock mamba, String block, int layer);
    }

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, mtpLayers);
        MambaBlock.metadata(h, f.section("ssm"));
        keys.write(h, f);
        MambaBlock mamba = MambaBlock.of(f);
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            h.tensor(block + "attn_norm.weight", nEmbd);
            mixer.lay(h, f, mamba, block, layer);
        }
        if (mtpLayers > 0) {
            nextToken(h, f, mtpLayers);
        }
        h.tensor("output_norm.weight", nEmbd);
        if (!f.flag("tied_embeddings")) {
            h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
        }
    }

    static void graniteKeys(HeaderBuilder h, AuditedFields f) {
        h.set("logit_scale", 1.0);
        h.set("rope.scaling.finetuned", false);
    }

    static void nemotronKeys(HeaderBuilder h, AuditedFields f) {
        h.set(BaseMetadata.LAYER_NORM, 1e-5);
        f.optionalSection("moe")
                .flatMap(m -> m.optionalInteger("latent").stream().boxed().findFirst())
                .ifPresent(n -> h.set("moe_latent_size", n));
    }

    static void nemotronExpertKeys(HeaderBuilder h, AuditedFields f) {
        nemotronKeys(h, f);
        if (f.optionalSection("moe").isEmpty()) {
            return;
        }
        PerLayer ff = PerLayer.of(f, "n_ff");
        long[] listed = new long[Layout.layers(f)];
        for (int layer = 0; layer < listed.length; layer++) {
            listed[layer] = ff.at(layer);
        }
        h.set("feed_forward_length", listed);
    }

    /**
     * Adds the layers for next-token prediction of nemotron_h_moe, each with attention and experts, and their places in the lists
     * ({@code llama_model_nemotron_h::load_arch_tensors}).
     */
    private static void nextToken(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        int layers = Layout.layers(f);
        PerLayer heads = PerLayer.of(f, "n_head_kv");
        PerLayer ff = PerLayer.of(f, "n_ff");
        long[] kv = new long[layers + mtpLayers];
        long[] widths = new long[kv.length];
        for (int layer = 0; layer < layers; layer++) {
            kv[layer] = heads.at(layer);
            widths[layer] = ff.at(layer);
        }
        Arrays.fill(kv, layers, kv.length, Arrays.stream(kv).max().orElse(0));
        Arrays.fill(widths, layers, kv.length, Arrays.stream(widths).max().orElse(0));
        h.set("attention.head_count_kv", kv);
        h.set("feed_forward_length", widths);
        long nEmbd = f.integer("n_embd");
        for (int layer = layers; layer < kv.length; layer++) {
            String block = "blk." + layer + ".";
            NextToken.common(h, block, nEmbd);
            h.tensor(block + "nextn.shared_head_norm.weight", nEmbd);
            h.tensor(block + "attn_norm.weight", nEmbd);
            attention(h, f, block, PerLayer.of(f, "n_head").at(0), kv[layer]);
            h.tensor(block + "post_attention_norm.weight", nEmbd);
            nemotronFeedForward(h, f, block, nEmbd, widths[layer]);
        }
    }

    private static void attention(HeaderBuilder h, AuditedFields f, String block, int layer) {
        attention(
                h,
                f,
                block,
                PerLayer.of(f, "n_head").at(layer),
                PerLayer.of(f, "n_head_kv").at(layer));
    }

    private static void attention(HeaderBuilder h, AuditedFields f, String block, long heads, long kvHeads) {
        long nEmbd = f.integer("n_embd");
        long dim = f.integer("head_dim_k");
        long queries = heads * dim;
        long kv = kvHeads * dim;
        h.tensor(block + "attn_q.weight", nEmbd, queries);
        h.tensor(block + "attn_k.weight", nEmbd, kv);
        h.tensor(block + "attn_v.weight", nEmbd, kv);
        h.tensor(block + "attn_output.weight", queries, nEmbd);
    }

    private static boolean attends(AuditedFields f, int layer) {
        return PerLayer.of(f, "n_head_kv").at(layer) > 0;
    }

    static void falcon(HeaderBuilder h, AuditedFields f, MambaBlock mamba, String block, int layer) {
        long nEmbd = f.integer("n_embd");
        mamba.second(h, block, nEmbd);
        attention(h, f, block, layer);
        h.tensor(block + "ffn_norm", nEmbd); // llama.cpp names this one without ".weight"
        FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
    }

    static void jamba(HeaderBuilder h, AuditedFields f, MambaBlock mamba, String block, int layer) {
        long nEmbd = f.integer("n_embd");
        if (attends(f, layer)) {
            attention(h, f, block, layer);
        } else {
            mamba.first(h, block, nEmbd, true);
        }
        h.tensor(block + "ffn_norm.weight", nEmbd);
        Optional<AuditedFields> moe =
                f.optionalSection("moe").filter(m -> layer % m.integer("period") == m.integer("offset"));
        if (moe.isPresent()) {
            FeedForwardTensors.experts(h, block, nEmbd, moe.get(), Kind.GATED);
        } else {
            FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
        }
    }

    static void granite(HeaderBuilder h, AuditedFields f, MambaBlock mamba, String block, int layer) {
        long nEmbd = f.integer("n_embd");
        if (attends(f, layer)) {
            attention(h, f, block, layer);
        } else {
            mamba.second(h, block, nEmbd);
        }
        h.tensor(block + "ffn_norm.weight", nEmbd);
        Optional<AuditedFields> moe = f.optionalSection("moe");
        if (moe.isPresent()) {
            FeedForwardTensors.experts(h, block, nEmbd, moe.get(), Kind.GATED);
        } else {
            FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
        }
    }

    static void nemotron(HeaderBuilder h, AuditedFields f, MambaBlock mamba, String block, int layer) {
        long nEmbd = f.integer("n_embd");
        long ff = PerLayer.of(f, "n_ff").at(layer);
        if (ff > 0) {
            nemotronFeedForward(h, f, block, nEmbd, ff);
        } else if (attends(f, layer)) {
            attention(h, f, block, layer);
        } else {
            mamba.second(h, block, nEmbd);
        }
    }

    private static void nemotronFeedForward(HeaderBuilder h, AuditedFields f, String block, long nEmbd, long ff) {
        Optional<AuditedFields> moe = f.optionalSection("moe");
        if (moe.isEmpty()) {
            FeedForwardTensors.dense(h, block, nEmbd, ff, Kind.PLAIN, false);
            return;
        }
        long latent = moe.get().integer("latent", 0);
        if (latent > 0) {
            h.tensor(block + "ffn_latent_down.weight", nEmbd, latent);
            h.tensor(block + "ffn_latent_up.weight", latent, nEmbd);
        }
        FeedForwardTensors.experts(
                h,
                block,
                nEmbd,
                moe.get(),
                Kind.PLAIN,
                latent > 0 ? latent : nEmbd,
                moe.get().flag("shared_gate"));
    }
}
