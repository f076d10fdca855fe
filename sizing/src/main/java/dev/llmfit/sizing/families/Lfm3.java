package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** lfm3: short convolutions with gated attention in between, some of it in windows ({@code src/models/lfm3.cpp} in llama.cpp). */
final class Lfm3 implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        b.expand(x);
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor positions = b.positions();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor mixed =
                    hp.isRecr(il) ? Lfm2.convolution(b, normed, il, rows) : attention(b, normed, il, inputs, positions);
            mixed = b.lastRows(b.rmsIfPresent(mixed, il, "post_attention_norm"), il, outputIds);
            Tensor middle = add(b.lastRows(x, il, outputIds), mixed);
            Tensor fed = b.ffn(b.rms(middle, il, "ffn_norm"), il);
            x = add(middle, b.rmsIfPresent(fed, il, "post_ffw_norm"));
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    /** Attention whose heads a gate opens, each by one number. */
    private static Tensor attention(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs, Tensor positions) {
        @Nullable Tensor factors = b.hp().isSwa(il) ? null : b.onDeviceOf(il, "rope_freqs.weight");
        Qkv qkv = b.qkv(normed, il);
        Tensor q = rope(b.rms(qkv.q(), il, "attn_q_norm"), positions, factors);
        Tensor k = rope(b.rms(qkv.k(), il, "attn_k_norm"), positions, factors);
        Tensor out = b.attention(inputs, il).apply(q, k, qkv.v());
        long heads = b.hp().nHead(il);
        int n = b.tokens();
        Tensor gate = reshape(unary(b.lin(normed, il, "attn_gate"), Activation.SIGMOID), 1, heads, n);
        Tensor gated = mul(reshape(out, out.ne0() / heads, heads, n), gate);
        return b.lin(reshape(gated, out.ne0(), n), il, "attn_output");
    }
}
