package dev.llmfit.sizing;

import dev.llmfit.units.Bytes;
import java.util.Objects;

/**
 * Weights on the host that are used where the mapped file holds them: neither packed for the CPU's kernels nor copied to a device. Their
 * pages are the file's. The system takes them back when it needs memory, and reads them again.
 *
 * <p>Source: {@code llama_model::load_tensors} maps the file unless told otherwise ({@code use_mmap}); packed weights have a buffer of
 * their own ({@code CPU_REPACK}).
 *
 * @param rows tables of which a token reads one row: embeddings of tokens that are not the output matrix too
 * @param whole weights that every token may read
 */
public record MappedWeights(Bytes rows, Bytes whole) {
    /** Nothing is mapped, or it is not known what is. */
    public static final MappedWeights NONE = new MappedWeights(Bytes.ZERO, Bytes.ZERO);

    public MappedWeights {
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(whole, "whole");
    }

    /** Returns these and those of another model. */
    public MappedWeights plus(MappedWeights other) {
        return new MappedWeights(rows.plus(other.rows), whole.plus(other.whole));
    }
}
