package dev.llmfit.recommend.quality;

import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What decides how much a file loses.
 *
 * @param fileType as its name has it, for example {@code Q4_K_M} or {@code UD-Q4_K_XL}
 * @param preparation how it was made
 * @param bitsPerWeight of the whole file; empty if its size is not known
 * @param architecture as in the GGUF
 * @param parameters weights of the model
 * @param mixture whether the model is a mixture of experts
 * @param nativeType type the model was published in if not 16 bit, for example {@code MXFP4}
 */
public record QuantizedFile(
        String fileType,
        Preparation preparation,
        OptionalDouble bitsPerWeight,
        String architecture,
        long parameters,
        boolean mixture,
        Optional<String> nativeType) {
    public QuantizedFile {
        Amount.count(parameters, "parameters");
        bitsPerWeight.ifPresent(b -> Amount.rate(b, "bitsPerWeight"));
    }

    /** Returns whether the model was published in this type. */
    boolean isNative() {
        return nativeType.filter(fileType::startsWith).isPresent();
    }
}
