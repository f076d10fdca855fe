package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.setRows;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * eagle3: a drafter of one layer that reads the embedding of a token and what the target made of those before. Its logits are of every
 * token, and in the target's vocabulary although it knows a smaller one.
 *
 * <p>Source: {@code graph<false>} in {@code src/models/eagle3.cpp}.
 */
final class Eagle3 implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        Tensor embedding = getRows(embeddingTable(b), b.input("inp_tokens", GgmlType.I32, n));
        Tensor hidden = b.input("inp_embd", GgmlType.F32, hp.nEmbd(), n);
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor token = b.rms(embedding, 0, "attn_norm");
        Tensor before = b.norm(Norm.RMS, hidden, b.requiredWeight(0, "attn_norm_2"), null, -1);
        Tensor x = concat(token, before, 0);
        long head = hp.headV();
        @Nullable Tensor factors = b.ropeFactors(0);
        Tensor q = rope(reshape(b.lin(x, 0, "attn_q"), head, hp.nHead(0), n), positions, factors);
        Tensor k = rope(reshape(b.lin(x, 0, "attn_k"), head, hp.nHeadKv(0), n), positions, factors);
        Tensor v = reshape(b.lin(x, 0, "attn_v"), head, hp.nHeadKv(0), n);
        Tensor attended = b.lin(b.attention(inputs, 0).apply(q, k, v), 0, "attn_output");
        Tensor middle = add(attended, hp.has(GraphVariant.NORMED_RESIDUAL) ? before : hidden);
        Tensor last = add(b.ffn(b.rms(middle, 0, "ffn_norm"), 0), middle).asOutput();
        Tensor normed = b.norm(Norm.RMS, last, b.requiredGlobal("output_norm.weight"), null, -1);
        b.finish(inTargetVocabulary(b, mulMat(head(b), normed)));
    }

    /** Its own table, or that of the target, which lies on the host. */
    private static Tensor embeddingTable(GraphBuilder b) {
        @Nullable Tensor own = b.global("token_embd.weight");
        return own != null ? own : ofTarget(b, "token_embd.weight", b.cpu());
    }

    /** Its own head, or that of the target. */
    private static Tensor head(GraphBuilder b) {
        @Nullable Tensor own = b.global("output.weight");
        return own != null ? own : ofTarget(b, "output.weight", b.outputPool());
    }

    private static Tensor ofTarget(GraphBuilder b, String name, int pool) {
        return Tensor.leaf(GgmlType.F16, b.hp().nEmbd(), b.hp().nVocab(), 1, 1).asWeight(name, pool, pool == b.cpu());
    }

    private static Tensor inTargetVocabulary(GraphBuilder b, Tensor logits) {
        @Nullable Tensor numbers = b.global("d2t");
        if (numbers == null) {
            return logits;
        }
        long rows = logits.ne1();
        Tensor none = fill(Tensor.leaf(GgmlType.F32, 1, b.hp().nVocab(), rows, 1));
        Tensor known = reshape(logits, 1, logits.ne0(), rows);
        Tensor all = setRows(none, known, reshape(numbers, numbers.ne0(), 1, 1));
        return reshape(all, b.hp().nVocab(), rows);
    }
}
