package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.TensorInfo;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which tensors have a row, a matrix or a number for each routed expert; it is their last dimension ({@code src/models}). */
enum ExpertDimension {
    /** Matrices, biases and scales of the experts, the router and its biases. */
    EXPERT,
    /** Matrices of adjugate experts, which several routed experts share (grovemoe). */
    ADJUGATE;

    private static final Pattern EXPERTS = Pattern.compile(
            ".*\\.(ffn_(gate|up|down|gate_up)_exps\\.(weight|bias|scale)|ffn_gate_inp\\.(weight|bias)|exp_probs_b(\\.bias)?)");
    private static final Pattern ADJUGATES = Pattern.compile(".*\\.ffn_(gate|up|down)_chexps\\.weight");

    /** Returns what the last dimension of a tensor counts; empty if it counts no experts. */
    static Optional<ExpertDimension> of(String tensor) {
        if (EXPERTS.matcher(tensor).matches()) {
            return Optional.of(EXPERT);
        }
        return ADJUGATES.matcher(tensor).matches() ? Optional.of(ADJUGATE) : Optional.empty();
    }

    /** Returns a tensor with another number of experts. */
    static TensorInfo resized(TensorInfo t, long experts) {
        if (t.ne2() > 1) {
            return new TensorInfo(t.name(), t.type(), t.ne0(), t.ne1(), experts, t.ne3());
        }
        return t.ne1() > 1
                ? new TensorInfo(t.name(), t.type(), t.ne0(), experts, t.ne2(), t.ne3())
                : new TensorInfo(t.name(), t.type(), experts, t.ne1(), t.ne2(), t.ne3());
    }
}
