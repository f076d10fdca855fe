package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** smallthinker: experts chosen from the block's input, before attention. */
final class SmallThinker implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor logits = mulMat(b.requiredWeight(il, "ffn_gate_inp"), x);
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            boolean rotates = hp.rope().rotatesAt(il);
            Tensor q = rotates ? rope(qkv.q(), positions) : qkv.q();
            Tensor k = rotates ? rope(qkv.k(), positions) : qkv.k();
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor middle = add(attended, b.lastRows(x, il, outputIds));
            Tensor routed = b.experts(il)
                    .logits(b.lastRows(logits, il, outputIds))
                    .activation(Ffn.RELU)
                    .gating(hp.requiredExperts().gating().orElse(Gating.SOFTMAX))
                    .normed(true)
                    .scale(hp.requiredExperts().weightsScale())
                    .apply(b.rms(middle, il, "ffn_norm"));
            x = add(routed, middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }
}
