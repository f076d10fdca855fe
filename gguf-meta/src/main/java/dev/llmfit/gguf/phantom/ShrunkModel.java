package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.Model;
import dev.llmfit.units.Amount;

/**
 * A model with fewer layers and experts than the one it stands for.
 *
 * @param model metadata and tensors of what is left
 * @param layers layers that are left, those for next-token prediction included
 * @param ofLayers layers of the whole model
 * @param experts routed experts of a layer that are left; 0 for a dense model
 * @param ofExperts routed experts of the whole model
 */
public record ShrunkModel(Model model, int layers, int ofLayers, int experts, int ofExperts) {
    public ShrunkModel {
        Amount.count(layers, "layers");
        Amount.count(ofLayers, "ofLayers");
        Amount.count(experts, "experts");
        Amount.count(ofExperts, "ofExperts");
    }

    /** Returns whether anything was left out. */
    public boolean isSmaller() {
        return layers < ofLayers || experts < ofExperts;
    }

    /** Returns what is left in words: {@code 8 of 79 layers and 16 of 256 experts}. */
    public String counts() {
        String text = layers + " of " + ofLayers + " layers";
        return ofExperts == 0 ? text : text + " and " + experts + " of " + ofExperts + " experts";
    }
}
