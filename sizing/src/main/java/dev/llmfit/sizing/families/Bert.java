package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.view1d;

import dev.llmfit.gguf.arch.HyperParameters;
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
 */
final class Bert implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor positions = b.positions();
        Tensor x = embedding(b, positions);
        AttentionInputs inputs = b.attentionInputsWithoutCache();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor attended = b.lin(attention(b, x, il, inputs, positions), il, "attn_output");
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

    private static Tensor embedding(GraphBuilder b, Tensor positions) {
        Tensor x = b.embedding();
        Tensor types = b.global("token_types.weight");
        if (types != null) {
            x = add(x, view1d(types, b.hp().nEmbd(), 0));
        }
        if (b.hp().architecture().equals("bert")) {
            x = add(getRows(b.requiredGlobal("position_embd.weight"), positions), x);
        }
        Tensor norm = b.requiredGlobal("token_embd_norm.weight");
        return b.norm(Norm.LAYER, x, norm, b.global("token_embd_norm.bias"), 0);
    }

    private static Tensor attention(GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions) {
        Qkv qkv = b.qkv(x, il);
        Tensor q = normed(b, qkv.q(), il, "attn_q_norm");
        Tensor k = normed(b, qkv.k(), il, "attn_k_norm");
        boolean rotates = switch (b.hp().architecture()) {
            case "nomic-bert", "nomic-bert-moe", "jina-bert-v3" -> true;
            default -> false;
        };
        if (rotates) {
            q = rope(q, positions);
            k = rope(k, positions);
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

    private static Tensor feedForward(GraphBuilder b, Tensor x, int il) {
        HyperParameters hp = b.hp();
        if (hp.moeEvery() > 0 && il % hp.moeEvery() == 1) {
            return b.experts(il)
                    .activation(Ffn.GELU)
                    .scale(hp.expertWeightsScale())
                    .apply(x);
        }
        return switch (hp.architecture()) {
            case "nomic-bert" -> b.ffn(x, il, Ffn.SILU);
            case "jina-bert-v2" -> {
                boolean joined =
                        !b.has(il, "ffn_gate") && b.requiredWeight(il, "ffn_up").ne1() != hp.nFf(il);
                yield b.ffn(x, il, joined ? Ffn.GEGLU : Ffn.GELU);
            }
            default -> b.ffn(x, il, Ffn.GELU);
        };
    }
}
