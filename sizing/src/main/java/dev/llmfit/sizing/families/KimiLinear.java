package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.families.KimiDelta.Decay;
import dev.llmfit.sizing.graph.Tensor;

/**
 * kimi-linear: delta attention (KDA) layers with compressed attention without rotation in between.
 *
 * <p>Source: {@code src/models/kimi-linear.cpp}.
 */
final class KimiLinear implements Family {
    private static final KimiDelta DELTA = KimiDelta.of(Decay.SOFTPLUS, "ssm_g_a", "ssm_g_b");

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        FeedForward experts = FeedForward.normedExpertsByMetadata();
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            b.expand(normed);
            Tensor mixed = hp.isRecr(il) ? DELTA.layer(b, normed, il, rows) : compressed(b, normed, il, inputs);
            mixed = b.lastRows(mixed, il, outputIds);
            Tensor middle = add(mixed, b.lastRows(x, il, outputIds));
            Tensor input = b.rms(middle, il, "ffn_norm");
            x = add(il < hp.nDenseLead() ? b.ffn(input, il) : experts.apply(b, input, il), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor compressed(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs) {
        Qkv qkv = CompressedQkv.of(b, b.lin(normed, il, "attn_q"), normed, il, null);
        Tensor out = b.attention(inputs, il)
                .decompression(b.requiredWeight(il, "attn_v_b"))
                .apply(qkv.q(), qkv.k(), qkv.v());
        return b.lin(out, il, "attn_output");
    }
}
