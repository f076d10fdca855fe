package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import java.util.function.BiPredicate;

/**
 * When a rule applies. The conditions are those that the mixtures of {@code src/llama-quant.cpp} know.
 *
 * <p>A class over a predicate, because an AOT cache does not keep the lambdas of an interface: they cost 30 ms at every start.
 */
final class MixtureCondition {
    static final MixtureCondition ALWAYS = new MixtureCondition((slot, imatrix) -> true);
    static final MixtureCondition NO_IMATRIX = new MixtureCondition((slot, imatrix) -> imatrix == Imatrix.ABSENT);
    static final MixtureCondition WITH_IMATRIX = new MixtureCondition((slot, imatrix) -> imatrix == Imatrix.PRESENT);
    static final MixtureCondition FALCON =
            new MixtureCondition((slot, imatrix) -> slot.model().has(ArchitectureTrait.FALCON_MIXTURE));
    static final MixtureCondition EIGHT_EXPERTS =
            new MixtureCondition((slot, imatrix) -> slot.model().experts() == 8);
    static final MixtureCondition FOUR_EXPERTS_OR_MORE =
            new MixtureCondition((slot, imatrix) -> slot.model().experts() >= 4);

    /** Four or more query heads share a KV head, so the value matrix is small. */
    static final MixtureCondition FOUR_GROUPED_HEADS =
            new MixtureCondition((slot, imatrix) -> slot.model().groupedHeads() >= 4);

    static final MixtureCondition FIRST_SIXTEENTH =
            new MixtureCondition((slot, imatrix) -> slot.position() < slot.count() / 16);
    static final MixtureCondition FIRST_EIGHTH =
            new MixtureCondition((slot, imatrix) -> slot.position() < slot.count() / 8);

    /** As {@link #FIRST_EIGHTH}, but always by the tensor's index, also with experts. */
    static final MixtureCondition FIRST_EIGHTH_BY_INDEX =
            new MixtureCondition((slot, imatrix) -> slot.ordinal() < slot.count() / 8);

    /** The middle three quarters of the layers. */
    static final MixtureCondition MIDDLE = new MixtureCondition(
            (slot, imatrix) -> slot.position() >= slot.count() / 8 && slot.position() < 7 * slot.count() / 8);

    /** The first and last eighth and every third between ({@code use_more_bits}). */
    static final MixtureCondition MORE_BITS = new MixtureCondition((slot, imatrix) -> {
        int i = slot.position();
        int n = slot.count();
        return i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2;
    });

    private final BiPredicate<Slot, Imatrix> test;

    private MixtureCondition(BiPredicate<Slot, Imatrix> test) {
        this.test = test;
    }

    /** Returns whether the rule applies. */
    boolean holds(Slot slot, Imatrix imatrix) {
        return test.test(slot, imatrix);
    }

    /** Returns the condition that the tensor is one of the first {@code n} of its role. */
    static MixtureCondition firstOnes(int n) {
        return new MixtureCondition((slot, imatrix) -> slot.ordinal() < n);
    }

    MixtureCondition and(MixtureCondition other) {
        return new MixtureCondition((slot, imatrix) -> holds(slot, imatrix) && other.holds(slot, imatrix));
    }

    MixtureCondition or(MixtureCondition other) {
        return new MixtureCondition((slot, imatrix) -> holds(slot, imatrix) || other.holds(slot, imatrix));
    }

    MixtureCondition not() {
        return new MixtureCondition((slot, imatrix) -> !holds(slot, imatrix));
    }
}
