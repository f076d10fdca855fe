package dev.llmfit.cli.proof;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.LaunchFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.verify.Alternatives;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.engine.verify.Tolerance;
import dev.llmfit.engine.verify.Verification;
import dev.llmfit.engine.verify.VerifyTask;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.plan.GraphEstimator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code verify} does with its options. */
public final class VerifyRun {
    @Parameters(
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name with an optional file type, or a GGUF file.")
    private @Nullable String reference;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FILE",
            description = "The model, as in llama-server.")
    private @Nullable String modelFile;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the comparisons as JUnit XML.")
    private @Nullable Path junit;

    @Option(
            names = "--assume-bandwidth",
            paramLabel = "GB/s",
            description = "Predict speed with this memory bandwidth, for example 1000GB/s.")
    private @Nullable String bandwidth;

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            description = "How far a buffer may be off (1); totals may be five times as far off.")
    private double tolerance = 1;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "CPU threads (the engine's default).")
    private @Nullable Integer threads;

    @Option(names = "--no-speed", description = "Compare memory only.")
    private boolean noSpeed;

    @Mixin
    private final LaunchFlags launch = new LaunchFlags();

    @Mixin
    private final MeasurementFlags measurement = new MeasurementFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Verifies, prints the outcome, and returns the exit code. */
    public ExitCode run(Console console) throws IOException {
        ChosenModel chosen = ChosenModel.of(name());
        Machine machine = new HardwareFlags().machine();
        Launch wanted = new Launch(
                launch.options(),
                threads == null ? OptionalInt.empty() : OptionalInt.of(Math.max(1, threads)),
                launch.rpcServers());
        VerifyTask task = new VerifyTask(
                chosen.model(),
                chosen.file(),
                wanted,
                new Tolerance(tolerance / 100, tolerance * 5 / 100),
                !noSpeed,
                measurement.limit());
        Proof proof = new Proof(console, machine, measurement.engine(), speeds(machine, chosen), measurement.store());
        Verification verification = proof.run(task, Alternatives.SMALLER);
        boolean stored = measurement.store() && verification.bench().isPresent();
        if (junit != null) {
            JUnitReport.write(junit, verification);
        }
        if (output.json()) {
            console.line(Json.pretty(VerifyJson.document(verification)));
        } else {
            VerifyText.print(console, verification, stored);
        }
        return verification.passed() ? ExitCode.OK : ExitCode.VERIFICATION;
    }

    private ExpectedSpeed.Source speeds(Machine machine, ChosenModel chosen) {
        GraphEstimator estimator = new GraphEstimator();
        if (bandwidth == null) {
            return PredictedSpeeds.withEvidence(machine, chosen.model(), estimator);
        }
        String number = bandwidth.strip().replaceFirst("(?i) *gb/?s$", "");
        if (!number.matches("[0-9]{1,6}(\\.[0-9]{1,3})?") || Double.parseDouble(number) <= 0) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'--assume-bandwidth " + bandwidth + "' is no bandwidth.",
                    "write it as 936GB/s");
        }
        return PredictedSpeeds.formula(machine, chosen.model(), estimator).assuming(Double.parseDouble(number));
    }

    private String name() {
        String name = reference != null ? reference : modelFile;
        if (name == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "Name a model or a GGUF file.",
                    "for example: llmfit verify llama3.2:3b -c 4096");
        }
        return name;
    }
}
