package dev.llmfit.cli.recommend;

import dev.llmfit.cli.proof.Proof;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves the first candidate of a recommendation. If it cannot get its memory, the failure is remembered and the first candidate
 * of a recommendation that knows of it is tried.
 *
 * @param candidate the one that ran
 * @param outcome what was measured
 */
record CandidateProof(Candidate candidate, Proof.Outcome outcome) {

    /**
     * Runs the proof.
     *
     * @param named the model as the user named it; without it each candidate's own name
     * @param again recommends anew, with what was learned since
     */
    static CandidateProof of(
            Console console,
            Machine machine,
            @Nullable String named,
            Recommendation answer,
            Supplier<Recommendation> again) {
        List<Candidate> tried = new ArrayList<>(List.of(answer.candidates().getFirst()));
        Proof.Outcome outcome = Proof.of(console, machine, recommended(named, tried.getFirst()), () -> {
            Recommendation next = again.get();
            if (!runs(next)) {
                return Optional.empty();
            }
            tried.add(next.candidates().getFirst());
            return Optional.of(recommended(named, tried.getLast()));
        });
        Candidate ran = tried.stream()
                .filter(c -> recommended(named, c).equals(outcome.proven()))
                .findFirst()
                .orElseThrow();
        return new CandidateProof(ran, outcome);
    }

    /** Returns whether there is a candidate that fits, worth running or not. */
    static boolean runs(Recommendation answer) {
        return answer.outcome() != Recommendation.Outcome.NOTHING_FITS
                && !answer.candidates().isEmpty();
    }

    private static Proof.Recommended recommended(@Nullable String named, Candidate c) {
        return new Proof.Recommended(named == null ? c.model() : named, c.fileType(), c.options());
    }
}
