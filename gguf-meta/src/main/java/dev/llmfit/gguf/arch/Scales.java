package dev.llmfit.gguf.arch;

import java.util.OptionalDouble;

/**
 * Factors and limits of a graph; llama.cpp takes 0 in a file for none.
 *
 * @param logits factor of the logits
 * @param residual factor of each residual branch
 * @param embedding factor of the input embedding
 * @param attentionValue factor of the attention output (mimo2)
 * @param temperature scale of the attention temperature
 * @param clampKqv limit of queries, keys and values
 * @param finalSoftcap soft cap of the logits, of the architectures that have one
 */
public record Scales(
        OptionalDouble logits,
        OptionalDouble residual,
        OptionalDouble embedding,
        OptionalDouble attentionValue,
        OptionalDouble temperature,
        OptionalDouble clampKqv,
        OptionalDouble finalSoftcap) {
    /** The soft cap of a file without one ({@code f_final_logit_softcapping} of {@code llama_hparams}). */
    private static final double FINAL_SOFTCAP = 30;

    static Scales defaults() {
        OptionalDouble none = OptionalDouble.empty();
        return new Scales(none, none, none, none, none, none, of(FINAL_SOFTCAP));
    }

    /** Returns the factor of a file, which writes 0 for none. */
    static OptionalDouble of(double value) {
        return value == 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    Scales withLogits(double factor) {
        return new Scales(of(factor), residual, embedding, attentionValue, temperature, clampKqv, finalSoftcap);
    }

    Scales withResidual(double factor) {
        return new Scales(logits, of(factor), embedding, attentionValue, temperature, clampKqv, finalSoftcap);
    }

    Scales withEmbedding(double factor) {
        return new Scales(logits, residual, of(factor), attentionValue, temperature, clampKqv, finalSoftcap);
    }

    Scales withAttentionValue(double factor) {
        return new Scales(logits, residual, embedding, of(factor), temperature, clampKqv, finalSoftcap);
    }

    Scales withTemperature(double factor) {
        return new Scales(logits, residual, embedding, attentionValue, of(factor), clampKqv, finalSoftcap);
    }

    Scales withClampKqv(double factor) {
        return new Scales(logits, residual, embedding, attentionValue, temperature, of(factor), finalSoftcap);
    }

    Scales withFinalSoftcap(double factor) {
        return new Scales(logits, residual, embedding, attentionValue, temperature, clampKqv, of(factor));
    }
}
