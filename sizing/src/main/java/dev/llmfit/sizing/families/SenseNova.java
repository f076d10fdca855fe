package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.view1d;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/**
 * sensenova_u1: heads in two halves that are normed apart, rotated by time, height and width one after the other.
 *
 * <p>Source: {@code src/models/sensenova-u1.cpp}.
 */
final class SenseNova implements Family {
    /** Time, height and width. */
    private static final int AXES = 3;

    /** Bytes of a position. */
    private static final int I32 = 4;

    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        Tensor[] byAxis = new Tensor[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            byAxis[axis] = view1d(positions, b.tokens(), (long) axis * b.tokens() * I32);
        }
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(false);
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(normed(x, b.requiredWeight(il, "attn_norm")), il);
            Tensor q = turned(b, qkv.q(), b.requiredWeight(il, "attn_q_norm"), byAxis);
            Tensor k = turned(b, qkv.k(), b.requiredWeight(il, "attn_k_norm"), byAxis);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            Tensor middle = add(outputs.in(attended, il), outputs.in(x, il));
            x = add(b.ffn(normed(middle, b.requiredWeight(il, "ffn_norm")), il), middle);
        }
        Tensor last = normed(x, b.requiredGlobal("output_norm.weight"));
        b.finish(outputs.logits(last.asOutput().named("result_norm")));
    }

    /** A norm whose node is not bound to a device. */
    private static Tensor normed(Tensor x, Tensor weight) {
        return mul(rmsNorm(x), weight);
    }

    private static Tensor turned(GraphBuilder b, Tensor x, Tensor weight, Tensor[] byAxis) {
        long head = x.ne0();
        long heads = x.ne1();
        long half = head / 2;
        Tensor halves = reshape(x, half, 2, heads, b.tokens());
        Tensor out = reshape(normed(halves, reshape(weight, half, 2)), head, heads, b.tokens());
        for (Tensor positions : byAxis) {
            out = rope(out, positions);
        }
        return out;
    }
}
