package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.Model;
import dev.llmfit.recommend.quality.Preparation;
import dev.llmfit.recommend.quality.QuantizedFile;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the files of a model have in common that decides what they lose.
 *
 * @param architecture as in the GGUF
 * @param parameters weights
 * @param mixture whether it is a mixture of experts
 * @param nativeType type it was published in if not 16 bit
 */
public record FileLosses(String architecture, long parameters, boolean mixture, Optional<String> nativeType) {
    /** Bits of a byte. */
    private static final double BITS = 8.0;

    /** What {@code llama-quantize} writes into a file that it makes with an importance matrix. */
    private static final String IMATRIX_KEY = "quantize.imatrix.file";

    /** Returns those of a model. */
    public static FileLosses of(ModelProfile profile, Optional<String> nativeType) {
        return new FileLosses(profile.architecture(), profile.parameters(), profile.moe(), nativeType);
    }

    static FileLosses of(String architecture, ModelOffer.Outline outline, Optional<String> nativeType) {
        return new FileLosses(architecture, outline.parameters(), outline.mixture(), nativeType);
    }

    /** Returns a file of the model as its source tells how it was made. */
    QuantizedFile file(String fileType, FileSource source, Optional<Bytes> bytes) {
        Optional<String> repository =
                source instanceof FileSource.Published p ? Optional.of(p.repository()) : Optional.empty();
        return file(fileType, Preparation.of(fileType, repository), bytes);
    }

    /** Returns a file whose header was read. */
    QuantizedFile file(String fileType, Model header, Bytes bytes) {
        Preparation named = Preparation.of(fileType, Optional.empty());
        boolean matrix = header.metadata().find(IMATRIX_KEY).isPresent();
        return file(fileType, named == Preparation.PLAIN && matrix ? Preparation.IMATRIX : named, Optional.of(bytes));
    }

    /**
     * Returns a file of the model.
     *
     * @param bytes its size; empty if it is not known
     */
    public QuantizedFile file(String fileType, Preparation preparation, Optional<Bytes> bytes) {
        OptionalDouble bits = bytes.isPresent() && parameters > 0
                ? OptionalDouble.of(BITS * bytes.get().count() / parameters)
                : OptionalDouble.empty();
        return new QuantizedFile(fileType, preparation, bits, architecture, parameters, mixture, nativeType);
    }
}
