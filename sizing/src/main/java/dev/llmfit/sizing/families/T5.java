package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.Attention;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.graph.Tensor;

/**
 * t5: the decoder's graph, which a context is reserved for; t5encoder: the encoder's. Positions are biases of the scores.
 *
 * <p>Source: {@code src/models/t5.cpp} and {@code t5encoder.cpp}.
 */
final class T5 implements Family {
    private final boolean encoder;
    private final String side;

    T5(boolean encoder) {
        this.encoder = encoder;
        this.side = encoder ? "enc." : "dec.";
    }

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        long n = b.tokens();
        Tensor x = b.embedding();
        Tensor encoded = b.input("cross_embd", GgmlType.F32, hp.nEmbdInput(), hp.nCtxTrain());
        long cells = encoder ? n : b.memory().base().cells();
        Tensor buckets = b.input("pos_bucket", GgmlType.I32, cells, n);
        AttentionInputs inputs = encoder ? b.attentionInputsWithoutCache() : b.attentionInputs();
        Tensor crossMask = b.mask(hp.nCtxTrain(), n, 1);
        Tensor outputIds = b.outputIds();
        int layers = encoder ? hp.nLayer() : hp.layers().decoder().orElse(hp.nLayer());
        for (int il = 0; il < layers; il++) {
            boolean last = il == layers - 1;
            Tensor normed = b.rms(x, il, side + "attn_norm");
            Attention self = b.attention(inputs, il).scoreBias(positionBias(b, buckets, il));
            Tensor attended = attend(b, self, normed, normed, side + "attn_", il);
            Tensor skip = x;
            if (!encoder) {
                skip = add(attended, x);
                Tensor crossed = b.rms(skip, il, side + "cross_attn_norm");
                attended = attend(b, b.attentionUnder(crossMask, il), crossed, encoded, side + "cross_attn_", il);
            }
            attended = last ? getRows(attended, outputIds) : attended;
            skip = last ? getRows(skip, outputIds) : skip;
            Tensor middle = add(attended, skip);
            x = add(feedForward(b, b.rms(middle, il, side + "ffn_norm"), il), middle);
        }
        Tensor weight = b.requiredGlobal(side + "output_norm.weight");
        Tensor result = b.norm(Norm.RMS, x, weight, null, -1).asOutput().named("result_norm");
        b.finish(encoder ? result : b.logits(result));
    }

    private static Tensor attend(
            GraphBuilder b, Attention attention, Tensor queries, Tensor others, String names, int il) {
        HyperParameters hp = b.hp();
        Tensor q = b.lin(queries, il, names + "q");
        Tensor k = b.lin(others, il, names + "k");
        Tensor v = b.lin(others, il, names + "v");
        q = reshape(q, hp.headK(), hp.nHead(il), queries.ne1());
        k = reshape(k, hp.headK(), hp.nHeadKv(il), others.ne1());
        v = reshape(v, hp.headV(), hp.nHeadKv(il), others.ne1());
        return b.lin(attention.apply(q, k, v), il, names + "o");
    }

    private Tensor positionBias(GraphBuilder b, Tensor buckets, int il) {
        String name = side + "attn_rel_b";
        Tensor table = b.has(il, name) ? b.requiredWeight(il, name) : b.requiredWeight(0, name);
        Tensor bias = getRows(table, reshape(buckets, buckets.ne0() * buckets.ne1(), 1));
        bias = reshape(bias, bias.ne0(), buckets.ne0(), buckets.ne1());
        return cont(permute(bias, 2, 0, 1, 3));
    }

    private Tensor feedForward(GraphBuilder b, Tensor x, int il) {
        Ffn activation = b.has(il, side + "ffn_gate") ? Ffn.GELU : Ffn.RELU;
        return b.ffn(x, il, activation, side + "ffn_up", side + "ffn_gate", side + "ffn_down");
    }
}
