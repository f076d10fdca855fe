package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * minimax-m3: dense layers first, then layers whose groups of heads attend to the blocks of positions that an indexer chooses for each
 * group.
 *
 * <p>Source: {@code src/models/minimax-m3.cpp}.
 */
final class MiniMaxM3 implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        @Nullable BlockAttention sparse = BlockAttention.isOn(b) ? new BlockAttention(b, inputs, positions) : null;
        OutputRows outputs = b.outputRows(false);
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Qkv qkv = b.qkv(normed, il);
            Tensor q = rope(b.rms(qkv.q(), il, "attn_q_norm"), positions);
            Tensor k = rope(b.rms(qkv.k(), il, "attn_k_norm"), positions);
            Tensor attended = sparse != null && il >= hp.nDenseLead()
                    ? sparse.attend(normed, q, k, qkv.v(), il)
                    : b.attention(inputs, il).apply(q, k, qkv.v());
            attended = outputs.in(b.lin(attended, il, "attn_output"), il);
            x = outputs.in(x, il);
            Tensor middle = add(attended, x);
            x = add(fed(b, b.rms(middle, il, "ffn_norm"), il), middle);
        }
        b.finish(outputs.logits(b.outputNorm(x)));
    }

    private static Tensor fed(GraphBuilder b, Tensor x, int il) {
        if (il < b.hp().nDenseLead()) {
            return b.ffn(x, il, Ffn.SWIGLU_OAI);
        }
        Tensor routed = b.experts(il)
                .gating(b.hp().requiredExperts().gating().orElse(Gating.SIGMOID))
                .normed(b.hp().requiredExperts().weightsNormed())
                .scale(b.hp().requiredExperts().weightsScale())
                .activation(Ffn.SWIGLU_OAI)
                .apply(x);
        return add(routed, b.sharedExpert(x, il, Ffn.SWIGLU_OAI));
    }
}
