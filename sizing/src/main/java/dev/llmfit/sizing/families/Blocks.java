package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.families.BlockStyle.End;
import dev.llmfit.sizing.families.BlockStyle.Gate;
import dev.llmfit.sizing.families.BlockStyle.QkNorm;
import dev.llmfit.sizing.families.BlockStyle.Rows;
import dev.llmfit.sizing.families.BlockStyle.Temperature;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of attention and then feed-forward, each added to the stream: llama and its many relatives.
 *
 * <p>Source: the graphs in {@code src/models} of the architectures that {@link Families} gives a {@link BlockStyle}.
 */
final class Blocks implements Family {
    private final BlockStyle style;

    Blocks(BlockStyle style) {
        this.style = style;
    }

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor embedding = style.rowScaledEmbedding ? b.embeddingScaledByRows() : b.embedding();
        Tensor x = normedEmbedding(b, style.scaledEmbedding ? scale(embedding) : embedding);
        Tensor positions = b.positions();
        Tensor temperature = usesTemperature(hp) ? b.input("attn_scale", GgmlType.F32, 1, 1, b.tokens(), 1) : null;
        AttentionInputs inputs = style.cached ? b.attentionInputs() : b.attentionInputsWithoutCache();
        if (style.positionEmbedding && b.global("position_embd.weight") != null) {
            x = add(x, getRows(b.requiredGlobal("position_embd.weight"), positions));
        }
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < hp.nLayer(); il++) {
            x = injected(b, x, embedding, il);
            Tensor normed = normsAttention(b, il) ? b.norm(style.norm, x, il, "attn_norm") : x;
            Tensor attended = attention(b, normed, inputs, positions, temperature, il);
            x = rest(b, x, normed, attended, il, outputIds);
            if (style.deepstack && il < hp.nDeepstack()) {
                x = add(x, part(hp, embedding, il + 1L));
            }
        }
        b.finish(ending(b, x, outputIds));
    }

    /** The first layer of modern-bert has no norm; a norm without weights is one, as olmo has it. */
    private boolean normsAttention(GraphBuilder b, int il) {
        boolean absent = style.attentionNormOptional && !b.has(il, "attn_norm");
        return style.normsFirst && !absent;
    }

    private Tensor normedEmbedding(GraphBuilder b, Tensor x) {
        return switch (style.embeddingNorm) {
            case NONE -> x;
            case LEARNED ->
                b.norm(style.norm, x, b.requiredGlobal("token_embd_norm.weight"), b.global("token_embd_norm.bias"), 0);
            case BARE -> b.norm(style.norm, x, null, null, -1);
        };
    }

    private Tensor ending(GraphBuilder b, Tensor stream, Tensor outputIds) {
        Rows dropped = rows(b);
        boolean later = b.launch().build().has(EngineSwitch.LEAVES_OUT_HIDDEN_ROWS);
        if (style.rows == Rows.BEFORE_NORM || (later && style.hiddenRows == Rows.BEFORE_NORM)) {
            stream.asOutput();
        }
        Tensor x = dropped == Rows.BEFORE_NORM ? getRows(stream, outputIds) : stream;
        Tensor weight = b.global(style.outputNorm + ".weight");
        x = b.norm(style.norm, x, weight, b.global(style.outputNorm + ".bias"), -1)
                .asOutput()
                .named("result_norm");
        if (dropped == Rows.AFTER_NORM) {
            x = getRows(x, outputIds).asOutput();
        }
        return style.end == End.EMBEDDINGS ? x : head(b, x);
    }

    /** Where rows without outputs are dropped. */
    private Rows rows(GraphBuilder b) {
        if (!b.launch().build().has(EngineSwitch.LEAVES_OUT_HIDDEN_ROWS)) {
            return style.rows;
        }
        return b.keepsHiddenRows(false) ? style.hiddenRows : Rows.LAST_LAYER;
    }

    private boolean usesTemperature(HyperParameters hp) {
        return switch (style.temperature) {
            case NONE -> false;
            case IF_SET -> hp.scales().temperature().isPresent();
            case WITHOUT_ROTATION -> true;
        };
    }

    /** Adds the deepstack input that the metadata maps to this layer (granite). */
    private static Tensor injected(GraphBuilder b, Tensor x, Tensor embedding, int il) {
        OptionalInt index = b.hp().deepstackAt(il);
        return il > 0 && index.isPresent() ? add(x, part(b.hp(), embedding, index.getAsInt())) : x;
    }

    private static Tensor part(HyperParameters hp, Tensor embedding, long index) {
        long offset = index * hp.nEmbd() * GraphBuilder.F32;
        return view2d(embedding, hp.nEmbd(), embedding.ne1(), embedding.nb1(), offset);
    }

    private Tensor attention(
            GraphBuilder b,
            Tensor normed,
            AttentionInputs inputs,
            Tensor positions,
            @Nullable Tensor temperature,
            int il) {
        HyperParameters hp = b.hp();
        boolean rotates = style.rotation.appliesTo(hp, il);
        Qkv qkv = projected(b, normed, il);
        Tensor q = qkv.q();
        Tensor k = qkv.k();
        if (rotates) {
            @Nullable Tensor factors = style.factorsInWindows || !hp.isSwa(il) ? b.ropeFactors(il) : null;
            q = rope(q, positions, factors);
            k = rope(k, positions, factors);
        }
        if (temperature != null && (style.temperature == Temperature.IF_SET || !rotates)) {
            q = mul(q, temperature);
        }
        if (rotates && style.bareQkNorm.test(hp)) {
            q = rmsNorm(q);
            k = rmsNorm(k);
        }
        if (style.qkNorm == QkNorm.AFTER_ROTATION) {
            q = normed(b, q, il, "attn_q_norm");
            k = normed(b, k, il, "attn_k_norm");
        }
        if (style.scaledQueries) {
            q = scale(q);
        }
        Tensor out = b.attention(inputs, il).sinks(b.weight(il, "attn_sinks")).apply(q, k, qkv.v());
        if (style.gate != Gate.NONE && b.has(il, "attn_gate")) {
            out = gated(b, out, normed, il);
        }
        if (style.innerNorms) {
            out = b.norm(style.norm, out, il, "attn_sub_norm");
        }
        out = b.lin(out, il, "attn_output");
        return hp.scales().attentionValue().isEmpty() ? out : scale(out);
    }

    private Tensor gated(GraphBuilder b, Tensor attended, Tensor normed, int il) {
        Activation activation = style.gate == Gate.SIGMOID ? Activation.SIGMOID : Activation.SOFTPLUS;
        Tensor gate = unary(b.lin(normed, il, "attn_gate"), activation);
        long heads = b.hp().nHead(il);
        if (gate.ne0() != heads) {
            return mul(attended, gate);
        }
        int n = b.tokens();
        Tensor byHead = reshape(attended, attended.ne0() / heads, heads, n);
        return reshape(mul(byHead, reshape(gate, 1, heads, n)), attended.ne0(), n);
    }

    private Qkv projected(GraphBuilder b, Tensor normed, int il) {
        HyperParameters hp = b.hp();
        if (style.qkNorm != QkNorm.JOINED) {
            Qkv qkv = b.qkv(normed, il);
            return style.qkNorm == QkNorm.AFTER_ROTATION
                    ? qkv
                    : new Qkv(normed(b, qkv.q(), il, "attn_q_norm"), normed(b, qkv.k(), il, "attn_k_norm"), qkv.v());
        }
        Qkv qkv = b.joinedQkv(normed, il);
        Tensor q = b.norm(style.qkNormKind, qkv.q(), il, "attn_q_norm");
        Tensor k = b.norm(style.qkNormKind, qkv.k(), il, "attn_k_norm");
        int n = b.tokens();
        return new Qkv(
                reshape(q, hp.headKAt(il), hp.nHead(il), n),
                reshape(k, hp.headKAt(il), hp.nHeadKv(il), n),
                reshape(qkv.v(), hp.headVAt(il), hp.nHeadKv(il), n));
    }

    private Tensor normed(GraphBuilder b, Tensor x, int il, String name) {
        return b.has(il, name) ? b.norm(style.qkNormKind, x, il, name) : x;
    }

    /** What follows attention: the residual, the feed-forward network and its residual. */
    private Tensor rest(GraphBuilder b, Tensor x, Tensor normed, Tensor attended, int il, Tensor outputIds) {
        Tensor cur = attended;
        if (!style.attentionPostNorm.isEmpty() && style.postNormOfAllTokens) {
            cur = attentionPostNorm(b, cur, il);
        }
        boolean drops = rows(b) == Rows.LAST_LAYER;
        cur = drops ? b.lastRows(cur, il, outputIds) : cur;
        Tensor skip = drops ? b.lastRows(x, il, outputIds) : x;
        if (!style.attentionPostNorm.isEmpty() && !style.postNormOfAllTokens) {
            cur = attentionPostNorm(b, cur, il);
        }
        cur = scaledResidual(b, cur);
        Tensor middle = style.attentionSecond ? add(skip, cur) : add(cur, skip);
        cur = beforeFeedForward(b, middle, normed, il, outputIds);
        cur = style.innerNorms ? normedInside(b, cur, il) : style.feedForward.apply(b, cur, il);
        if (!style.ffnPostNorm.isEmpty()) {
            // older files of grok name this norm differently
            Tensor weight = b.weight(il, style.ffnPostNorm);
            weight = weight != null ? weight : b.requiredWeight(il, "layer_output_norm");
            cur = b.norm(style.norm, cur, weight, null, style.ffnPostNormBound ? il : -1);
        }
        cur = scaledResidual(b, cur);
        return style.streamFirst ? add(middle, cur) : add(cur, middle);
    }

    private Tensor attentionPostNorm(GraphBuilder b, Tensor x, int il) {
        Tensor weight = b.requiredWeight(il, style.attentionPostNorm);
        Tensor bias = b.bias(il, style.attentionPostNorm);
        return b.norm(style.norm, x, weight, bias, style.attentionPostNormBound ? il : -1);
    }

    private Tensor beforeFeedForward(GraphBuilder b, Tensor middle, Tensor normed, int il, Tensor outputIds) {
        if (style.ffnNorm.isEmpty()) {
            return middle;
        }
        // stablelm without this norm feeds both halves of a block from the same norm
        boolean sharesNorm = style.sharesAbsentNorm && !b.has(il, style.ffnNorm);
        return sharesNorm ? b.lastRows(normed, il, outputIds) : b.norm(style.norm, middle, il, style.ffnNorm);
    }

    private Tensor normedInside(GraphBuilder b, Tensor x, int il) {
        Tensor up = b.lin(x, il, "ffn_up");
        Tensor gated = glu(b.lin(x, il, "ffn_gate"), up, Activation.SWIGLU);
        return b.lin(b.norm(style.norm, gated, il, "ffn_sub_norm"), il, "ffn_down");
    }

    private Tensor scaledResidual(GraphBuilder b, Tensor x) {
        return style.scaledResiduals && b.hp().scales().residual().isPresent() ? scale(x) : x;
    }

    private Tensor head(GraphBuilder b, Tensor x) {
        Tensor logits = paddedToVocabulary(b, b.logits(x));
        if (style.scaledLogits && b.hp().scales().logits().isPresent()) {
            logits = scale(logits);
        }
        return style.softcappedLogits && b.hp().scales().finalSoftcap().isPresent() ? b.softcap(logits) : logits;
    }

    /** qwen3tts has logits of sounds alone; those of the text before them are filled. */
    private static Tensor paddedToVocabulary(GraphBuilder b, Tensor logits) {
        long missing = b.requiredGlobal("token_embd.weight").ne1() - logits.ne0();
        if (missing <= 0) {
            return logits;
        }
        Tensor filler = scale(view1d(b.requiredGlobal("output_norm.weight"), 1, 0));
        return concat(repeat(filler, missing, logits.ne1(), 1, 1), logits, 0).named("result_output");
    }
}
