package dev.llmfit.gguf.quant;

/** When a rule applies. The conditions are those that the mixtures of {@code src/llama-quant.cpp} know. */
@FunctionalInterface
interface Condition {
    Condition ALWAYS = (slot, imatrix) -> true;
    Condition NO_IMATRIX = (slot, imatrix) -> imatrix == Imatrix.ABSENT;
    Condition WITH_IMATRIX = (slot, imatrix) -> imatrix == Imatrix.PRESENT;
    Condition FALCON = (slot, imatrix) -> slot.model().isFalcon();
    Condition EIGHT_EXPERTS = (slot, imatrix) -> slot.model().experts() == 8;
    Condition FOUR_EXPERTS_OR_MORE = (slot, imatrix) -> slot.model().experts() >= 4;

    /** Four or more query heads share a KV head, so the value matrix is small. */
    Condition FOUR_GROUPED_HEADS = (slot, imatrix) -> slot.model().groupedHeads() >= 4;

    Condition FIRST_SIXTEENTH = (slot, imatrix) -> slot.position() < slot.count() / 16;
    Condition FIRST_EIGHTH = (slot, imatrix) -> slot.position() < slot.count() / 8;

    /** As {@link #FIRST_EIGHTH}, but always by the tensor's index, also with experts. */
    Condition FIRST_EIGHTH_BY_INDEX = (slot, imatrix) -> slot.ordinal() < slot.count() / 8;

    /** The middle three quarters of the layers. */
    Condition MIDDLE = (slot, imatrix) -> slot.position() >= slot.count() / 8 && slot.position() < 7 * slot.count() / 8;

    /** The first and last eighth and every third between ({@code use_more_bits}). */
    Condition MORE_BITS = (slot, imatrix) -> {
        int i = slot.position();
        int n = slot.count();
        return i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2;
    };

    /** Returns whether the rule applies. */
    boolean holds(Slot slot, Imatrix imatrix);

    /** Returns the condition that the tensor is one of the first {@code n} of its role. */
    static Condition firstOnes(int n) {
        return (slot, imatrix) -> slot.ordinal() < n;
    }

    default Condition and(Condition other) {
        return (slot, imatrix) -> holds(slot, imatrix) && other.holds(slot, imatrix);
    }

    default Condition or(Condition other) {
        return (slot, imatrix) -> holds(slot, imatrix) || other.holds(slot, imatrix);
    }

    default Condition not() {
        return (slot, imatrix) -> !holds(slot, imatrix);
    }
}
