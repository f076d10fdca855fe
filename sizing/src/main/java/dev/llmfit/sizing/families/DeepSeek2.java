package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** deepseek2 (V2, V3, R1, Kimi K2, GLM 4.7 Flash) and mistral4: compressed attention and experts with a shared one. */
final class DeepSeek2 implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        // mistral4 scales queries by an input that grows with the position
        Tensor temperature = b.hp().scales().temperature().isEmpty()
                ? null
                : b.input("attn_scale", GgmlType.F32, 1, 1, b.tokens(), 1);
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(false);
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor attended = compressedAttention(b, b.rms(x, il, "attn_norm"), il, inputs, positions, temperature);
            attended = b.lin(attended, il, "attn_output");
            attended = outputs.in(attended, il);
            x = outputs.in(x, il);
            Tensor middle = add(attended, x);
            Tensor normed = b.rms(middle, il, "ffn_norm");
            x = add(SharedExperts.denseOrRouted(b, normed, il, Gating.SOFTMAX), middle);
        }
        b.finish(outputs.logits(b.outputNorm(x)));
    }

    private static Tensor compressedAttention(
            GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions, @Nullable Tensor temperature) {
        Tensor queries = CompressedQkv.queries(b, x, il);
        boolean compressed = b.hp().isMla();
        // files made before llama.cpp cached the compressed rows
        Qkv qkv = compressed
                ? CompressedQkv.of(b, queries, x, il, positions)
                : DecompressedQkv.of(b, queries, x, il, positions);
        Tensor q = temperature == null ? qkv.q() : mul(qkv.q(), temperature);
        if (!compressed) {
            return b.attention(inputs, il).apply(q, qkv.k(), qkv.v());
        }
        return b.attention(inputs, il)
                .decompression(b.requiredWeight(il, "attn_v_b"))
                .apply(q, qkv.k(), qkv.v());
    }
}
