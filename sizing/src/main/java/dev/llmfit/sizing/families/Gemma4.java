package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.HyperParametersException;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** gemma4: head sizes by layer kind, layers that read earlier caches, per-layer embeddings, a dense path beside experts. */
final class Gemma4 implements Family {
    @Override
    public void build(GraphBuilder b) {
        @Nullable Tensor found = b.launch().build().has(EngineSwitch.LOOKS_UP_TOKENS_FIRST) ? perLayerRows(b) : null;
        Tensor x = b.embeddingScaledByRows();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(b.launch().build().has(EngineSwitch.KEEPS_GEMMA4_HIDDEN_ROWS));
        Tensor perLayer = b.global("per_layer_token_embd.weight") != null ? perLayerInputs(b, x, found) : null;
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor attended = attention(b, b.rms(x, il, "attn_norm"), il, inputs, positions);
            attended = b.lin(attended, il, "attn_output");
            attended = outputs.in(attended, il);
            x = outputs.in(x, il);
            Tensor middle = add(b.rms(attended, il, "post_attention_norm"), x);
            Tensor fed = b.has(il, "ffn_gate_inp")
                    ? experts(b, middle, il)
                    : b.ffn(b.rms(middle, il, "ffn_norm"), il, Ffn.GELU);
            x = add(b.norm(Norm.RMS, fed, b.weight(il, "post_ffw_norm"), null, -1), middle);
            if (perLayer != null) {
                x = addPerLayerInput(b, x, perLayer, il, outputs.all() ? null : outputs.ids());
            }
            Tensor factor = b.weight(il, "layer_output_scale");
            x = factor == null ? x : mul(x, factor);
        }
        Tensor last = b.outputNorm(x);
        Tensor logits = outputs.logits(last);
        b.finish(b.hp().scales().finalSoftcap().isEmpty() ? logits : b.softcap(logits));
    }

    private static Tensor attention(GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        long head = hp.headKAt(il);
        @Nullable Tensor factors = hp.isSwa(il) ? null : b.onDeviceOf(il, "rope_freqs.weight");
        Tensor q = reshape(b.lin(x, il, "attn_q"), head, hp.nHead(il), n);
        q = rope(b.rms(q, il, "attn_q_norm"), positions, factors);
        if (!hp.hasKv(il)) {
            return b.attention(inputs, il).read(q);
        }
        Tensor k = b.lin(x, il, "attn_k");
        Tensor v = b.has(il, "attn_v") ? b.lin(x, il, "attn_v") : k;
        k = reshape(k, head, hp.nHeadKv(il), n);
        v = rmsNorm(reshape(v, head, hp.nHeadKv(il), n));
        k = rope(b.rms(k, il, "attn_k_norm"), positions, factors);
        return b.attention(inputs, il).apply(q, k, v);
    }

    private static Tensor experts(GraphBuilder b, Tensor x, int il) {
        Tensor dense = b.ffn(b.rms(x, il, "ffn_norm"), il, Ffn.GELU);
        dense = b.rms(dense, il, "post_ffw_norm_1");
        Tensor routed = b.rms(x, il, "pre_ffw_norm_2");
        Tensor factor = b.scale(il, "ffn_gate_inp");
        Tensor scaled = scale(rmsNorm(x));
        Tensor logits = mulMat(b.requiredWeight(il, "ffn_gate_inp"), factor == null ? scaled : mul(scaled, factor));
        Tensor out = b.experts(il)
                .gating(Gating.SOFTMAX)
                .normed(true)
                .logits(logits)
                .activation(Ffn.GELU)
                .apply(routed);
        return add(dense, b.rms(out, il, "post_ffw_norm_2"));
    }

    /** Looks up the token's own inputs before anything else, so that it is done on the host; null without such inputs. */
    private static @Nullable Tensor perLayerRows(GraphBuilder b) {
        Tensor table = b.global("per_layer_token_embd.weight");
        if (table == null) {
            return null;
        }
        Tensor rows = getRows(table, b.input("inp_per_layer", GgmlType.I32, b.tokens()));
        b.expand(rows);
        return rows;
    }

    /**
     * The token's own input for each layer: [width, tokens, layers].
     *
     * @param found the rows, where they have been looked up already
     */
    private static Tensor perLayerInputs(GraphBuilder b, Tensor x, @Nullable Tensor found) {
        int n = b.tokens();
        long width = perLayerInput(b);
        long layers = b.hp().nLayer();
        Tensor rows;
        if (found != null) {
            rows = reshape(scale(found), width, layers, n);
        } else {
            Tensor table = b.requiredGlobal("per_layer_token_embd.weight");
            rows = scale(reshape(getRows(table, b.input("inp_per_layer", GgmlType.I32, n)), width, layers, n));
            b.expand(rows);
        }
        Tensor projected = scale(mulMat(b.requiredGlobal("per_layer_model_proj.weight"), x));
        projected = b.norm(
                Norm.RMS, reshape(projected, width, layers, n), b.global("per_layer_proj_norm.weight"), null, -1);
        return cont(permute(scale(add(projected, rows)), 0, 2, 1, 3));
    }

    static long perLayerInput(GraphBuilder b) {
        return b.hp().widths()
                .perLayerInput()
                .orElseThrow(() -> new HyperParametersException(
                        "key not found in model: " + b.hp().architecture() + ".embedding_length_per_layer_input"));
    }

    static Tensor addPerLayerInput(GraphBuilder b, Tensor x, Tensor perLayer, int il, @Nullable Tensor outputIds) {
        long width = perLayerInput(b);
        long n = b.tokens();
        Tensor gate = unary(b.lin(x, il, "inp_gate"), Activation.GELU);
        Tensor own = view2d(perLayer, width, n, width * GraphBuilder.F32, il * width * n * GraphBuilder.F32);
        own = outputIds == null ? own : b.lastRows(own, il, outputIds);
        return add(x, b.rms(b.lin(mul(gate, own), il, "proj"), il, "post_norm"));
    }
}
