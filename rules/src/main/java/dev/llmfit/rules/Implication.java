package dev.llmfit.rules;

import java.util.LinkedHashSet;
import java.util.Set;

/** What a condition asks for, part by part. */
final class Implication {
    private Implication() {}

    /**
     * Returns the parts that must all hold, with nested {@code all} unfolded; none for {@code always}. A condition whose parts contain
     * those of another holds only if the other does.
     */
    static Set<Condition> parts(Condition condition) {
        Set<Condition> parts = new LinkedHashSet<>();
        collect(condition, parts);
        return parts;
    }

    private static void collect(Condition condition, Set<Condition> into) {
        if (condition instanceof Condition.All all) {
            all.parts().forEach(part -> collect(part, into));
        } else if (condition instanceof Condition.Any any && any.parts().size() == 1) {
            collect(any.parts().getFirst(), into);
        } else {
            into.add(condition);
        }
    }

    /** Returns whether a condition holds whatever is known. */
    static boolean certain(Condition condition) {
        return parts(condition).isEmpty();
    }
}
