package dev.llmfit.recommend.fit;

import java.util.Locale;

/** Where the weights of a model would lie on a machine, by {@link Budgets#place}; its context comes on top. */
public enum WeightsPlace {
    /** All in the memory of the GPUs. */
    GPU,
    /** Some in the memory of the GPUs, the rest in that of the host. */
    PARTIAL_GPU,
    /** In the host's memory; no GPU has room. */
    CPU,
    /** Nowhere. */
    NO;

    /** Returns the name in JSON documents, for example {@code partial-gpu}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
