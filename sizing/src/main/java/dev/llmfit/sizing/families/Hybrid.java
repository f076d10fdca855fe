package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Tensor;

/** Models that mix state-space layers with attention layers. */
final class Hybrid {
    private Hybrid() {}

    static Tensor attention(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs) {
        Qkv qkv = b.qkv(normed, il);
        return b.lin(b.attention(inputs, il).apply(qkv.q(), qkv.k(), qkv.v()), il, "attn_output");
    }

    private static Tensor rotatedAttention(
            GraphBuilder b, Tensor normed, int il, AttentionInputs inputs, Tensor positions) {
        Qkv qkv = b.qkv(normed, il);
        Tensor factors = b.ropeFactors(il);
        Tensor q = rope(qkv.q(), positions, factors);
        Tensor k = rope(qkv.k(), positions, factors);
        return b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
    }

    /** jamba: mamba or attention without rotation, then a dense or routed network. */
    static void jamba(GraphBuilder b) {
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        FeedForward feedForward = FeedForward.softmaxExperts(false);
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor mixed = b.hp().isRecr(il) ? Mamba.layer(b, normed, il, rows) : attention(b, normed, il, inputs);
            mixed = b.lastRows(mixed, il, outputIds);
            Tensor middle = add(b.lastRows(x, il, outputIds), mixed);
            x = add(middle, feedForward.apply(b, b.rms(middle, il, "ffn_norm"), il));
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    /** falcon-h1: attention and mamba2 side by side in every layer. */
    static void falconH1(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor attended = rotatedAttention(b, b.rms(x, il, "attn_norm"), il, inputs, positions);
            Tensor mixed = Mamba2.layer(b, b.rms(x, il, "attn_norm"), il, rows);
            Tensor middle = b.lastRows(add(add(attended, mixed), x), il, outputIds);
            x = add(b.ffn(b.rms(middle, il, "ffn_norm"), il), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    /** granitehybrid: mamba2 or attention, then a dense or routed network; branches and logits scaled. */
    static void granite(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        Tensor positions = b.positions();
        FeedForward feedForward = FeedForward.softmaxExperts(true);
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor mixed;
            if (hp.isRecr(il)) {
                mixed = Mamba2.layer(b, normed, il, rows);
            } else if (hp.rope().layers().contains(il)) {
                mixed = rotatedAttention(b, normed, il, inputs, positions);
            } else {
                mixed = attention(b, normed, il, inputs);
            }
            mixed = b.lastRows(mixed, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            Tensor middle = add(residual(hp, mixed), skip);
            Tensor fed = feedForward.apply(b, b.rms(middle, il, "ffn_norm"), il);
            x = add(residual(hp, fed), middle);
        }
        Tensor logits = b.logits(b.outputNorm(x));
        b.finish(hp.scales().logits().isEmpty() ? logits : scale(logits));
    }

    private static Tensor residual(HyperParameters hp, Tensor x) {
        return hp.scales().residual().isEmpty() ? x : scale(x);
    }

    /** nemotron_h and nemotron_h_moe: each layer is mamba2, attention or a feed-forward network. */
    static void nemotron(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(b.launch().build().has(EngineSwitch.KEEPS_NEMOTRON_HIDDEN_ROWS));
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor mixed;
            if (hp.isRecr(il)) {
                mixed = Mamba2.layer(b, normed, il, rows);
            } else if (hp.nFf(il) == 0) {
                mixed = attention(b, normed, il, inputs);
            } else {
                mixed = nemotronFeedForward(b, normed, il);
            }
            x = add(outputs.in(mixed, il), outputs.in(x, il));
        }
        b.finish(outputs.logits(b.outputNorm(x)));
    }

    static Tensor nemotronFeedForward(GraphBuilder b, Tensor x, int il) {
        HyperParameters hp = b.hp();
        if (!b.has(il, "ffn_gate_inp")) {
            return b.ffn(x, il, Ffn.RELU_SQR);
        }
        Tensor latent = b.has(il, "ffn_latent_down") ? mulMat(b.requiredWeight(il, "ffn_latent_down"), x) : x;
        Tensor routed = b.experts(il)
                .logits(mulMat(b.requiredWeight(il, "ffn_gate_inp"), x))
                .activation(Ffn.RELU_SQR)
                .gating(Gating.SIGMOID)
                .normed(hp.requiredExperts().weightsNormed())
                .scale(hp.requiredExperts().weightsScale())
                .apply(latent);
        if (b.has(il, "ffn_latent_up")) {
            routed = mulMat(b.requiredWeight(il, "ffn_latent_up"), routed);
        }
        return add(routed, b.sharedExpert(x, il, Ffn.RELU_SQR));
    }
}
