package dev.llmfit.answers.quants;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.recommend.quality.Quality;
import java.util.Optional;

/**
 * A model in one file type.
 *
 * @param summary its sizes and its mixture of tensor types
 * @param quality what it loses
 * @param usual whether anybody would make it
 * @param fit how it fits the machine; empty if no machine was named, or the architecture is not sized
 * @param launch the launch that recommend would take in this type; empty likewise, and if none fits
 */
public record QuantRow(
        QuantSummary summary, Quality quality, boolean usual, Optional<FileTypeFit> fit, Optional<Candidate> launch) {
    /** Returns the file type. */
    public FileType fileType() {
        return summary.fileType();
    }
}
