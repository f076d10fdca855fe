package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.GgmlType;

/**
 * A tensor type and when it is taken. Of a list of choices the first that applies counts.
 *
 * @param type the type
 * @param condition when it is taken
 */
record Choice(GgmlType type, Condition condition) {

    /** Returns the choice that is always taken. */
    static Choice use(GgmlType type) {
        return new Choice(type, Condition.ALWAYS);
    }

    /** Returns this choice under one more condition. */
    Choice when(Condition other) {
        return new Choice(type, condition == Condition.ALWAYS ? other : condition.and(other));
    }
}
