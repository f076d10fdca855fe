package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.ssmConv;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.ShortConvolution;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Tensor;

/** lfm2 and lfm2moe: short convolutions with a few attention layers in between. */
final class Lfm2 implements Family {
    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor positions = b.positions();
        Tensor outputIds = b.outputIds();
        FeedForward experts = FeedForward.normedExpertsByMetadata();
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor mixed =
                    hp.isRecr(il) ? convolution(b, normed, il, rows) : attention(b, normed, il, inputs, positions);
            mixed = b.lastRows(mixed, il, outputIds);
            Tensor middle = add(b.lastRows(x, il, outputIds), mixed);
            Tensor input = b.rms(middle, il, "ffn_norm");
            x = add(middle, il < hp.nDenseLead() ? b.ffn(input, il) : experts.apply(b, input, il));
        }
        // the final norm of this architecture is stored under the name of another one
        Tensor last = b.norm(Norm.RMS, x, b.requiredGlobal("token_embd_norm.weight"), null, -1);
        last = last.asOutput().named("result_norm");
        b.finish(b.launch().options().embeddings() ? last : b.logits(last));
    }

    private static Tensor attention(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs, Tensor positions) {
        Qkv qkv = b.qkv(normed, il);
        Tensor q = rope(b.rms(qkv.q(), il, "attn_q_norm"), positions);
        Tensor k = rope(b.rms(qkv.k(), il, "attn_k_norm"), positions);
        return b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
    }

    static Tensor convolution(GraphBuilder b, Tensor normed, int il, StateInput rows) {
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        boolean together = b.launch().build().has(EngineSwitch.JOINS_SEQUENCES_OF_CONVOLUTIONS);
        Tensor joint;
        if (together) {
            joint = b.lin(normed, il, "shortconv.in_proj");
            joint = reshape(joint, joint.ne0(), per, sequences);
        } else {
            joint = b.lin(reshape(normed, normed.ne0(), per, sequences), il, "shortconv.in_proj");
        }
        long width = joint.ne0() / 3;
        Tensor before = view3d(joint, width, per, sequences, joint.nb1(), joint.nb2(), 0);
        Tensor after = view3d(joint, width, per, sequences, joint.nb1(), joint.nb2(), width * F32);
        Tensor x = view3d(joint, width, per, sequences, joint.nb1(), joint.nb2(), 2 * width * F32);
        Tensor store = b.memory().state().rolling(il);
        Tensor both = b.states()
                .rolled(
                        store,
                        rows,
                        mul(before, x),
                        b.hp().recurrence(ShortConvolution.class).cache() - 1L,
                        width);
        Tensor out = mul(after, ssmConv(both, b.requiredWeight(il, "shortconv.conv")));
        if (together) {
            return b.lin(reshape(out, out.ne0(), b.tokens()), il, "shortconv.out_proj");
        }
        out = b.lin(out, il, "shortconv.out_proj");
        return reshape(out, out.ne0(), b.tokens());
    }
}
