package dev.llmfit.gguf.quant;

import java.util.function.BiPredicate;

/**
 * When a rule applies. The conditions are those that the mixtures of {@code src/llama-quant.cpp} know.
 *
 * <p>A class over a predicate, because an AOT cache does not keep the lambdas of an interface: they cost 30 ms at every start.
 */
final class Condition {
    static final Condition ALWAYS = new Condition((slot, imatrix) -> true);
    static final Condition NO_IMATRIX = new Condition((slot, imatrix) -> imatrix == Imatrix.ABSENT);
    static final Condition WITH_IMATRIX = new Condition((slot, imatrix) -> imatrix == Imatrix.PRESENT);
    static final Condition FALCON =
            new Condition((slot, imatrix) -> slot.model().isFalcon());
    static final Condition EIGHT_EXPERTS =
            new Condition((slot, imatrix) -> slot.model().experts() == 8);
    static final Condition FOUR_EXPERTS_OR_MORE =
            new Condition((slot, imatrix) -> slot.model().experts() >= 4);

    /** Four or more query heads share a KV head, so the value matrix is small. */
    static final Condition FOUR_GROUPED_HEADS =
            new Condition((slot, imatrix) -> slot.model().groupedHeads() >= 4);

    static final Condition FIRST_SIXTEENTH = new Condition((slot, imatrix) -> slot.position() < slot.count() / 16);
    static final Condition FIRST_EIGHTH = new Condition((slot, imatrix) -> slot.position() < slot.count() / 8);

    /** As {@link #FIRST_EIGHTH}, but always by the tensor's index, also with experts. */
    static final Condition FIRST_EIGHTH_BY_INDEX = new Condition((slot, imatrix) -> slot.ordinal() < slot.count() / 8);

    /** The middle three quarters of the layers. */
    static final Condition MIDDLE = new Condition(
            (slot, imatrix) -> slot.position() >= slot.count() / 8 && slot.position() < 7 * slot.count() / 8);

    /** The first and last eighth and every third between ({@code use_more_bits}). */
    static final Condition MORE_BITS = new Condition((slot, imatrix) -> {
        int i = slot.position();
        int n = slot.count();
        return i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2;
    });

    private final BiPredicate<Slot, Imatrix> test;

    private Condition(BiPredicate<Slot, Imatrix> test) {
        this.test = test;
    }

    /** Returns whether the rule applies. */
    boolean holds(Slot slot, Imatrix imatrix) {
        return test.test(slot, imatrix);
    }

    /** Returns the condition that the tensor is one of the first {@code n} of its role. */
    static Condition firstOnes(int n) {
        return new Condition((slot, imatrix) -> slot.ordinal() < n);
    }

    Condition and(Condition other) {
        return new Condition((slot, imatrix) -> holds(slot, imatrix) && other.holds(slot, imatrix));
    }

    Condition or(Condition other) {
        return new Condition((slot, imatrix) -> holds(slot, imatrix) || other.holds(slot, imatrix));
    }

    Condition not() {
        return new Condition((slot, imatrix) -> !holds(slot, imatrix));
    }
}
