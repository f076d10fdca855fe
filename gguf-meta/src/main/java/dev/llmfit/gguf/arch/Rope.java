package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.OptionalInt;

/**
 * Rotary positions of queries and keys.
 *
 * @param dimensions the rotated elements of a head in full-attention layers ({@code n_rot})
 * @param originalContext the context before rope scaling, in tokens ({@code n_ctx_orig_yarn})
 * @param layers the layers that rotate, as far as the metadata says so
 * @param noRopeStep the period of layers without rotation, of the architectures that have one (llama4, smollm3, smallthinker);
 *     empty if every layer rotates
 * @param positionsPerToken the position values per token: 4 with positions of several dimensions, else 1
 */
public record Rope(
        int dimensions, int originalContext, LayerSet layers, OptionalInt noRopeStep, int positionsPerToken) {
    /** Values of a position in sections ({@code llm_graph_input_pos}, {@code n_pos_per_embd}). */
    private static final int POSITIONS_IN_SECTIONS = 4;

    public Rope {
        Amount.count(dimensions, "dimensions");
        Amount.count(originalContext, "originalContext");
        Amount.count(positionsPerToken, "positionsPerToken");
    }

    /**
     * Returns whether the layer at a place rotates, in architectures with periods: those at multiples of the period do not.
     *
     * @param place the layer's number, from 0 or from 1, as the architecture counts
     */
    public boolean rotatesAt(int place) {
        return noRopeStep.isEmpty() || place % noRopeStep.getAsInt() != 0;
    }

    Rope withDimensions(int rotated) {
        return new Rope(rotated, originalContext, layers, noRopeStep, positionsPerToken);
    }

    Rope withLayers(LayerSet rotating) {
        return new Rope(dimensions, originalContext, rotating, noRopeStep, positionsPerToken);
    }

    Rope withNoRopeStep(OptionalInt period) {
        return new Rope(dimensions, originalContext, layers, period, positionsPerToken);
    }

    /** Returns the rotation by positions of several dimensions: time, height, width and one more. */
    Rope inSections() {
        return new Rope(dimensions, originalContext, layers, noRopeStep, POSITIONS_IN_SECTIONS);
    }
}
