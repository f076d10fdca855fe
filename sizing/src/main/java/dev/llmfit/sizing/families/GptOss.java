package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** gpt-oss: sinks, sliding windows in every other layer, experts weighted by a softmax over the chosen ones. */
final class GptOss implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(b.launch().build().has(EngineSwitch.KEEPS_GPT_OSS_HIDDEN_ROWS));
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor q = rope(qkv.q(), positions);
            Tensor k = rope(qkv.k(), positions);
            Tensor attended =
                    b.attention(inputs, il).sinks(b.weight(il, "attn_sinks")).apply(q, k, qkv.v());
            attended = b.lin(attended, il, "attn_output");
            attended = outputs.in(attended, il);
            x = outputs.in(x, il);
            Tensor middle = add(attended, x);
            Tensor fed = b.experts(il)
                    .gating(Gating.SOFTMAX_SELECTED)
                    .scale(b.hp().requiredExperts().weightsScale())
                    .activation(Ffn.SWIGLU_OAI)
                    .apply(b.rms(middle, il, "post_attention_norm"));
            x = add(fed, middle);
        }
        if (b.launch().build().has(EngineSwitch.KEEPS_GPT_OSS_HIDDEN_ROWS)) {
            x.asOutput();
        }
        if (outputs.all()) {
            x = getRows(x, outputs.ids());
        }
        b.finish(b.logits(b.outputNorm(x)));
    }
}
