package dev.llmfit.answers.verify;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.verify.Alternatives;
import dev.llmfit.engine.verify.Tolerance;
import dev.llmfit.engine.verify.VerifyTask;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recommends, runs the first candidate, and recommends anew after each one that could not get its memory. */
final class ProveAnswering {
    private final ProveQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final List<ChosenModel> launched = new ArrayList<>();

    ProveAnswering(ProveQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
    }

    ProveAnswer answer() {
        RecommendAnswer recommended = bench.ask(question.wish());
        return new ProveAnswer(recommended, recommended.runs() ? Optional.of(prove(recommended)) : Optional.empty());
    }

    private ProveAnswer.Proven prove(RecommendAnswer recommended) {
        // A failure's limit is reckoned from what was free at the time; read anew, the machine would have another.
        Machine machine = recommended.found().machine();
        List<Candidate> tried = new ArrayList<>(List.of(first(recommended)));
        Alternatives anew = (failed, lesson) -> {
            RecommendAnswer next = question.wish().answer(bench, machine);
            if (!next.runs() || tried.stream().anyMatch(c -> sameLaunch(c, first(next)))) {
                return Optional.empty();
            }
            tried.add(first(next));
            return Optional.of(task(tried.getLast()));
        };
        Knowledge knowledge = new Knowledge(bench, machine);
        Proof proof = new Proof(bench, knowledge, EngineUse.DEFAULT.find(bench), knowledge.speeds(), true);
        VerifyAnswer verification = proof.run(task(tried.getFirst()), this::meant, anew, progress);
        return new ProveAnswer.Proven(tried.getLast(), verification);
    }

    private static Candidate first(RecommendAnswer answer) {
        return answer.found().candidates().getFirst();
    }

    private boolean sameLaunch(Candidate a, Candidate b) {
        LaunchOptions options = a.options();
        return name(a).equals(name(b)) && a.fileType().equals(b.fileType()) && options.equals(b.options());
    }

    /** Returns the model as the user named it; without it the candidate's own name. */
    private String name(Candidate c) {
        return question.wish().model().orElse(c.model());
    }

    /** Returns which of the models that were launched is this one. */
    private MeantModel meant(Model ran) {
        return launched.stream()
                .filter(chosen -> chosen.model().equals(ran))
                .findFirst()
                .orElseThrow()
                .meant();
    }

    private VerifyTask task(Candidate c) {
        try {
            ChosenModel chosen = ChosenModel.of(bench, name(c), Optional.of(c.fileType()));
            launched.add(chosen);
            return new VerifyTask(
                    chosen.model(),
                    chosen.file(),
                    Launch.of(c.options()),
                    Tolerance.defaults(),
                    true,
                    EngineUse.DEFAULT.limit());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
