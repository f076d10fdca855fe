package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.arch.CompressedAttention;
import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.families.KimiDelta.Decay;
import dev.llmfit.sizing.families.ResidualStreams.Mix;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * glm5-next (GLM 5.3 Flash): delta attention (KDA) layers with compressed attention without rotation in between, which sees the cells
 * that an indexer chooses by pooled keys, and several residual streams.
 *
 * <p>Source: {@code src/models/glm5-next.cpp}.
 */
final class Glm5Next implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        KimiDelta delta = KimiDelta.of(
                        hp.has(GraphVariant.BOUNDED_DECAY) ? Decay.BOUNDED : Decay.SOFTPLUS, "ssm_g_a", "ssm_g_b")
                .withoutViews();
        ResidualStreams residual = new ResidualStreams(b);
        Tensor embedding = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        GatedPoolIndexer indexer = new GatedPoolIndexer(b);
        Tensor outputIds = b.outputIds();
        Tensor x = residual.start(embedding);
        @Nullable Tensor chosen = null;
        for (int il = 0; il < hp.nLayer(); il++) {
            Mix mix = residual.before(x, il, "hc_attn");
            Tensor normed = b.rms(mix.input(), il, "attn_norm");
            b.expand(normed);
            Tensor result;
            if (hp.isRecr(il)) {
                result = delta.layer(b, normed, il, rows);
            } else {
                Tensor compressed = CompressedQkv.compressedQueries(b, normed, il);
                if (chosen == null || hp.requiredIndexer().layers().contains(il)) {
                    chosen =
                            indexer.choose(compressed, normed, il, inputs.of(il).mask());
                }
                result = attention(b, compressed, normed, il, inputs, indexer, chosen);
            }
            x = residual.after(result, x, mix, il);
            mix = residual.before(x, il, "hc_ffn");
            Tensor input = b.rms(mix.input(), il, "ffn_norm");
            x = residual.after(SharedExperts.denseOrRouted(b, input, il, Gating.SIGMOID), x, mix, il);
        }
        Tensor flat = reshape(x, x.ne0() * x.ne1(), b.tokens());
        Tensor last = getRows(flat, outputIds);
        x = residual.mean(reshape(last, x.ne0(), x.ne1(), last.ne1()));
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor attention(
            GraphBuilder b,
            Tensor compressed,
            Tensor normed,
            int il,
            AttentionInputs inputs,
            GatedPoolIndexer indexer,
            Tensor chosen) {
        HyperParameters hp = b.hp();
        CompressedAttention shape = hp.requiredCompressedAttention();
        long n = b.tokens();
        long heads = hp.nHead(il);
        Tensor q = reshape(mulMat(b.requiredWeight(il, "attn_q_b"), compressed), shape.requiredKeyHead(), heads, n);
        Tensor latent = b.rms(mulMat(b.requiredWeight(il, "attn_kv_a_mqa"), normed), il, "attn_kv_a_norm");
        latent = reshape(latent, shape.rank(), 1, n);
        Tensor absorbed = mulMat(b.requiredWeight(il, "attn_k_b"), permute(q, 0, 2, 1, 3));
        absorbed = permute(absorbed, 0, 2, 1, 3);
        Tensor decompression = b.requiredWeight(il, "attn_v_b");
        if (!indexer.gathers()) {
            Tensor mask = inputs.of(il).mask();
            Tensor visible = chosen.ne1() == mask.ne1()
                    ? chosen
                    : reshape(chosen, mask.ne0(), mask.ne1(), mask.ne2(), mask.ne3());
            Tensor out = b.attention(inputs, il)
                    .decompression(decompression)
                    .under(visible)
                    .apply(absorbed, latent, latent);
            return mulMat(b.requiredWeight(il, "attn_output"), out);
        }
        b.attention(inputs, il).write(absorbed, latent);
        b.expand(inputs.of(il).mask());
        Tensor store = b.memory().cacheOf(il).keys(il);
        Tensor all = view2d(store, store.ne0(), store.ne1() * store.ne2(), store.nb1(), 0);
        Tensor keys = getRows(all, reshape(chosen, chosen.ne0() * n, 1));
        keys = reshape(keys, shape.rank(), chosen.ne0(), 1, n);
        Tensor scores = softMax(mulMat(keys, permute(absorbed, 0, 2, 3, 1)), indexer.slotMask(), null);
        Tensor out = mulMat(decompression, mulMat(cont(transpose(keys)), scores));
        out = cont(permute(out, 0, 2, 1, 3));
        return mulMat(b.requiredWeight(il, "attn_output"), reshape(out, out.ne0() * heads, n));
    }
}
