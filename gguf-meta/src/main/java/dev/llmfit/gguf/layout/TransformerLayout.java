package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.layout.TransformerTraits.Trait;
import dev.llmfit.json.AuditedFields;
import java.util.Optional;

/** Lays out the plain transformers: attention and a feed-forward network or experts in every layer. */
final class TransformerLayout implements Layout {
    private final TransformerTraits traits;

    TransformerLayout(TransformerTraits traits) {
        this.traits = traits;
    }

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, traits.has(Trait.LAYER_NORM) ? BaseMetadata.LAYER_NORM : BaseMetadata.RMS, mtpLayers);
        traits.keys().write(h, f);
        int nLayer = Layout.layers(f);
        LayerHeads heads = LayerHeads.of(f, nLayer + mtpLayers);
        if (traits.has(Trait.LISTED_WINDOWS)) {
            heads.metadata(h);
        }
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        if (traits.has(Trait.POSITIONS)) {
            h.tensor("position_embd.weight", nEmbd, f.integer("n_ctx_train"));
        }
        if (traits.has(Trait.EMBEDDING_NORM)) {
            h.norm("token_embd_norm", nEmbd, traits.has(Trait.NORM_BIAS));
        }
        for (int layer = 0; layer < nLayer + mtpLayers; layer++) {
            new Layer(h, f, heads, layer, nLayer).lay();
        }
        ends(h, f, nEmbd);
    }

    private void ends(HeaderBuilder h, AuditedFields f, long nEmbd) {
        if (!traits.has(Trait.NO_NORMS)) {
            h.norm("output_norm", nEmbd, traits.has(Trait.NORM_BIAS));
        }
        long ropeDim = f.integer("rope_dim", 0);
        long pairs = (ropeDim > 0 ? ropeDim : f.integer("head_dim_k")) / 2;
        if (f.flag("rope_freqs")) {
            h.tensor("rope_freqs.weight", pairs);
        }
        if (f.flag("rope_factors")) {
            h.tensor("rope_factors_long.weight", pairs);
            h.tensor("rope_factors_short.weight", pairs);
        }
        if (!f.flag("tied_embeddings") && !traits.has(Trait.NO_HEAD)) {
            h.tensor("output.weight", nEmbd, f.integer("n_vocab_out", f.integer("n_vocab")));
        }
        if (traits.has(Trait.HEAD_BIAS)) {
            h.tensor("output.bias", f.integer("n_vocab"));
        }
        f.optionalInteger("n_labels").ifPresent(labels -> {
            h.labels(labels);
            h.tensor("cls.output.weight", nEmbd, labels);
        });
        if (traits.has(Trait.DENSE_HEADS)) {
            h.tensor("dense_2.weight", nEmbd, 4 * nEmbd);
            h.tensor("dense_3.weight", 4 * nEmbd, nEmbd);
        }
    }

    /** One layer of the model; layers from {@code nLayer} on predict further tokens. */
    private final class Layer {
        private final HeaderBuilder h;
        private final AuditedFields f;
        private final LayerHeads layerHeads;
        private final int layer;
        private final boolean mtp;
        private final String block;
        private final long nEmbd;

        Layer(HeaderBuilder h, AuditedFields f, LayerHeads layerHeads, int layer, int nLayer) {
            this.h = h;
            this.f = f;
            this.layerHeads = layerHeads;
            this.layer = layer;
            mtp = layer >= nLayer;
            block = "blk." + layer + ".";
            nEmbd = f.integer("n_embd");
        }

        void lay() {
            boolean preNorms = !traits.has(Trait.NO_NORMS) && !traits.has(Trait.NO_PRE_NORMS);
            boolean normBias = traits.has(Trait.NORM_BIAS);
            if (preNorms && !(layer == 0 && traits.has(Trait.NO_FIRST_NORM))) {
                h.norm(block + "attn_norm", nEmbd, normBias);
            }
            if (f.flag("dual_norm")) {
                h.norm(block + "attn_norm_2", nEmbd, normBias);
            }
            attention();
            if (traits.has(Trait.POST_NORMS)) {
                h.norm(block + "post_attention_norm", nEmbd, normBias);
                h.norm(block + "post_ffw_norm", nEmbd, normBias);
            }
            if (preNorms && !traits.has(Trait.PARALLEL) && !f.flag("parallel_residual")) {
                h.norm(block + traits.feedForwardNorm(), nEmbd, normBias);
            }
            feedForward();
            if (mtp) {
                nextToken();
            }
        }

        private void attention() {
            long heads = layerHeads.query(layer);
            long kvHeads = layerHeads.keyValue(layer);
            long keyDim = f.integer("head_dim_k");
            long valueDim = f.integer("head_dim_v");
            boolean bias = f.flag("qkv_bias");
            if (traits.has(Trait.FUSED_QKV)) {
                h.linear(block + "attn_qkv", nEmbd, heads * keyDim + kvHeads * (keyDim + valueDim), bias);
            } else {
                h.linear(block + "attn_q", nEmbd, heads * keyDim, bias);
                h.linear(block + "attn_k", nEmbd, kvHeads * keyDim, bias);
                h.linear(block + "attn_v", nEmbd, kvHeads * valueDim, bias);
            }
            boolean outputBias = traits.has(Trait.OUTPUT_PROJECTION_BIAS) || f.flag("o_bias");
            h.linear(block + "attn_output", heads * valueDim, nEmbd, outputBias);
            headNorms(heads, kvHeads, keyDim);
            if (traits.has(Trait.ATTENTION_GATE)) {
                h.tensor(block + "attn_gate.weight", nEmbd, f.flag("gate_per_head") ? heads : heads * keyDim);
            }
            if (traits.has(Trait.WINDOW_SINKS) && layerHeads.slides(layer)) {
                h.tensor(block + "attn_sinks.weight", heads);
            }
            if (traits.has(Trait.INNER_NORMS)) {
                h.tensor(block + "attn_sub_norm.weight", nEmbd);
                h.tensor(block + "ffn_sub_norm.weight", PerLayer.of(f, "n_ff").at(layer));
            }
        }

        private void headNorms(long heads, long kvHeads, long keyDim) {
            String kind = f.optionalText("qk_norm").orElse("none");
            switch (kind) {
                case "none" -> {}
                case "head" -> {
                    h.tensor(block + "attn_q_norm.weight", keyDim);
                    h.tensor(block + "attn_k_norm.weight", keyDim);
                }
                case "full" -> {
                    h.tensor(block + "attn_q_norm.weight", heads * keyDim);
                    h.tensor(block + "attn_k_norm.weight", kvHeads * keyDim);
                }
                case "per_head" -> {
                    h.tensor(block + "attn_q_norm.weight", keyDim, heads);
                    h.tensor(block + "attn_k_norm.weight", keyDim, kvHeads);
                }
                default -> f.complain("qk_norm", "is '" + kind + "', expected none, head, full or per_head");
            }
        }

        private void feedForward() {
            Optional<AuditedFields> moe = f.optionalSection("moe").filter(this::hasExperts);
            if (moe.isPresent()) {
                AuditedFields fields = moe.get();
                if (traits.has(Trait.BARE_ROUTER_BIAS)) {
                    h.tensor(block + "exp_probs_b", fields.integer("count"));
                }
                FeedForwardTensors.experts(h, block, nEmbd, fields, traits.feedForward());
                if (traits.has(Trait.INDEXED_EXPERTS)) {
                    IndexerTensors.projected(h, block, f.section("indexer"), nEmbd, GgmlType.F32);
                }
            } else {
                boolean bias = traits.has(Trait.FEED_FORWARD_BIAS) || f.flag("ffn_bias");
                FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer), traits.feedForward(), bias);
            }
        }

        private boolean hasExperts(AuditedFields moe) {
            boolean denseMtp = mtp && traits.has(Trait.DENSE_NEXT_TOKEN);
            return layer >= moe.integer("lead_dense", 0) && (layer + 1) % moe.integer("step", 1) == 0 && !denseMtp;
        }

        private void nextToken() {
            NextToken.common(h, block, nEmbd);
            if (traits.has(Trait.NEXT_TOKEN_EMBEDDING)) {
                NextToken.ownEmbedding(h, block, nEmbd, f.integer("n_vocab"));
            }
            if (traits.has(Trait.NEXT_TOKEN_HEAD)) {
                NextToken.ownHead(h, block, nEmbd, f.integer("n_vocab"));
            }
            String norm = traits.has(Trait.NEXT_TOKEN_OUTPUT_NORM) ? "layer_output_norm" : "nextn.shared_head_norm";
            h.tensor(block + norm + ".weight", nEmbd);
        }
    }
}
