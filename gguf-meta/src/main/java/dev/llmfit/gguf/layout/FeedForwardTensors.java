package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/** The tensors of a layer's feed-forward network: one dense network or experts. */
final class FeedForwardTensors {
    /** How the input is widened. */
    enum Kind {
        /** A gate and an up matrix. */
        GATED,
        /** Gate and up in one matrix. */
        FUSED,
        /** An up matrix alone. */
        PLAIN
    }

    private FeedForwardTensors() {}

    /** Adds a dense network from {@code nEmbd} to {@code nFf} and back. */
    static void dense(HeaderBuilder h, String block, long nEmbd, long nFf, Kind kind, boolean bias) {
        if (kind == Kind.GATED) {
            h.linear(block + "ffn_gate", nEmbd, nFf, false);
        }
        h.linear(block + "ffn_up", nEmbd, kind == Kind.FUSED ? 2 * nFf : nFf, false);
        h.linear(block + "ffn_down", nFf, nEmbd, false);
        if (bias) {
            h.tensor(block + "ffn_up.bias", nFf);
            h.tensor(block + "ffn_down.bias", nEmbd);
            if (kind == Kind.GATED) {
                h.tensor(block + "ffn_gate.bias", nFf);
            }
        }
    }

    /** Adds a gated dense network without biases. */
    static void dense(HeaderBuilder h, String block, long nEmbd, long nFf) {
        dense(h, block, nEmbd, nFf, Kind.GATED, false);
    }

    /** Adds a router, experts and shared experts that read the embedding. */
    static void experts(HeaderBuilder h, String block, long nEmbd, AuditedFields moe, Kind kind) {
        experts(h, block, nEmbd, moe, kind, nEmbd, moe.flag("shared_gate"));
    }

    /**
     * Adds a router, experts and shared experts.
     *
     * @param nExpertIn width of what the experts read and write
     * @param sharedGate whether a vector gates the shared experts
     */
    static void experts(
            HeaderBuilder h,
            String block,
            long nEmbd,
            AuditedFields moe,
            Kind kind,
            long nExpertIn,
            boolean sharedGate) {
        long count = moe.integer("count");
        long ff = moe.integer("ff");
        h.tensor(block + "ffn_gate_inp.weight", nEmbd, count);
        if (moe.flag("router_bias")) {
            h.tensor(block + "exp_probs_b.bias", count);
        }
        if (kind == Kind.GATED) {
            h.tensor(block + "ffn_gate_exps.weight", nExpertIn, ff, count);
        }
        h.tensor(block + "ffn_up_exps.weight", nExpertIn, ff, count);
        h.tensor(block + "ffn_down_exps.weight", ff, nExpertIn, count);
        long stated = moe.integer("shared_ff", 0);
        long shared = stated > 0 ? stated : moe.integer("shared_count", 0) * ff;
        if (shared > 0) {
            shared(h, block, nEmbd, shared, kind, sharedGate);
        }
    }

    private static void shared(HeaderBuilder h, String block, long nEmbd, long nFf, Kind kind, boolean gate) {
        if (gate) {
            h.tensor(block + "ffn_gate_inp_shexp.weight", nEmbd);
        }
        if (kind == Kind.GATED) {
            h.tensor(block + "ffn_gate_shexp.weight", nEmbd, nFf);
        }
        h.tensor(block + "ffn_up_shexp.weight", nEmbd, nFf);
        h.tensor(block + "ffn_down_shexp.weight", nFf, nEmbd);
    }
}
