package dev.llmfit.cli.proof;

import dev.llmfit.cli.Console;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineFinder;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.LaunchJson;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.engine.verify.Tolerance;
import dev.llmfit.engine.verify.Verification;
import dev.llmfit.engine.verify.Verifier;
import dev.llmfit.engine.verify.VerifyTask;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.GraphEstimator;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Runs one launch on this machine and keeps what was learned. */
public final class Proof {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Console console;
    private final Machine machine;
    private final Engine engine;
    private final ExpectedSpeed.Source speeds;

    Proof(Console console, Machine machine, Engine engine, ExpectedSpeed.Source speeds) {
        this.console = console;
        this.machine = machine;
        this.engine = engine;
        this.speeds = speeds;
    }

    /**
     * The proof of a recommended launch.
     *
     * @param verification what was compared
     * @param document the document {@code llmfit/verify/1}
     */
    public record Outcome(Verification verification, Map<String, Object> document) {}

    /**
     * Proves a recommended launch with the best engine here, stores it and, unless a document is wanted, prints it.
     *
     * @param reference the model as the user named it
     * @param fileType the recommended file type, for a model whose weights are not here
     * @param options the recommended launch
     */
    public static Outcome of(
            Console console, Machine machine, String reference, String fileType, LaunchOptions options, boolean json)
            throws IOException {
        ChosenModel chosen = ChosenModel.of(reference, Optional.of(fileType));
        Engine engine = new EngineFinder(System.getenv()).forFile(Optional.empty());
        Proof proof = new Proof(
                console, machine, engine, PredictedSpeeds.withEvidence(machine, chosen.model(), new GraphEstimator()));
        Verification verification = proof.run(
                new VerifyTask(chosen.model(), chosen.file(), Launch.of(options), Tolerance.defaults(), true, LIMIT));
        boolean stored = store(machine, chosen, verification);
        if (!json) {
            VerifyText.print(console, chosen, verification, stored);
        }
        return new Outcome(verification, VerifyJson.document(chosen, verification));
    }

    Verification run(VerifyTask task) {
        Verifier verifier = new Verifier(
                engine,
                new GraphEstimator(),
                speeds,
                MeasurementFlags.temporaryFolder(),
                machine.hostPool().free());
        try (TerminalProgress progress = new TerminalProgress(console)) {
            return verifier.verify(task, progress);
        }
    }

    /** Keeps speeds and lessons; returns whether there was a speed. */
    static boolean store(Machine machine, ChosenModel chosen, Verification verification) {
        MeasurementStore store = MeasurementStore.ofUser();
        HardwareFingerprint hardware = HardwareFingerprint.of(machine);
        ModelIdentity identity = ModelIdentity.of(chosen.model());
        Instant now = Instant.now();
        for (Verification.Lesson lesson : verification.lessons()) {
            store.addLesson(now, hardware, identity, LaunchJson.of(lesson.launch()), lesson.reason());
        }
        verification
                .bench()
                .ifPresent(bench -> store.add(StoredMeasurement.document(
                        now, hardware, identity, verification.phantom().isPresent(), verification.launch(), bench)));
        return verification.bench().isPresent();
    }
}
