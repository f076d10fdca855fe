package dev.llmfit.cli.proof;

import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.json.JsonValue;
import dev.llmfit.recommend.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Proves the first candidate of a recommendation. If it cannot get its memory, the failure is remembered and the first candidate
 * of a recommendation that knows of it is tried.
 *
 * @param candidate the one that ran
 * @param outcome what was measured
 */
public record CandidateProof(Candidate candidate, Proof.Outcome outcome) {

    /**
     * Runs the proof.
     *
     * @param named the model as the user named it; without it each candidate's own name
     * @param again recommends anew, with what was learned since
     */
    public static CandidateProof of(
            Console console, Optional<String> named, RecommendAnswer answer, Supplier<RecommendAnswer> again) {
        List<Candidate> tried =
                new ArrayList<>(List.of(answer.found().candidates().getFirst()));
        Proof.Outcome outcome =
                Proof.of(console, answer.found().machine(), recommended(named, tried.getFirst()), () -> {
                    RecommendAnswer next = again.get();
                    if (!next.runs()) {
                        return Optional.empty();
                    }
                    tried.add(next.found().candidates().getFirst());
                    return Optional.of(recommended(named, tried.getLast()));
                });
        Candidate ran = tried.stream()
                .filter(c -> recommended(named, c).equals(outcome.proven()))
                .findFirst()
                .orElseThrow();
        return new CandidateProof(ran, outcome);
    }

    /** Returns the document of what was measured. */
    public JsonValue verification() {
        return dev.llmfit.json.Json.parse(Json.line(outcome.document()));
    }

    private static Proof.Recommended recommended(Optional<String> named, Candidate c) {
        return new Proof.Recommended(named.orElse(c.model()), c.fileType(), c.options());
    }
}
