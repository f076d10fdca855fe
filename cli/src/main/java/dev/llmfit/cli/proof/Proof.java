package dev.llmfit.cli.proof;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.TerminalProgress;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.engine.verify.Alternatives;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.engine.verify.Tolerance;
import dev.llmfit.engine.verify.Verification;
import dev.llmfit.engine.verify.Verifier;
import dev.llmfit.engine.verify.VerifyTask;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs launches on this machine and keeps what was learned. */
public final class Proof {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Console console;
    private final Machine machine;
    private final Engine engine;
    private final ExpectedSpeed.Source speeds;
    private final boolean keep;

    Proof(Console console, Machine machine, Engine engine, ExpectedSpeed.Source speeds, boolean keep) {
        this.console = console;
        this.machine = machine;
        this.engine = engine;
        this.speeds = speeds;
        this.keep = keep;
    }

    /**
     * A recommended launch.
     *
     * @param reference the model as the user named it
     * @param fileType the recommended file type, for a model whose weights are not here
     * @param options how it is launched
     */
    public record Recommended(String reference, String fileType, LaunchOptions options) {
        private VerifyTask task() {
            try {
                ChosenModel chosen = ChosenModel.of(reference, Optional.of(fileType));
                return new VerifyTask(
                        chosen.model(), chosen.file(), Launch.of(options), Tolerance.defaults(), true, LIMIT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The proof of a recommended launch.
     *
     * @param proven the launch that ran
     * @param verification what was compared
     * @param document the document {@code llmfit/verify/1}
     */
    public record Outcome(Recommended proven, Verification verification, Map<String, Object> document) {}

    /**
     * Proves a recommended launch with the best engine here and stores what was learned. A launch that cannot get its memory
     * is remembered, and what is then recommended is tried instead.
     *
     * @param next asks for a recommendation that knows of the failure; empty if nothing is left
     */
    public static Outcome of(
            Console console, Machine machine, Recommended first, Supplier<Optional<Recommended>> next) {
        Engine engine = Session.bench().engineFinder().forFile(Optional.empty());
        List<Recommended> tried = new ArrayList<>(List.of(first));
        Alternatives recommended =
                (failed, lesson) -> next.get().filter(r -> !tried.contains(r)).map(r -> {
                    tried.add(r);
                    return r.task();
                });
        Proof proof = new Proof(console, machine, engine, informed(machine), true);
        Verification verification = proof.run(first.task(), recommended);
        return new Outcome(tried.getLast(), verification, VerifyJson.document(verification));
    }

    /** Prints the proof for people. */
    public static void print(Console console, Verification verification) {
        VerifyText.print(console, verification, verification.bench().isPresent());
    }

    private static ExpectedSpeed.Source informed(Machine machine) {
        Map<Model, PredictedSpeeds> known = new IdentityHashMap<>();
        return (model, devices, launch, workload) -> known.computeIfAbsent(
                        model, m -> PredictedSpeeds.withEvidence(machine, m, new GraphEstimator()))
                .of(model, devices, launch, workload);
    }

    Verification run(VerifyTask task, Alternatives alternatives) {
        Verifier verifier = new Verifier(
                engine,
                new GraphEstimator(),
                speeds,
                MeasurementFlags.temporaryFolder(),
                machine.hostPool().free());
        Lessons lessons = new Lessons(machine, new GraphEstimator());
        Alternatives remembering = (failed, lesson) -> {
            if (keep) {
                lessons.keep(lesson);
            }
            return alternatives.after(failed, lesson);
        };
        Verification verification;
        try (TerminalProgress progress = new TerminalProgress(console)) {
            verification = verifier.verify(task, progress, remembering);
        }
        if (!keep) {
            return verification;
        }
        storeSpeed(verification);
        return lessons.keepSuccess(verification);
    }

    private void storeSpeed(Verification verification) {
        verification
                .bench()
                .ifPresent(bench -> Session.bench()
                        .measurements()
                        .add(StoredMeasurement.document(
                                Instant.now(),
                                HardwareFingerprint.of(machine),
                                ModelIdentity.of(verification.model()),
                                verification.phantom().isPresent(),
                                verification.launch(),
                                bench)));
    }
}
