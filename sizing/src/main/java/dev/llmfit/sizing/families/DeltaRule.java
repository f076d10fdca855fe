package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.gatedDeltaNet;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Tensor;

/** The gated delta rule over a matrix state, fused ({@code llm_build_delta_net_base::build_recurrent_attn} in llama.cpp). */
final class DeltaRule {
    private static final int F32 = GraphBuilder.F32;

    private DeltaRule() {}

    /** Norms queries or keys to length one ({@code build_gdn_l2_norm}). */
    static Tensor unitLength(Tensor x) {
        return scale(rmsNorm(x));
    }

    /**
     * Applies the rule and stores the states after the last tokens.
     *
     * @param q [head, heads of keys, tokens, sequences]
     * @param state the state before [head, head, heads, sequences]
     * @param store where states are kept
     * @return [head, heads, tokens, sequences]
     */
    static Tensor apply(
            GraphBuilder b, Tensor q, Tensor k, Tensor v, Tensor decay, Tensor beta, Tensor state, Tensor store) {
        long head = state.ne0();
        long heads = state.ne2();
        long sequences = state.ne3();
        long per = b.batch().tokensPerSequence();
        int snapshots = b.launch().snapshots();
        Tensor both = gatedDeltaNet(q, k, v, decay, beta, state, snapshots);
        long width = head * heads * F32;
        long states = width * per * sequences;
        if (snapshots == 1) {
            Tensor renewed =
                    view4d(both, head, head, heads, sequences, head * F32, head * head * F32, head * width, states);
            b.expand(cpy(renewed, view2d(store, store.ne0(), sequences, store.nb1(), 0)));
        } else {
            storeSnapshots(b, both, store, states);
        }
        return view4d(both, head, heads, per, sequences, head * F32, width, width * per, 0);
    }

    /** Writes the states after the last tokens, one group of rows per snapshot. */
    private static void storeSnapshots(GraphBuilder b, Tensor both, Tensor store, long offset) {
        long size = store.ne0();
        long sequences = b.batch().sequences();
        long written = Math.min(b.batch().tokensPerSequence(), b.launch().snapshots());
        Tensor states = view3d(both, size, sequences, written, size * F32, size * sequences * F32, offset);
        long group = b.memory().state().rows() * store.nb1();
        b.expand(cpy(states, view3d(store, size, sequences, written, store.nb1(), group, 0)));
    }
}
