package dev.llmfit.answers.verify;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.recommend.Candidate;
import java.util.Optional;

/**
 * A recommendation and its proof.
 *
 * @param recommended what was recommended at first
 * @param proof what ran; empty if nothing fits
 */
public record ProveAnswer(RecommendAnswer recommended, Optional<Proven> proof) implements Answer {
    /**
     * A candidate that ran.
     *
     * @param candidate the candidate: the first one, or one that was recommended after it failed
     * @param verification predictions beside measurements
     */
    public record Proven(Candidate candidate, VerifyAnswer verification) {}

    /** Returns the candidate that ran, or the first one; empty if there is none. */
    public Optional<Candidate> candidate() {
        return proof.map(Proven::candidate).or(recommended::first);
    }

    @Override
    public Outcome outcome() {
        return proof.map(p -> p.verification().outcome()).orElse(recommended.outcome());
    }
}
