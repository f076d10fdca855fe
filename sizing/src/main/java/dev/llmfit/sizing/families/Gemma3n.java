package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.div;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mean;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.sqr;
import static dev.llmfit.sizing.graph.Ops.sqrt;
import static dev.llmfit.sizing.graph.Ops.sub;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/**
 * gemma3n: four alternating streams, per-layer embeddings, learned augmented residuals, shared caches.
 *
 * <p>Source: {@code src/models/gemma3n.cpp}.
 */
final class Gemma3n implements Family {
    private static final int F32 = GraphBuilder.F32;
    /** Streams of alternating updates ({@code n_altup} of {@code llama_hparams}). */
    private static final int STREAMS = 4;
    /** {@code n_embd_altup} of {@code llama_hparams}. */
    private static final int PER_LAYER_WIDTH = 256;
    /** {@code n_layer_sparsity}: the first layers drop small activations. */
    private static final int SPARSE_LAYERS = 10;

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor embedding = b.embeddingScaledByRows();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor perLayer = perLayerInputs(b, embedding);
        Tensor streams = spread(b, embedding);
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor predicted = predicted(b, streams, il);
            Tensor active = slice(predicted, 0);
            Tensor block = block(b, active, il, inputs, positions);
            streams = corrected(b, predicted, block, slice(perLayer, il), il);
        }
        Tensor x = getRows(joined(b, streams), b.outputIds());
        b.finish(b.softcap(b.logits(b.outputNorm(x))));
    }

    /** Embeds the tokens once more, for each layer, and mixes that with a projection of the embedding. */
    private static Tensor perLayerInputs(GraphBuilder b, Tensor embedding) {
        long n = b.tokens();
        long layers = b.hp().nLayer();
        Tensor ids = b.input("inp_per_layer_tokens", GgmlType.I32, n);
        Tensor rows = getRows(b.requiredGlobal("per_layer_token_embd.weight"), ids);
        rows = scale(reshape(rows, PER_LAYER_WIDTH, layers, n));
        b.expand(rows);
        Tensor projected = scale(mulMat(b.requiredGlobal("per_layer_model_proj.weight"), embedding));
        projected = mul(
                rmsNorm(reshape(projected, PER_LAYER_WIDTH, layers, n)),
                b.requiredGlobal("per_layer_proj_norm.weight"));
        return cont(permute(scale(add(projected, rows)), 0, 2, 1, 3));
    }

    /** Makes the other streams from the embedding, with its magnitude. */
    private static Tensor spread(GraphBuilder b, Tensor x) {
        long others = STREAMS - 1L;
        Tensor magnitude = magnitude(x);
        Tensor more = mulMat(b.requiredGlobal("altup_proj.weight"), repeat(x, x.ne0(), x.ne1(), others, 1));
        return concat(x, div(mul(more, magnitude), magnitude(more)), 2);
    }

    private static Tensor joined(GraphBuilder b, Tensor streams) {
        Tensor magnitude = magnitude(slice(streams, 0));
        Tensor others = mulMat(b.requiredGlobal("altup_unembd_proj.weight"), others(streams));
        others = div(mul(others, magnitude), magnitude(others));
        Tensor sum = slice(streams, 0);
        for (int i = 0; i < STREAMS - 1; i++) {
            sum = add(sum, slice(others, i));
        }
        return scale(sum);
    }

    private static Tensor magnitude(Tensor x) {
        return sqrt(sumRows(sqr(x)));
    }

    /** Attention and feed-forward on the active stream. */
    private static Tensor block(GraphBuilder b, Tensor active, int il, AttentionInputs inputs, Tensor positions) {
        Tensor normed = b.rms(active, il, "attn_norm");
        Tensor laurel = b.lin(b.lin(normed, il, "laurel_l"), il, "laurel_r");
        laurel = add(b.rms(laurel, il, "laurel_post_norm"), normed);
        Tensor attended = b.lin(attention(b, normed, il, inputs, positions), il, "attn_output");
        attended = add(b.rms(attended, il, "post_attention_norm"), active);
        Tensor middle = scale(add(attended, laurel));
        Tensor input = b.rms(middle, il, "ffn_norm");
        Tensor up = b.lin(input, il, "ffn_up");
        Tensor gate = b.lin(input, il, "ffn_gate");
        gate = unary(il < SPARSE_LAYERS ? largestOnly(gate) : gate, Activation.GELU);
        Tensor fed = b.lin(mul(up, gate), il, "ffn_down");
        return add(mul(rmsNorm(fed), b.requiredWeight(il, "post_ffw_norm")), middle);
    }

    private static Tensor attention(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs, Tensor positions) {
        if (b.hp().hasKv(il)) {
            Qkv qkv = b.qkv(normed, il);
            Tensor q = rope(b.rms(qkv.q(), il, "attn_q_norm"), positions);
            Tensor k = rope(b.rms(qkv.k(), il, "attn_k_norm"), positions);
            return b.attention(inputs, il).apply(q, k, rmsNorm(qkv.v()));
        }
        Tensor q = reshape(b.lin(normed, il, "attn_q"), b.hp().headKAt(il), b.hp().nHead(il), b.tokens());
        return b.attention(inputs, il).read(rope(b.rms(q, il, "attn_q_norm"), positions));
    }

    /** Keeps activations above a threshold from mean and deviation ({@code gaussian_topk}). */
    private static Tensor largestOnly(Tensor x) {
        Tensor average = mean(x);
        Tensor deviation = sqrt(scale(sumRows(sqr(sub(x, average)))));
        return unary(sub(x, add(average, scale(deviation))), Activation.RELU);
    }

    private static Tensor modalities(GraphBuilder b, Tensor x, int il) {
        Tensor routed = scale(b.rms(x, il, "altup_router_norm"));
        return unary(mulMat(b.requiredWeight(il, "altup_router"), routed), Activation.TANH);
    }

    private static Tensor predicted(GraphBuilder b, Tensor streams, int il) {
        long count = STREAMS;
        Tensor factors = b.lin(modalities(b, slice(streams, 0), il), il, "altup_predict_coef");
        factors = reshape(factors, count, count, b.tokens());
        Tensor mixed = mulMat(cont(permute(streams, 1, 2, 0, 3)), factors);
        return add(cont(permute(mixed, 0, 2, 1, 3)), streams);
    }

    private static Tensor corrected(GraphBuilder b, Tensor predicted, Tensor block, Tensor perLayer, int il) {
        long count = STREAMS;
        Tensor innovation = sub(block, slice(predicted, 0));
        Tensor factors = scale(b.lin(modalities(b, block, il), il, "altup_correct_coef"));
        factors = cont(transpose(factors), 1, b.tokens(), count, 1);
        innovation = repeat(innovation, innovation.ne0(), innovation.ne1(), count, 1);
        Tensor streams = add(mul(innovation, factors), predicted);
        Tensor first = mul(slice(streams, 0), b.requiredWeight(il, "altup_correct_scale"));
        first = unary(b.lin(first, il, "inp_gate"), Activation.GELU);
        first = b.lin(mul(first, perLayer), il, "proj");
        first = b.rms(first, il, "post_norm");
        return concat(slice(streams, 0), add(others(streams), first), 2);
    }

    private static Tensor slice(Tensor x, long index) {
        long row = x.ne0() * F32;
        return view2d(x, x.ne0(), x.ne1(), row, index * row * x.ne1());
    }

    private static Tensor others(Tensor x) {
        long row = x.ne0() * F32;
        long plane = row * x.ne1();
        return view3d(x, x.ne0(), x.ne1(), x.ne2() - 1, row, plane, plane);
    }
}
