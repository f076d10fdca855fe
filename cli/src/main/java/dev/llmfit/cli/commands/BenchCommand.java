package dev.llmfit.cli.commands;

import dev.llmfit.answers.bench.BenchAnswer;
import dev.llmfit.answers.bench.BenchDocument;
import dev.llmfit.answers.bench.BenchPlot;
import dev.llmfit.answers.bench.BenchQuestion;
import dev.llmfit.answers.calibrate.CalibrateDocument;
import dev.llmfit.answers.calibrate.CalibrateQuestion;
import dev.llmfit.answers.kept.ForgetQuestion;
import dev.llmfit.answers.kept.KeptDocument;
import dev.llmfit.answers.kept.KeptQuestion;
import dev.llmfit.answers.load.LoadAnswer;
import dev.llmfit.answers.load.LoadDocument;
import dev.llmfit.answers.load.LoadQuestion;
import dev.llmfit.answers.transfer.TransferDocument;
import dev.llmfit.answers.transfer.TransferQuestion;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.BenchFlags;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.MeasurementFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.flags.PlotFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.OutputFile;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.bench.BenchText;
import dev.llmfit.render.calibrate.CalibrateText;
import dev.llmfit.render.kept.KeptText;
import dev.llmfit.render.load.LoadText;
import dev.llmfit.render.transfer.TransferText;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures prompt and generation speed with a real engine. */
@Command(
        name = "bench",
        description = {
            "Measure prompt and generation speed with a real engine, and keep the result if it can be relied on.",
            "Without weights on disk a phantom of the same layout is run. Nothing is started that is predicted not to fit.",
            "Without -c the launch is the one that recommend takes here."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final String[] CALIBRATING = {
        "--calibrate", "--engine", "--timeout", "--no-store", "--force", "--threads", "--seconds"
    };

    /** Nobody pastes more; judgement. */
    private static final int LARGEST_PASTE = 8 << 20;

    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private final BenchFlags measured = new BenchFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--export", paramLabel = "FILE", description = "Write the stored measurements to a file.")
    private @Nullable Path export;

    @Option(
            names = "--import",
            paramLabel = "FILE",
            description =
                    "Add the measurements of a file, or with - of what is pasted: an export, llama-bench's JSON, CSV, SQL or"
                            + " tables, LocalScore, timings of llama.cpp or Ollama. REF names the model where they do not.")
    private @Nullable Path imported;

    @Option(
            names = "--share",
            paramLabel = "FILE",
            description = "Write this measurement to a file that can be shared; nothing is sent.")
    private @Nullable Path share;

    @Option(
            names = "--calibrate",
            description =
                    "Measure small phantoms in a minute: dense, experts, a long context, kinds of quantization, the link to"
                            + " the GPU. All predictions for this machine gain from it. A busy machine is refused (--force insists).")
    private boolean calibrate;

    @Option(names = "--list", description = "List what is stored, how old it is and whether predictions rest on it.")
    private boolean list;

    @Option(
            names = "--forget",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ID|KIND|all",
            description = "Drop what is stored: one, those of a kind, or all; without a value all of this machine.")
    private @Nullable String forget;

    @Mixin
    private final MeasurementFlags measurement = new MeasurementFlags();

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private final PlotFlags plot = new PlotFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public BenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        format.check(output.json());
        OutputFile.check("--export", export);
        OutputFile.check("--share", share);
        if (export != null || imported != null) {
            if (imported == null) {
                Applicable.only(spec, "--export", "--export");
            } else {
                Applicable.only(spec, "--import", "--export", "--import", "--model", "REF|FILE");
            }
            Optional<Path> source = Optional.ofNullable(imported);
            boolean pasted = source.filter(file -> file.toString().equals("-")).isPresent();
            TransferQuestion question = new TransferQuestion(
                    source.filter(file -> !pasted),
                    pasted ? Optional.of(standardInput()) : Optional.empty(),
                    measured.name(),
                    Optional.ofNullable(export));
            return shell.show(question, TransferText::print, TransferDocument::of, output.json());
        }
        if (list || forget != null || measured.load()) {
            Applicable.refuse(spec, list ? "--list" : forget != null ? "--forget" : "--concurrency", "--plot");
        }
        if (list) {
            return shell.show(new KeptQuestion(), KeptText::print, KeptDocument::of, output.json());
        }
        if (forget != null) {
            ForgetQuestion question = new ForgetQuestion(Optional.of(forget).filter(what -> !what.isEmpty()));
            return shell.show(question, KeptText::forgotten, KeptDocument::of, output.json());
        }
        if (calibrate) {
            Applicable.only(spec, "--calibrate", CALIBRATING);
            CalibrateQuestion question = new CalibrateQuestion(
                    measurement.use(),
                    measurement.threads(),
                    measured.enough(CalibrateQuestion.USUAL_TIME),
                    measurement.force());
            return shell.show(question, CalibrateText::print, CalibrateDocument::of, output.json());
        }
        if (measured.load()) {
            LoadQuestion question = measured.loadQuestion(measurement);
            LoadAnswer answer = shell.ask(question);
            int code = shell.show(question, answer, LoadText::print, LoadDocument::of, output.json());
            share(LoadDocument.shared(answer));
            return code;
        }
        BenchQuestion question = measured.question(measurement);
        BenchAnswer answer = shell.ask(question);
        int code = plot.isGiven()
                ? plot.show(shell, question, answer, BenchPlot::of, BenchDocument::of, output.json())
                : shell.show(question, answer, BenchText::print, BenchDocument::of, output.json());
        share(BenchDocument.shared(answer));
        return code;
    }

    private static String standardInput() {
        try {
            return new String(System.in.readNBytes(LARGEST_PASTE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE, "import", "Standard input cannot be read: " + WrittenFile.reason(e) + ".", "");
        }
    }

    /** Comes behind the answer: what was measured is shown even where the file cannot be written. */
    private void share(List<String> lines) {
        if (share != null) {
            OutputFile.write(share, String.join("\n", lines) + "\n");
        }
    }
}
