package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/** How a model runs its layers several times, each time with caches of their own. */
public sealed interface LayerReuse {
    /** Returns the layer whose weights a layer uses. */
    int weightLayer(int il);

    /**
     * All layers run again and again (nanbeige).
     *
     * @param layers the layers that have weights
     * @param normedBetween whether the final norm also follows each run but the last
     */
    record Loops(int layers, boolean normedBetween) implements LayerReuse {
        public Loops {
            Amount.count(layers, "layers");
        }

        @Override
        public int weightLayer(int il) {
            return il % layers;
        }
    }

    /**
     * Two stacks of layers take turns (hrm_text).
     *
     * @param layersPerStack layers of each stack
     * @param high runs of the high stack
     * @param low runs of the low stack before each run of the high one
     */
    record Cycles(int layersPerStack, int high, int low) implements LayerReuse {
        public Cycles {
            Amount.count(layersPerStack, "layersPerStack");
            Amount.count(high, "high");
            Amount.count(low, "low");
        }

        @Override
        public int weightLayer(int il) {
            boolean ofHighStack = il / layersPerStack % (low + 1) == low;
            return il % layersPerStack + (ofHighStack ? layersPerStack : 0);
        }
    }
}
