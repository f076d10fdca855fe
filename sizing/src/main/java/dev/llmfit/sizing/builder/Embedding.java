package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.dup;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.padRows;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.weights.Weights;

/** The input embedding ({@code build_inp_embd}). */
final class Embedding {
    private Embedding() {}

    static Tensor build(GraphBuilder b, boolean scaledRows) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        Tensor table = b.requiredGlobal("token_embd.weight");
        boolean mixed = b.launch().build().has(EngineSwitch.MIXES_INPUTS) && !hp.has(ArchitectureTrait.UNMIXED_BATCH);
        Tensor tokens = b.input("inp_tokens", GgmlType.I32, n);
        b.noteTokenIds(tokens);
        Tensor mixedTokens = b.input("inp_mixed_tokens", GgmlType.I32, n);
        Tensor found = getRows(table, tokens);
        Tensor mixedFound = getRows(table, mixedTokens);
        if (b.launch().build().has(EngineSwitch.LOOKS_UP_TOKENS_FIRST)) {
            b.expand(found);
            if (mixed) {
                b.expand(mixedFound);
            }
        }
        Tensor x = completed(b, found, table, tokens);
        b.expand(x);
        if (b.launch().build().has(EngineSwitch.SELECTS_INPUT)) {
            b.expand(b.input("inp_embd", GgmlType.F32, hp.nEmbdInput(), n));
        }
        if (mixed) {
            Tensor slots = b.input("inp_mixed_slots", GgmlType.I64, n);
            Tensor given = b.input("inp_mixed_embd", GgmlType.F32, hp.nEmbdInput(), n);
            b.expand(setRows(dup(given), completed(b, mixedFound, table, mixedTokens), slots));
        }
        if (hp.nEmbdInput() != hp.nEmbd()) {
            x = view2d(x, hp.nEmbd(), n, x.nb1(), 0);
        }
        boolean deep = hp.nDeepstack() > 0;
        if (hp.scales().embedding().isPresent() && !deep) {
            x = scale(x.isContiguous() ? x : cont(x));
        }
        if (scaledRows || (hp.scales().embedding().isPresent() && deep)) {
            x = mul(x.isContiguous() ? x : cont(x), b.input("inp_scale_rows", GgmlType.F32, 1, n));
        }
        b.expand(x);
        return x;
    }

    /** Adds what adapters make of the tokens, and pads to the width of the input. */
    private static Tensor completed(GraphBuilder b, Tensor found, Tensor table, Tensor ids) {
        HyperParameters hp = b.hp();
        Tensor rows = found;
        for (Weights.Lora lora : b.loras(table)) {
            rows = add(rows, scale(mulMat(lora.b(), getRows(lora.a(), ids))));
        }
        return hp.nEmbdInput() == hp.nEmbd() ? rows : padRows(rows, hp.nEmbdInput());
    }
}
