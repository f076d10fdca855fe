package dev.llmfit.answers.quants;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.recommend.quality.Quality;
import java.util.Optional;

/**
 * A model in one file type.
 *
 * @param summary its sizes and its mixture of tensor types
 * @param quality what it loses
 * @param fit how it fits the machine; empty if no machine was named, or the architecture is not sized
 */
public record QuantRow(QuantSummary summary, Quality quality, Optional<FileTypeFit> fit) {
    /** Returns the file type. */
    public FileType fileType() {
        return summary.fileType();
    }
}
