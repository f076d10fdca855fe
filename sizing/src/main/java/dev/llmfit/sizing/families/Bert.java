package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.view1d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/**
 * bert, jina-bert and nomic-bert encoders: no cache, layer norms behind each half of a block, no logits.
 *
 * <p>Source: {@code src/models/bert.cpp}.
 *
 * @param positions whether positions are learned
 * @param rotates whether queries and keys are rotated
 * @param activation what widens the feed-forward network
 */
record Bert(boolean positions, boolean rotates, Activation activation) implements Family {
    /** What widens the feed-forward network. */
    enum Activation {
        /** SiLU with a gate. */
        SILU,
        /** GELU. */
        GELU,
        /** GELU, with a gate in the up matrix if that is as wide. */
        GELU_OR_GEGLU
    }

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor inputPositions = b.positions();
        Tensor x = embedding(b, inputPositions);
        AttentionInputs inputs = b.attentionInputsWithoutCache();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor attended = b.lin(attention(b, x, il, inputs, inputPositions), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            x = b.lastRows(x, il, outputIds);
            Tensor middle = b.norm(Norm.LAYER, add(attended, x), il, "attn_output_norm");
            if (b.has(il, "attn_norm_2")) {
                middle = b.norm(Norm.LAYER, add(middle, x), il, "attn_norm_2");
            }
            x = b.norm(Norm.LAYER, add(feedForward(b, middle, il), middle), il, "layer_output_norm");
        }
        b.finish(x);
    }

    private Tensor embedding(GraphBuilder b, Tensor inputPositions) {
        Tensor learned = positions ? getRows(b.requiredGlobal("position_embd.weight"), inputPositions) : null;
        if (learned != null && b.launch().build().has(EngineSwitch.LOOKS_UP_POSITIONS_FIRST)) {
            b.expand(learned);
        }
        Tensor x = b.embedding();
        Tensor types = b.global("token_types.weight");
        if (types != null) {
            x = add(x, view1d(types, b.hp().nEmbd(), 0));
        }
        if (learned != null) {
            x = add(learned, x);
        }
        Tensor norm = b.requiredGlobal("token_embd_norm.weight");
        return b.norm(Norm.LAYER, x, norm, b.global("token_embd_norm.bias"), 0);
    }

    private Tensor attention(GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor inputPositions) {
        Qkv qkv = b.qkv(x, il);
        Tensor q = normed(b, qkv.q(), il, "attn_q_norm");
        Tensor k = normed(b, qkv.k(), il, "attn_k_norm");
        if (rotates) {
            q = rope(q, inputPositions);
            k = rope(k, inputPositions);
        }
        return b.attention(inputs, il).apply(q, k, qkv.v());
    }

    /** Norms all heads together. */
    private static Tensor normed(GraphBuilder b, Tensor x, int il, String name) {
        if (!b.has(il, name)) {
            return x;
        }
        Tensor joined = b.norm(Norm.LAYER, reshape(x, x.ne0() * x.ne1(), x.ne2()), il, name);
        return reshape(joined, x.ne0(), x.ne1(), x.ne2());
    }

    private Tensor feedForward(GraphBuilder b, Tensor x, int il) {
        HyperParameters hp = b.hp();
        if (hp.experts().filter(e -> il % e.every().orElse(1) == 1).isPresent()) {
            return b.experts(il)
                    .activation(Ffn.GELU)
                    .scale(hp.requiredExperts().weightsScale())
                    .apply(x);
        }
        return switch (activation) {
            case SILU -> b.ffn(x, il, Ffn.SILU);
            case GELU_OR_GEGLU -> {
                boolean joined =
                        !b.has(il, "ffn_gate") && b.requiredWeight(il, "ffn_up").ne1() != hp.nFf(il);
                yield b.ffn(x, il, joined ? Ffn.GEGLU : Ffn.GELU);
            }
            case GELU -> b.ffn(x, il, Ffn.GELU);
        };
    }
}
