package dev.llmfit.recommend.offer;

import java.time.YearMonth;
import java.util.Optional;
import java.util.Set;

/**
 * What a catalogue knows of a model beside its shape.
 *
 * @param family family name, for grouping
 * @param release month of release
 * @param purposes for example {@code chat} or {@code coding}
 * @param licence licence
 * @param vision whether it takes images
 * @param nativeType type it was published in if not 16 bit, for example {@code MXFP4}
 * @param ollama name in Ollama's library
 * @param ggufRepo a Hugging Face repository with GGUF files
 * @param weights the repository of the original weights, {@code org/name}
 */
public record Listing(
        Optional<String> family,
        Optional<YearMonth> release,
        Set<String> purposes,
        Optional<String> licence,
        boolean vision,
        Optional<String> nativeType,
        Optional<String> ollama,
        Optional<String> ggufRepo,
        Optional<String> weights) {
    /** Nothing is known: a file on disk. */
    public static final Listing NONE = new Listing(
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public Listing {
        purposes = Set.copyOf(purposes);
    }

    /**
     * Returns what is known of a model by one of its files.
     *
     * @param fileType the file's type
     * @param vision whether a projector lies beside it
     */
    static Listing ofFile(String fileType, boolean vision) {
        return new Listing(
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                vision,
                fileType.startsWith("MXFP4") ? Optional.of("MXFP4") : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
