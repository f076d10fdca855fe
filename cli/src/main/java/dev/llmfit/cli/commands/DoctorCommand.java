package dev.llmfit.cli.commands;

import dev.llmfit.answers.doctor.DoctorAnswer;
import dev.llmfit.answers.doctor.DoctorDocument;
import dev.llmfit.answers.doctor.DoctorQuestion;
import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.answers.symptom.Symptom;
import dev.llmfit.answers.symptom.SymptomDocument;
import dev.llmfit.answers.symptom.SymptomQuestion;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.engine.log.LogText;
import dev.llmfit.render.doctor.DoctorText;
import dev.llmfit.render.symptom.SymptomText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what is wrong with this set-up and how to fix it. */
@Command(name = "doctor", description = "Tell what is wrong with this set-up and how to fix it.")
public final class DoctorCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    /** Words between spaces that no name of a file has. */
    private static final Pattern MESSAGE = Pattern.compile("\\S+ +\\S+ +\\S+");

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a report to paste, without user name, host name, home folder, UUIDs and addresses.")
    private @Nullable Path report;

    @Option(
            names = "--symptom",
            paramLabel = "oom|slow|quality",
            description =
                    "What is wrong with a run: it failed, is slow, or answers badly. Found in the log if left out.")
    private @Nullable String symptom;

    @Option(names = "--log", paramLabel = "FILE|-", description = "The log, as FILE is.")
    private @Nullable String log;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|-",
            description =
                    "What a program wrote: a log or message of llama.cpp, Ollama, LM Studio, vLLM, MLX or PyTorch, timings,"
                            + " the output of nvidia-smi or ollama ps. - reads it from standard input.")
    private @Nullable String pasted;

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "REF",
            description = "The model of the run: makes the savings exact.")
    private @Nullable String model;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Creates the command. */
    public DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (pasted != null && log != null) {
            throw usage("Both FILE and --log are given.", "leave one out");
        }
        String source = pasted == null ? log : pasted;
        if (source != null) {
            Applicable.not(spec, "doctor without a log", "--report");
            return symptom(source);
        }
        if (symptom != null || model != null || !hardware.isThisMachine()) {
            throw usage(
                    "A symptom, a model or hardware goes with a log; without one doctor looks at this machine.",
                    "llama-server … 2> run.log (Ollama: journalctl -u ollama > run.log), then llmfit doctor run.log");
        }
        return examine();
    }

    private int examine() {
        DoctorQuestion question = new DoctorQuestion(report != null);
        DoctorAnswer answer = shell.ask(question);
        if (report != null) {
            String text = DoctorText.report(answer, "llmfit " + Version.number(), Shell.WORDS);
            ReportFile.write(report, answer.redaction().orElseThrow().apply(text));
        }
        Optional<String> written = Optional.ofNullable(report).map(Path::toString);
        return shell.show(
                question, answer, (a, page) -> DoctorText.print(a, written, page), DoctorDocument::of, output.json());
    }

    private int symptom(String source) throws IOException {
        SymptomQuestion question = new SymptomQuestion(
                wanted(),
                lines(source),
                source.equals(STANDARD_INPUT) ? "Standard input" : source.contains("\n") ? "The text" : source,
                Optional.ofNullable(model),
                hardware.isThisMachine() ? Optional.empty() : Optional.of(hardware.selector()));
        return shell.show(question, SymptomText::print, SymptomDocument::of, output.json());
    }

    private Optional<Symptom> wanted() {
        if (symptom == null) {
            return Optional.empty();
        }
        Optional<Symptom> asked = Symptom.byId(symptom.toLowerCase(Locale.ROOT));
        if (asked.isEmpty()) {
            throw usage("--symptom is oom, slow or quality, not " + symptom + ".", "see llmfit doctor --help");
        }
        return asked;
    }

    /** A message that is given instead of a file has words between spaces, which no log's name has and is not there. */
    private static List<String> lines(String source) throws IOException {
        if (source.equals(STANDARD_INPUT)) {
            return LogText.read(System.in);
        }
        try {
            Path file = Path.of(source);
            if (Files.isReadable(file) && !Files.isDirectory(file)) {
                return LogText.read(file);
            }
        } catch (InvalidPathException e) {
            return LogText.lines(source); // a pasted line, not a name
        }
        if (MESSAGE.matcher(source).find()) {
            return LogText.lines(source);
        }
        throw new CommandException(
                ExitCode.MODEL,
                "no-such-file",
                Files.isDirectory(Path.of(source)) ? source + " is a folder." : "There is no file " + source + ".",
                "journalctl -u ollama > run.log writes one for Ollama; llmfit doctor - reads what is pasted");
    }

    private static CommandException usage(String message, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", message, hint);
    }
}
