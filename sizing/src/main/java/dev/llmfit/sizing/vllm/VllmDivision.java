package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineLayers;
import dev.llmfit.sizing.engines.EngineModel;
import java.util.Collections;
import java.util.Optional;

/**
 * Over how many GPUs the layers of a model can be split. Source: {@code verify_with_parallel_config} in {@code config/model.py}, the
 * assertions of {@code models/llama.py} and its like, {@code divide} in {@code layers/linear.py}, {@code
 * layers/vocab_parallel_embedding.py}, {@code layers/mamba}.
 */
final class VllmDivision {
    private final EngineModel model;
    private final EngineLayers layers;
    private final VllmClass traits;

    VllmDivision(EngineModel model) {
        this.model = model;
        this.layers = model.layers();
        this.traits = VllmClass.of(model);
    }

    /** Returns what cannot be split over so many GPUs, as the start of a sentence; empty if all can. */
    Optional<String> refusal(int gpus) {
        for (long heads : layers.heads()) {
            if (heads % gpus != 0) {
                return Optional.of("the " + heads + " attention heads of " + model.id() + " are not divisible by");
            }
        }
        for (long heads : layers.kvHeads()) {
            if (heads > 0 && heads % gpus != 0 && gpus % heads != 0) {
                return Optional.of("the " + heads + " heads of keys and values of " + model.id()
                        + " can neither be divided by nor repeated for");
            }
        }
        return rest(gpus);
    }

    private Optional<String> rest(int gpus) {
        long dense = model.experts().map(e -> e.leadDense()).orElse((long) layers.count());
        for (int i = 0; i < dense; i++) {
            if (layers.ff(i) % gpus != 0) {
                return undivided(layers.ff(i), "widths of the feed-forward network");
            }
        }
        long rows = VllmWeights.rows(model.traits().vocabulary(), 1);
        if (rows % gpus != 0) {
            return undivided(rows, "padded rows of the vocabulary");
        }
        long inner = model.recurrent().map(s -> s.inner()).orElse(0L);
        if (inner % gpus != 0) {
            return undivided(inner, "channels of a state");
        }
        boolean mamba2 = traits.has(VllmTrait.MAMBA_2);
        long groups = mamba2 ? model.recurrent().map(s -> s.groups()).orElse(0L) : 0;
        if (groups > 1 && groups % gpus != 0) {
            return undivided(groups, "groups of a state");
        }
        boolean headed = mamba2 || traits.has(VllmTrait.DELTA_NET);
        long heads = headed ? model.recurrent().map(s -> s.heads()).orElse(0L) : 0;
        return heads % gpus == 0 ? Optional.empty() : undivided(heads, "heads of a state");
    }

    private Optional<String> undivided(long count, String what) {
        return Optional.of("the " + count + " " + what + " of " + model.id() + " are not divisible by");
    }

    /** Returns the nearest sizes below and above that split all, {@code 4 or 8}. */
    String near(int wished) {
        int most = (int) Math.min(VllmArguments.MOST_GPUS, Math.max(1, Collections.max(layers.heads())));
        int below = Math.min(wished, most);
        while (refusal(below).isPresent()) {
            below--; // 1 splits nothing
        }
        int above = wished;
        while (above < most && refusal(above).isPresent()) {
            above++;
        }
        return above > most || refusal(above).isPresent() ? String.valueOf(below) : below + " or " + above;
    }
}
