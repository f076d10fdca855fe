package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** minicpm3: compressed projections, but a cache of full keys and values; embedding, branches and head scaled. */
final class MiniCpm3 implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = scale(b.embedding());
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Qkv qkv = DecompressedQkv.of(b, CompressedQkv.queries(b, normed, il), normed, il, positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(qkv.q(), qkv.k(), qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            Tensor middle = add(scale(attended), skip);
            x = add(scale(b.ffn(b.rms(middle, il, "ffn_norm"), il)), middle);
        }
        b.finish(b.logits(scale(b.outputNorm(x))));
    }
}
