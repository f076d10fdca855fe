package dev.llmfit.recommend.quality;

import dev.llmfit.gguf.published.TypeLabel;
import java.util.Locale;
import java.util.Optional;

/** How a file was made of 16-bit weights, which decides what it loses at the same number of bits. */
public enum Preparation {
    /** By {@code llama-quantize} without more. */
    PLAIN,
    /** With an importance matrix. Types of the IQ family are always made with one. */
    IMATRIX,
    /** With an importance matrix and a mixture of the publisher's own. */
    DYNAMIC;

    private static final String ALWAYS_WITH_IMATRIX = "IQ";

    /**
     * Returns how a file was made, as far as its type and its repository tell.
     *
     * @param fileType as its name has it
     * @param repository {@code org/name}; empty for a file that is not published
     */
    public static Preparation of(String fileType, Optional<String> repository) {
        Optional<TypeLabel> label = TypeLabel.of(fileType);
        if (label.filter(l -> l.kind() == TypeLabel.Kind.DYNAMIC).isPresent()) {
            return DYNAMIC;
        }
        boolean matrix = label.filter(l -> l.kind() == TypeLabel.Kind.WITH_IMATRIX
                                || l.fileType().name().startsWith(ALWAYS_WITH_IMATRIX))
                        .isPresent()
                || repository.filter(LossTables::makesWithImatrix).isPresent();
        return matrix ? IMATRIX : PLAIN;
    }

    /** Returns its name in tables and documents. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
