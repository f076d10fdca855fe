package dev.llmfit.answers.recommend;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What decides between a local model and an API, for the rules {@code api/…}.
 *
 * @param confidential whether the data must not leave the house
 * @param offline whether there is no network where it will run
 * @param task what the answers are for: simple, complex or prototype
 * @param apiSpend what an API costs, USD a month
 */
public record Circumstances(boolean confidential, boolean offline, Optional<String> task, Optional<Double> apiSpend) {
    /** Nothing is known. */
    public static final Circumstances UNKNOWN = new Circumstances(false, false, Optional.empty(), Optional.empty());

    private static final FieldCheck CHECK = new FieldCheck("recommend");

    /**
     * Creates circumstances.
     *
     * @throws RefusedException if a task is not known or a sum cannot be spent
     */
    public Circumstances {
        task = task.map(t -> t.toLowerCase(Locale.ROOT));
        List<String> known = Fact.REQUEST_TASK.knownValues();
        if (task.isPresent() && !known.contains(task.get())) {
            throw CHECK.refused("task", "{0} knows " + String.join(", ", known) + ", not " + task.get() + ".");
        }
        if (apiSpend.isPresent() && !(apiSpend.get() >= 0 && apiSpend.get() < Double.POSITIVE_INFINITY)) {
            throw CHECK.refused("api_spend", "{0} is an amount of USD a month, not " + apiSpend.get() + ".");
        }
    }

    /** Returns what is known, as facts for the rules. */
    Facts facts() {
        Facts.Builder facts = Facts.builder();
        if (confidential) {
            facts.set(Fact.REQUEST_PRIVACY, true);
        }
        if (offline) {
            facts.set(Fact.REQUEST_OFFLINE, true);
        }
        task.ifPresent(t -> facts.set(Fact.REQUEST_TASK, t));
        apiSpend.ifPresent(usd -> facts.set(Fact.REQUEST_API_USD_MONTH, usd));
        return facts.build();
    }
}
