package dev.llmfit.gguf.arch;

import java.util.Optional;

/** How the router turns logits into expert weights ({@code llama_expert_gating_func_type}). */
public enum Gating {
    /** Softmax over all experts. */
    SOFTMAX,
    /** Sigmoid. */
    SIGMOID,
    /** Softmax over the chosen experts. */
    SOFTMAX_SELECTED,
    /** Square root of softplus. */
    SQRT_SOFTPLUS;

    /**
     * Returns the gating that a file means by this number; empty for 0, which stands for none.
     *
     * @throws HyperParametersException if the number is unknown
     */
    static Optional<Gating> byCode(int code) {
        return switch (code) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(SOFTMAX);
            case 2 -> Optional.of(SIGMOID);
            case 3 -> Optional.of(SOFTMAX_SELECTED);
            case 4 -> Optional.of(SQRT_SOFTPLUS);
            default -> throw new HyperParametersException("expert_gating_func " + code + " is unknown");
        };
    }
}
