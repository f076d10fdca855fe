package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/**
 * Rotary positions of queries and keys.
 *
 * @param dimensions the rotated elements of a head in full-attention layers ({@code n_rot})
 * @param originalContext the context before rope scaling, in tokens ({@code n_ctx_orig_yarn})
 * @param layers the layers that rotate, as far as the metadata says so
 * @param noRopeStep the period of layers without rotation, of the architectures that have one (llama4, smollm3, smallthinker)
 * @param positionsPerToken the position values per token: 4 with positions of several dimensions, else 1
 */
public record Rope(int dimensions, int originalContext, LayerSet layers, int noRopeStep, int positionsPerToken) {
    public Rope {
        Amount.count(dimensions, "dimensions");
        Amount.count(originalContext, "originalContext");
        Amount.count(noRopeStep, "noRopeStep");
        Amount.count(positionsPerToken, "positionsPerToken");
    }

    /** Returns that of a model. */
    static Rope of(HyperParametersValues v) {
        return new Rope(v.nRot, v.ropeOrigCtx, LayerSet.of(v.rope), v.noRopeStep, usesSections(v) ? 4 : 1);
    }

    /** Whether positions have several dimensions ({@code llama_model_rope_type}). */
    private static boolean usesSections(HyperParametersValues v) {
        return v.architecture.has(ArchitectureTrait.SECTIONS)
                || (v.architecture.has(ArchitectureTrait.SECTIONS_IF_SET)
                        && v.ropeSections[0] > 0
                        && v.ropeSections[1] > 0);
    }
}
