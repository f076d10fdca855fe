package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.LayerReuse.Loops;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** nanbeige: the layers of llama, run several times over with caches of their own. */
final class Nanbeige implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Loops loops = hp.reuse(Loops.class);
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < hp.nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor factors = b.ropeFactors(il);
            Tensor q = rope(qkv.q(), positions, factors);
            Tensor k = rope(qkv.k(), positions, factors);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            Tensor middle = add(b.lastRows(attended, il, outputIds), b.lastRows(x, il, outputIds));
            x = add(b.ffn(b.rms(middle, il, "ffn_norm"), il), middle);
            boolean endsLoop = (il + 1) % loops.layers() == 0 && il + 1 < hp.nLayer();
            if (endsLoop && loops.normedBetween()) {
                x = b.norm(Norm.RMS, x, b.requiredGlobal("output_norm.weight"), null, il);
            }
        }
        b.finish(b.logits(b.outputNorm(x)));
    }
}
