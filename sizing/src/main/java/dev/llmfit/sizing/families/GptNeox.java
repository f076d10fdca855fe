package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** gptneox: layer norms; attention and feed-forward side by side or one after the other, as the metadata says. */
final class GptNeox implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.norm(Norm.LAYER, x, il, "attn_norm"), il);
            Tensor factors = b.ropeFactors(il);
            Tensor q = rope(qkv.q(), positions, factors);
            Tensor k = rope(qkv.k(), positions, factors);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            x = b.lastRows(x, il, outputIds);
            boolean parallel = b.hp().has(GraphVariant.PARALLEL_RESIDUAL);
            Tensor middle = parallel ? x : add(attended, x);
            Tensor fed = b.ffn(b.norm(Norm.LAYER, middle, il, "ffn_norm"), il, Ffn.GELU);
            x = parallel ? add(add(fed, x), attended) : add(fed, middle);
        }
        b.finish(b.logits(b.outputNorm(Norm.LAYER, x)));
    }
}
