package dev.llmfit.cli.commands;

import dev.llmfit.answers.doctor.DoctorAnswer;
import dev.llmfit.answers.doctor.DoctorDocument;
import dev.llmfit.answers.doctor.DoctorQuestion;
import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.answers.symptom.Symptom;
import dev.llmfit.answers.symptom.SymptomDocument;
import dev.llmfit.answers.symptom.SymptomQuestion;
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
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what is wrong with this set-up and how to fix it. */
@Command(name = "doctor", description = "Tell what is wrong with this set-up and how to fix it.")
public final class DoctorCommand implements Callable<Integer> {
    private final Shell shell;

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
            description = "What is wrong with a run; needs --log.")
    private @Nullable String symptom;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The log of the run, of llama.cpp, Ollama or LM Studio.")
    private @Nullable Path log;

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
        if (symptom != null || log != null) {
            return symptom(symptom == null ? "oom" : symptom.toLowerCase(Locale.ROOT));
        }
        return examine();
    }

    private int examine() {
        DoctorAnswer answer = shell.ask(new DoctorQuestion(report != null));
        if (report != null) {
            String text = DoctorText.report(answer, "llmfit " + Version.number(), Shell.WORDS);
            ReportFile.write(report, answer.redaction().orElseThrow().apply(text));
        }
        Optional<String> written = Optional.ofNullable(report).map(Path::toString);
        return shell.show(answer, (a, page) -> DoctorText.print(a, written, page), DoctorDocument::of, output.json());
    }

    private int symptom(String wanted) throws IOException {
        Optional<Symptom> asked = Symptom.byId(wanted);
        if (asked.isEmpty()) {
            throw usage("--symptom is oom, slow or quality, not " + wanted + ".", "see llmfit doctor --help");
        }
        if (log == null) {
            throw usage(
                    "A symptom is read from the log of the run.",
                    "llama-server … 2> run.log (Ollama: journalctl -u ollama > run.log), then --log run.log");
        }
        SymptomQuestion question = new SymptomQuestion(
                asked.get(),
                LogText.read(readable(log)),
                log.toString(),
                Optional.ofNullable(model),
                hardware.isThisMachine() ? Optional.empty() : Optional.of(hardware.selector()));
        return shell.show(question, SymptomText::print, SymptomDocument::of, output.json());
    }

    private static Path readable(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.MODEL,
                    "log",
                    "There is no file " + file + ".",
                    "journalctl -u ollama > run.log writes one for Ollama");
        }
        return file;
    }

    private static CommandException usage(String message, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", message, hint);
    }
}
