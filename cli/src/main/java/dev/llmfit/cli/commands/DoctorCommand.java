package dev.llmfit.cli.commands;

import dev.llmfit.answers.symptom.Symptom;
import dev.llmfit.answers.symptom.SymptomDocument;
import dev.llmfit.answers.symptom.SymptomQuestion;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.hardware.DoctorText;
import dev.llmfit.cli.hardware.MachineJson;
import dev.llmfit.cli.hardware.ReportFile;
import dev.llmfit.cli.hardware.RuntimeText;
import dev.llmfit.cli.hardware.RuntimeViews;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.engine.log.LogText;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.doctor.Doctor;
import dev.llmfit.probe.doctor.Redaction;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.doctor.SetupFinding;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.Source;
import dev.llmfit.render.symptom.SymptomText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what is wrong with this set-up and how to fix it. */
@Command(name = "doctor", description = "Tell what is wrong with this set-up and how to fix it.")
public final class DoctorCommand implements Callable<Integer> {
    private final Shell shell;
    private final Console console;

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
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException {
        if (symptom != null || log != null) {
            return symptom(symptom == null ? "oom" : symptom.toLowerCase(Locale.ROOT));
        }
        CompletableFuture<Runtimes> asked = RuntimeViews.started(Session.bench().environment());
        Machine machine = new MachineAssembly(HardwareDatabase.bundled())
                .assemble(ThisMachine.read(Session.bench().environment()));
        Probe<String> oshi = new LiveSource(Session.bench().environment()).library(Source.Library.OSHI);
        Runtimes runtimes = asked.join();
        List<SetupFinding> findings = Doctor.examine(machine, runtimes, oshi);
        DoctorText text = new DoctorText(machine, findings, runtimes);
        if (report != null) {
            ReportFile.write(report, redaction().apply(String.join("\n", text.report()) + "\n"));
        }
        if (output.json()) {
            console.line(Json.pretty(document(machine, findings, runtimes)));
        } else {
            text.lines(console.columns()).forEach(console::line);
            console.line(
                    report == null ? "Report   llmfit doctor --report FILE writes one to paste" : "Report   " + report);
        }
        return findings.stream().anyMatch(f -> f.severity() == SetupFinding.Severity.ERROR)
                ? ExitCode.DOES_NOT_FIT.code()
                : ExitCode.OK.code();
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

    private static Redaction redaction() {
        // Shells seldom export HOSTNAME; the command of this name exists on every system.
        String host = new ExternalTool(LiveSource.TOOL_LIMIT, Session.bench().environment())
                .run(List.of("hostname"))
                .found()
                .map(String::strip)
                .or(() -> Session.bench().environment().variable("HOSTNAME"))
                .or(() -> Session.bench().environment().variable("COMPUTERNAME"))
                .orElse("");
        return new Redaction(
                Session.bench().environment().home().toString(),
                Session.bench().environment().user(),
                host);
    }

    private static Map<String, Object> document(Machine machine, List<SetupFinding> findings, Runtimes runtimes) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/doctor/1");
        List<Object> list = new ArrayList<>();
        for (SetupFinding finding : findings) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
            tree.put("id", finding.id());
            tree.put("text", finding.text());
            tree.put("fix", finding.fix());
            list.add(tree);
        }
        document.put("findings", list);
        document.put("runtimes", new RuntimeText(machine, runtimes).json());
        document.put("machine", MachineJson.of(machine));
        return document;
    }
}
