package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.FileOnDisk;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is recommended.
 *
 * @param meant the model that was asked for; empty if models were
 * @param found the launches and what the rules say of them
 * @param whyNot the model that was asked to be held against the first; empty if none was
 * @param atRest what this machine runs with other programs closed, if that is more; empty if it is not
 * @param disk the first launch's file and the disk of this machine
 * @param engines other engines beside the first launch; empty where none matters
 * @param group a group of machines and the best single one, of which the better is recommended; empty if no servers were named
 * @param notes what of the stored measurements and failures could not be used, one sentence each
 */
public record RecommendAnswer(
        Optional<MeantModel> meant,
        Recommendation found,
        Optional<WhyNot> whyNot,
        Optional<Candidate> atRest,
        Optional<FileOnDisk> disk,
        Optional<EngineComparison> engines,
        Optional<RpcGroup> group,
        List<String> notes)
        implements Answer {
    public RecommendAnswer {
        Objects.requireNonNull(found, "found");
        notes = List.copyOf(notes);
    }

    /** Returns the same answer with one more sentence. */
    RecommendAnswer noting(String sentence) {
        List<String> more = new ArrayList<>(notes);
        more.add(sentence);
        return new RecommendAnswer(meant, found, whyNot, atRest, disk, engines, group, more);
    }

    /** Returns the same answer with other engines beside the first launch. */
    RecommendAnswer beside(Optional<EngineComparison> others) {
        return new RecommendAnswer(meant, found, whyNot, atRest, disk, others, group, notes);
    }

    /** Returns the same answer as one of a group and a single machine, with more sentences. */
    RecommendAnswer beside(RpcGroup told, List<String> sentences) {
        List<String> more = new ArrayList<>(notes);
        more.addAll(sentences);
        return new RecommendAnswer(meant, found, whyNot, atRest, disk, engines, Optional.of(told), more);
    }

    @Override
    public Outcome outcome() {
        return found.outcome() == Recommendation.Outcome.FITS ? Outcome.DONE : Outcome.NOT_MET;
    }

    /** Returns whether there is a launch that fits, worth running or not. */
    public boolean runs() {
        return found.outcome() != Recommendation.Outcome.NOTHING_FITS
                && !found.candidates().isEmpty();
    }

    /** Returns the best launch; empty if there is none, not even one that does not fit. */
    public Optional<Candidate> first() {
        return found.candidates().stream().findFirst();
    }

    /** Returns the answer to what is preferred, one sentence; empty for a balanced wish or if nothing is worth running. */
    public Optional<String> preferred() {
        return PreferredSentence.of(found);
    }

    /** Returns the question that writes the Modelfile which Ollama needs of a launch; empty where it needs none. */
    public static Optional<NextStep.Ask> modelfile(Candidate c) {
        boolean needed = c.commands().getOrDefault("ollama", "").startsWith("ollama create ");
        return needed
                ? Optional.of(
                        new NextStep.Ask("recommend").and("model", reference(c)).and("emit", "modelfile"))
                : Optional.empty();
    }

    private static String reference(Candidate c) {
        if (c.plan().source() instanceof FileSource.ToMake made
                && made.original().isPresent()) {
            return made.from().orElse(made.original().get()); // the file type was asked for, and is said again
        }
        boolean file = c.plan().source() instanceof FileSource.Local;
        return file ? c.plan().file() : c.model() + ":" + c.fileType();
    }

    /** Returns the question that proves a launch: without its weights, or where its file is made of another first, with them. */
    public static NextStep.Ask proof(Candidate c) {
        boolean made =
                c.plan().source() instanceof FileSource.ToMake m && m.original().isPresent();
        return new NextStep.Ask("verify")
                .and("model", made ? c.plan().file() : reference(c))
                .and("flags", String.join(" ", c.plan().provedArguments()));
    }
}
