package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineLayers;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.units.BundledTable;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * vLLM's class of a model. Source: {@code model_executor/models} of 0.33.0, in {@code classes.csv} by llama.cpp's names of
 * architectures; one that is not there does nothing out of the ordinary.
 *
 * @param traits what it does
 * @param known whether the class was read
 * @param model the model
 */
record VllmClass(Set<VllmTrait> traits, boolean known, EngineModel model) {
    private static final Map<String, Set<VllmTrait>> KNOWN = read();

    /** Stands behind an architecture whose models with experts have a class of their own. */
    private static final String EXPERTS = "+experts";

    /** Letter of a layer of Mamba 2 in the pattern of Nemotron H. */
    private static final char MAMBA = 'M';

    private static Map<String, Set<VllmTrait>> read() {
        Map<String, Set<VllmTrait>> known = new HashMap<>();
        for (List<String> cells : BundledTable.rows(VllmClass.class, "classes.csv")) {
            EnumSet<VllmTrait> traits = EnumSet.noneOf(VllmTrait.class);
            for (String word : cells.get(1).split(" ", -1)) {
                if (word.isEmpty()) {
                    continue; // a class that does nothing out of the ordinary
                }
                traits.add(Stream.of(VllmTrait.values())
                        .filter(t -> t.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("classes.csv: no trait " + word)));
            }
            known.put(cells.getFirst(), traits);
        }
        return known;
    }

    static VllmClass of(EngineModel model) {
        Set<VllmTrait> plain = KNOWN.getOrDefault(model.architecture(), Set.of());
        return new VllmClass(
                model.experts().isPresent() ? KNOWN.getOrDefault(model.architecture() + EXPERTS, plain) : plain,
                KNOWN.containsKey(model.architecture()),
                model);
    }

    boolean has(VllmTrait trait) {
        return traits.contains(trait);
    }

    /** Returns whether a layer of a model with gated delta nets has attention. */
    boolean attendsEvery(int layer) {
        int every = model.traits().attentionInterval();
        return every > 0 && (layer + 1) % every == 0;
    }

    boolean isMamba2(int layer) {
        String pattern = model.traits().layerPattern();
        if (!pattern.isEmpty()) {
            return pattern.charAt(layer) == MAMBA;
        }
        return model.layers().kvHeads(layer) == 0 || has(VllmTrait.ATTENTION_BESIDE_STATES);
    }

    /** Returns whether vLLM gives a layer a window. */
    boolean windowed(int layer) {
        if (has(VllmTrait.WINDOW_IN_EVEN_LAYERS)) {
            return layer % 2 == 0;
        }
        EngineLayers layers = model.layers();
        return layers.window() > 0 && !has(VllmTrait.NO_WINDOW) && layers.windowed(layer);
    }

    /** Returns whether its class has a tower. */
    boolean sees() {
        return model.tower().isPresent()
                || (has(VllmTrait.COUNTED_TOWER) && model.parts().towerParameters() > 0);
    }

    boolean embedsOnEveryStage() {
        return has(VllmTrait.EMBEDDING_EVERYWHERE) || has(VllmTrait.TABLES_EVERYWHERE);
    }

    boolean rotatesInTables() {
        return model.traits().rotated() > 0 && !has(VllmTrait.NO_ROTATION_TABLE);
    }

    boolean rotatesTwice() {
        return has(VllmTrait.TWO_ROTATIONS) && model.layers().window() > 0;
    }

    /** Returns whether the norm behind a recurrent layer is split with its heads. */
    boolean splitsStateNorm() {
        return !has(VllmTrait.DELTA_NET) && !has(VllmTrait.KIMI_DELTA);
    }
}
