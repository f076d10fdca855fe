package dev.llmfit.rules;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of the book.
 *
 * @param id group and name, for example {@code chat/turn}
 * @param when when it applies
 * @param then what follows
 * @param because why that is right, one or two sentences
 * @param cite where the knowledge comes from, at least one
 * @param source file it was read from
 * @param line where it begins in that file
 */
public record Rule(
        String id, Condition when, Consequence then, Template because, List<String> cite, String source, int line) {
    public Rule {
        Amount.count(line, "line");
        cite = List.copyOf(cite);
    }

    /** What a rule speaks about; decides when it is evaluated. */
    public enum Scope {
        /** Request and machine only: evaluated once, before the search. */
        SETTING,
        /** A launch: evaluated for each candidate. */
        CANDIDATE,
        /** A launch of another engine than llama.cpp, for one user or several: evaluated where engines are compared. */
        TEAM,
        /** A log of a run: evaluated by the doctor. */
        RUN
    }

    /** Returns what the rule speaks about, found from the facts it uses. */
    public Scope scope() {
        Set<Fact> used = facts();
        if (used.stream().anyMatch(f -> f.subject().equals("run"))) {
            return Scope.RUN;
        }
        if (used.stream().anyMatch(f -> f.subject().equals("team"))) {
            return Scope.TEAM;
        }
        boolean candidate = used.stream()
                .anyMatch(f -> f.subject().equals("candidate") || f.subject().equals("model"));
        return candidate ? Scope.CANDIDATE : Scope.SETTING;
    }

    /** Returns all facts of the condition and the texts. */
    public Set<Fact> facts() {
        Set<Fact> used = shown();
        used.addAll(when.facts());
        return used;
    }

    /** Returns the facts that the texts show. */
    Set<Fact> shown() {
        Set<Fact> shown = because.facts();
        if (then instanceof Consequence.Advice a) {
            shown.addAll(a.text().facts());
        }
        return shown;
    }

    /**
     * Applies the rule.
     *
     * @return what it says, or empty if it does not apply
     */
    public Optional<Finding> apply(Facts facts) {
        if (when.evaluate(facts).outcome() != Outcome.TRUE) {
            return Optional.empty();
        }
        Hint reason = because.render(facts);
        Hint text = then instanceof Consequence.Advice a ? a.text().render(facts) : reason;
        Facts.Builder seen = Facts.builder();
        facts().forEach(f -> facts.find(f).ifPresent(v -> seen.set(f, v)));
        return Optional.of(new Finding(this, text, reason, seen.build()));
    }
}
