package dev.llmfit.recommend;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Amount;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a request.
 *
 * @param build modelled llama.cpp build
 * @param machine where it runs
 * @param budgets what may be used of it
 * @param request what was asked
 * @param subject the model that was asked for; empty if models were
 * @param candidates launches, best first; if nothing fits, the nearest with verdict {@code NO_FIT}
 * @param outcome whether the first candidate is worth running
 * @param why why nothing is worth running; empty if something is
 * @param instead a model that runs well here, if the one that was asked for does not
 * @param advice what the rules say of the request and the machine
 */
public record Recommendation(
        EngineBuild build,
        Machine machine,
        Budgets budgets,
        Request request,
        Optional<Subject> subject,
        List<Candidate> candidates,
        Outcome outcome,
        Optional<String> why,
        Optional<Candidate> instead,
        List<Finding> advice) {
    public Recommendation {
        candidates = List.copyOf(candidates);
        advice = List.copyOf(advice);
    }

    /** Returns the same answer with a model that runs well here instead. */
    public Recommendation withInstead(Optional<Candidate> other) {
        return new Recommendation(build, machine, budgets, request, subject, candidates, outcome, why, other, advice);
    }

    /** Whether there is something to run. */
    public enum Outcome {
        /** The first candidate is worth running. */
        FITS,
        /** Something fits, but it is too slow or too bad to be worth it. */
        NOT_WORTH_IT,
        /** Nothing fits. */
        NOTHING_FITS
    }

    /**
     * The model that was asked for.
     *
     * @param name name
     * @param architecture as in the GGUF
     * @param layers layers
     * @param parameters weights
     * @param activeParameters weights that one token uses
     * @param ctxTrain trained context, tokens; 0 if the file does not say
     */
    public record Subject(
            String name, String architecture, int layers, long parameters, long activeParameters, int ctxTrain) {
        public Subject {
            Amount.count(layers, "layers");
            Amount.count(parameters, "parameters");
            Amount.count(activeParameters, "activeParameters");
            Amount.count(ctxTrain, "ctxTrain");
        }
    }
}
