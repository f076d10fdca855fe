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
    /** Returns those of a model. */
    static Scales of(HyperParametersValues v) {
        return new Scales(
                of(v.logitScale),
                of(v.residualScale),
                of(v.embeddingScale),
                of(v.attentionValueScale),
                of(v.attnTempScale),
                of(v.clampKqv),
                of(v.finalSoftcap));
    }

    static OptionalDouble of(double value) {
        return value == 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
