package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** talkie: norms without weights, norms of queries and keys after rotation, the embedding added to every layer. */
final class Talkie implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = bare(b, b.embedding());
        Tensor embedding = x;
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(bare(b, x), il);
            Tensor q = rope(qkv.q(), positions);
            Tensor k = rope(qkv.k(), positions);
            q = b.rms(q, il, "attn_q_norm");
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, bare(b, k), qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            Tensor added = b.lastRows(embedding, il, outputIds);
            Tensor middle = add(attended, skip);
            Tensor out = add(b.ffn(bare(b, middle), il), middle);
            x = add(out, mul(added, b.requiredWeight(il, "layer_output_scale")));
        }
        b.finish(scale(b.logits(b.outputNorm(x))));
    }

    private static Tensor bare(GraphBuilder b, Tensor x) {
        return b.norm(Norm.RMS, x, null, null, -1);
    }
}
