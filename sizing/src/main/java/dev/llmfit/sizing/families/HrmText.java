package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.arch.LayerReuse.Cycles;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/**
 * hrm_text: a low and a high stack of layers run in cycles, each pass with caches of its own.
 *
 * <p>Source: {@code src/models/hrm-text.cpp}.
 */
final class HrmText implements Family {
    @Override
    public void build(GraphBuilder b) {
        Cycles cycles = b.hp().reuse(Cycles.class);
        Tensor high = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        Tensor low = b.requiredGlobal("hrm.z_l_init");
        int slot = 0;
        for (int h = 0; h < cycles.high(); h++) {
            for (int l = 0; l < cycles.low(); l++) {
                low = stack(b, add(high, low), slot, cycles.layersPerStack(), inputs, positions);
                slot += cycles.layersPerStack();
            }
            high = stack(b, add(high, low), slot, cycles.layersPerStack(), inputs, positions);
            slot += cycles.layersPerStack();
        }
        b.finish(b.logits(getRows(high, outputIds)));
    }

    private static Tensor stack(
            GraphBuilder b, Tensor start, int firstSlot, int layers, AttentionInputs inputs, Tensor positions) {
        Tensor x = start;
        for (int il = firstSlot; il < firstSlot + layers; il++) {
            Tensor normed = bare(b, x);
            Tensor gate = b.lin(normed, il, "attn_gate");
            Qkv qkv = b.qkv(normed, il);
            Tensor attended =
                    b.attention(inputs, il).apply(rope(qkv.q(), positions), rope(qkv.k(), positions), qkv.v());
            Tensor middle = add(b.lin(mul(attended, unary(gate, Activation.SIGMOID)), il, "attn_output"), x);
            x = add(b.ffn(bare(b, middle), il), middle);
        }
        return bare(b, x);
    }

    private static Tensor bare(GraphBuilder b, Tensor x) {
        return b.norm(Norm.RMS, x, null, null, -1);
    }
}
