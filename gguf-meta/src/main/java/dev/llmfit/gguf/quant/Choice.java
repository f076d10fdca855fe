package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.GgmlType;

/**
 * A tensor type and when it is taken. Of a list of choices the first that applies counts.
 *
 * @param type the type
 * @param condition when it is taken
 */
record Choice(GgmlType type, MixtureCondition condition) {

    /** Returns the choice that is always taken. */
    static Choice use(GgmlType type) {
        return new Choice(type, MixtureCondition.ALWAYS);
    }

    /** Returns this choice under one more condition. */
    Choice when(MixtureCondition other) {
        return new Choice(type, condition == MixtureCondition.ALWAYS ? other : condition.and(other));
    }
}
