package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.recommend.fit.WeightMap;
import java.util.IdentityHashMap;

/** Bytes by layer of the models that were asked about last. */
final class WeightMaps {
    private static final int KEPT = 32;

    private final IdentityHashMap<Model, WeightMap> known = new IdentityHashMap<>();

    WeightMap of(Model model) {
        if (known.size() > KEPT) {
            known.clear();
        }
        return known.computeIfAbsent(model, m -> WeightMap.of(m, HyperParameters.of(m)));
    }
}
