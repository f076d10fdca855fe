package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/**
 * phi2, falcon and plamo: attention and feed-forward side by side, fed by a norm and added to the stream.
 *
 * @param norm the kind of norm
 * @param ffn the activation
 * @param scaledQueries whether queries are scaled instead of scores, and attention comes first in the sum (phi2)
 */
record ParallelBlocks(Norm norm, Ffn ffn, boolean scaledQueries) implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor normed = b.norm(norm, x, il, "attn_norm");
            // falcon 40B and larger have one norm per branch
            Tensor attentionInput = b.has(il, "attn_norm_2") ? b.norm(norm, x, il, "attn_norm_2") : normed;
            Qkv qkv = b.qkv(attentionInput, il);
            Tensor factors = b.ropeFactors(il);
            Tensor q = rope(qkv.q(), positions, factors);
            Tensor k = rope(qkv.k(), positions, factors);
            Tensor attended = b.attention(inputs, il).apply(scaledQueries ? scale(q) : q, k, qkv.v());
            attended = b.lastRows(b.lin(attended, il, "attn_output"), il, outputIds);
            x = b.lastRows(x, il, outputIds);
            Tensor fed = b.ffn(b.lastRows(normed, il, outputIds), il, ffn);
            x = add(scaledQueries ? add(attended, fed) : add(fed, attended), x);
        }
        b.finish(b.logits(b.outputNorm(norm, x)));
    }
}
