package dev.llmfit.answers.verify;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.PhantomSize;
import dev.llmfit.answers.measure.SpeedKeeper;
import dev.llmfit.answers.measure.StoredSpeeds;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.verify.Alternatives;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.engine.verify.Verification;
import dev.llmfit.engine.verify.Verifier;
import dev.llmfit.engine.verify.VerifyTask;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs launches on this machine and keeps what was learned. */
final class Proof {
    private final Workbench bench;
    private final Knowledge knowledge;
    private final Engine engine;
    private final ExpectedSpeed.Source speeds;
    private final boolean keep;

    Proof(Workbench bench, Knowledge knowledge, Engine engine, ExpectedSpeed.Source speeds, boolean keep) {
        this.bench = bench;
        this.knowledge = knowledge;
        this.engine = engine;
        this.speeds = speeds;
        this.keep = keep;
    }

    /**
     * Runs a launch, and others where it cannot get its memory.
     *
     * @param meant tells which model was run
     */
    VerifyAnswer run(VerifyTask task, Function<Model, MeantModel> meant, Alternatives alternatives, Progress progress) {
        Machine machine = knowledge.machine();
        MachineLoad load = bench.load();
        Verifier verifier = new Verifier(
                engine,
                bench.estimator(),
                speeds,
                bench.environment().temporary(),
                machine.hostPool().free(),
                load);
        Lessons lessons = new Lessons(bench, knowledge);
        Alternatives remembering = (failed, lesson) -> {
            if (keep) {
                lessons.keep(lesson);
            }
            return alternatives.after(failed, lesson);
        };
        Verification verification = verifier.verify(task, progress, remembering);
        List<String> notes = new ArrayList<>(verification.notes());
        StoredSpeeds stored = keep ? stored(verification, load) : StoredSpeeds.NOT_WANTED;
        if (keep) {
            notes.addAll(lessons.keepSuccess(verification));
        }
        notes.addAll(knowledge.damage());
        return answer(verification, meant.apply(verification.model()), notes, stored);
    }

    private StoredSpeeds stored(Verification v, MachineLoad load) {
        if (v.bench().isEmpty()) {
            return StoredSpeeds.NOT_WANTED;
        }
        SpeedKeeper keeper = new SpeedKeeper(bench, knowledge.machine());
        BenchResult speed = v.bench().get();
        Keeping.Verdict verdict = keeper.judge(v.model(), v.launch(), load, speed);
        ModelIdentity model = ModelIdentity.of(v.model());
        Optional<FormulaSaid> formula = keeper.formula(v.model(), v.launch(), speed);
        return keeper.keep(Instant.now(), verdict, model, formula, v.phantom().isPresent(), v.launch(), load, speed);
    }

    private VerifyAnswer answer(Verification v, MeantModel meant, List<String> notes, StoredSpeeds stored) {
        return new VerifyAnswer(
                v.modelled(),
                meant,
                VerifyAnswer.Subject.of(v.model()),
                v.phantom().map(p -> new PhantomSize(p.fullSize(), p.written())),
                Optional.empty(),
                v.engine(),
                v.launch(),
                v.estimate().nCtx(),
                v.comparisons(),
                v.buffers().buffers(),
                v.bench(),
                v.lessons().stream()
                        .map(l -> new VerifyAnswer.Lesson(VerifyAnswer.Subject.of(l.model()), l.launch(), l.reason()))
                        .toList(),
                notes,
                stored);
    }
}
