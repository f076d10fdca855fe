package dev.llmfit.sizing.speed;

import java.util.List;
import java.util.Locale;

/** What a token costs beside the weights that every token reads; those are told apart by {@link WeightClass}. */
enum CostPart {
    /** Routed experts. */
    EXPERTS,
    /** What each operation costs beside its arithmetic. */
    LAYERS,
    /** Attention over the cells of the cache. */
    ATTENTION,
    /** States of recurrent layers. */
    STATES,
    /** Weights that are copied from host memory to a device for a prompt. */
    LINK;

    /** Number of prices: one for each class of weights, one for each part. */
    static final int PRICES = WeightClass.COUNT + values().length;

    private static final List<CostPart> ALL = List.of(values());

    /** Returns the place of its price, behind those of the classes. */
    int index() {
        return WeightClass.COUNT + ALL.indexOf(this);
    }

    /** Returns the name of a price in documents. */
    static String id(int index) {
        return index < WeightClass.COUNT
                ? WeightClass.ALL.get(index).id()
                : ALL.get(index - WeightClass.COUNT).name().toLowerCase(Locale.ROOT);
    }
}
