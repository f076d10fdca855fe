package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.graph.Tensor;

/** gemma-embedding2: the layers of gemma4 within the batch, without a table of inputs by layer ({@code src/models/gemma-embedding2.cpp}). */
final class GemmaEmbedding2 implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embeddingScaledByRows();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputsWithoutCache();
        Tensor outputIds = b.outputIds();
        Tensor perLayer = perLayerInputs(b, x);
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor attended = attention(b, b.rms(x, il, "attn_norm"), il, inputs, positions);
            attended = b.lastRows(b.lin(attended, il, "attn_output"), il, outputIds);
            Tensor middle = add(b.rms(attended, il, "post_attention_norm"), b.lastRows(x, il, outputIds));
            Tensor fed = b.ffn(b.rms(middle, il, "ffn_norm"), il, Ffn.GELU);
            x = add(b.norm(Norm.RMS, fed, b.weight(il, "post_ffw_norm"), null, -1), middle);
            x = Gemma4.addPerLayerInput(b, x, perLayer, il, outputIds);
            x = mul(x, b.requiredWeight(il, "layer_output_scale"));
        }
        Tensor normed = b.norm(Norm.RMS, x, b.requiredGlobal("output_norm.weight"), null, -1);
        b.finish(b.linear(normed, b.requiredGlobal("output.weight"), null));
    }

    private static Tensor attention(GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        long head = hp.headKAt(il);
        Tensor q = b.rms(reshape(b.lin(x, il, "attn_q"), head, hp.nHead(il), n), il, "attn_q_norm");
        Tensor k = b.rms(reshape(b.lin(x, il, "attn_k"), head, hp.nHeadKv(il), n), il, "attn_k_norm");
        Tensor v = rmsNorm(reshape(b.lin(x, il, "attn_v"), head, hp.nHeadKv(il), n));
        return b.attention(inputs, il).apply(rope(q, positions), rope(k, positions), v);
    }

    /** The input of each layer, made of the embedding: [width, tokens, layers]. */
    private static Tensor perLayerInputs(GraphBuilder b, Tensor x) {
        Tensor projected = scale(mulMat(b.requiredGlobal("per_layer_model_proj.weight"), x));
        Tensor byLayer = reshape(projected, Gemma4.perLayerInput(b), b.hp().nLayer(), b.tokens());
        Tensor normed = b.norm(Norm.RMS, byLayer, b.global("per_layer_proj_norm.weight"), null, -1);
        return cont(permute(normed, 0, 2, 1, 3));
    }
}
