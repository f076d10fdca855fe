package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** deci (Llama-Nemotron): each layer has attention, a plain projection or neither, and a network or none. */
final class Deci implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < hp.nLayer(); il++) {
            boolean attends = hp.nHead(il) > 0;
            Tensor cur = attends ? attention(b, b.rms(x, il, "attn_norm"), il, inputs, positions) : x;
            cur = b.lastRows(cur, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            if (hp.nFf(il) == 0) {
                continue; // llama.cpp drops the result here as well
            }
            Tensor middle = attends ? add(cur, skip) : cur;
            x = add(b.ffn(b.rms(middle, il, "ffn_norm"), il), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor attention(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs, Tensor positions) {
        if (b.hp().nHeadKv(il) == 0) {
            return b.lin(normed, il, "attn_output");
        }
        Qkv qkv = b.qkv(normed, il);
        Tensor factors = b.ropeFactors(il);
        Tensor q = rope(qkv.q(), positions, factors);
        Tensor k = rope(qkv.k(), positions, factors);
        return b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
    }
}
