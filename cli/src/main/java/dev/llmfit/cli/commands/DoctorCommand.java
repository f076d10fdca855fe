package dev.llmfit.cli.commands;

import dev.llmfit.cli.Console;
import dev.llmfit.cli.ExitCode;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.hardware.DoctorText;
import dev.llmfit.cli.hardware.MachineJson;
import dev.llmfit.cli.hardware.ReportFile;
import dev.llmfit.cli.hardware.RuntimeText;
import dev.llmfit.cli.hardware.RuntimeViews;
import dev.llmfit.cli.render.Json;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.ThisMachine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.doctor.Doctor;
import dev.llmfit.probe.doctor.Finding;
import dev.llmfit.probe.doctor.Redaction;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.hardware.HardwareDatabase;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.LiveSource;
import dev.llmfit.probe.source.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what is wrong with this set-up and how to fix it. */
@Command(name = "doctor", description = "Tell what is wrong with this set-up and how to fix it.")
public final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a report to paste, without user name, host name, home folder, UUIDs and addresses.")
    private @Nullable Path report;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Creates the command. */
    public DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CompletableFuture<Runtimes> asked = RuntimeViews.started(System.getenv());
        Machine machine = new MachineAssembly(HardwareDatabase.bundled()).assemble(ThisMachine.read());
        Probe<String> oshi = new LiveSource().library(Source.Library.OSHI);
        Runtimes runtimes = asked.join();
        List<Finding> findings = Doctor.examine(machine, runtimes, oshi);
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
        return findings.stream().anyMatch(f -> f.severity() == Finding.Severity.ERROR)
                ? ExitCode.DOES_NOT_FIT.code()
                : ExitCode.OK.code();
    }

    private static Redaction redaction() {
        // Shells seldom export HOSTNAME; the command of this name exists on every system.
        String host = new ExternalTool(LiveSource.TOOL_LIMIT, System.getenv())
                .run(List.of("hostname"))
                .found()
                .map(String::strip)
                .orElse(System.getenv().getOrDefault("HOSTNAME", System.getenv().getOrDefault("COMPUTERNAME", "")));
        return new Redaction(System.getProperty("user.home", ""), System.getProperty("user.name", ""), host);
    }

    private static Map<String, Object> document(Machine machine, List<Finding> findings, Runtimes runtimes) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/doctor/1");
        List<Object> list = new ArrayList<>();
        for (Finding finding : findings) {
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
