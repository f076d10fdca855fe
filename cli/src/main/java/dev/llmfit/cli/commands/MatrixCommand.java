package dev.llmfit.cli.commands;

import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.hardware.MatrixReport;
import dev.llmfit.cli.hardware.MatrixResult;
import dev.llmfit.cli.hardware.ReportFile;
import dev.llmfit.cli.recommend.ModelChecks;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineDocument;
import dev.llmfit.probe.matrix.MachineCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks machines, and models on them, against what a file expects. */
@Command(
        name = "matrix",
        description = "Check machines and models against the expectations of a file; exit 3 when one fails.")
public final class MatrixCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "Machine profiles in YAML, with expect: and models: sections.")
    private @Nullable Path file;

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit report.")
    private @Nullable Path junit;

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description = "Append a Markdown table, for example to $GITHUB_STEP_SUMMARY.")
    private @Nullable Path summary;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Creates the command. */
    public MatrixCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException {
        if (file == null || !Files.isReadable(file)) {
            throw new CommandException(
                    ExitCode.HARDWARE, "no-file", "The matrix " + file + " cannot be read.", "check the path");
        }
        MachineAssembly assembly = new MachineAssembly(HardwareDatabase.bundled());
        List<MatrixResult> results = new ArrayList<>();
        for (MachineDocument.Entry entry : MachineDocument.read(file).entries()) {
            Machine machine = assembly.assemble(entry.profile().facts());
            results.add(new MatrixResult(
                    MachineCheck.of(entry.profile(), machine),
                    entry.expected(),
                    ModelChecks.of(machine, entry.models())));
        }
        MatrixReport report = new MatrixReport(results);
        if (junit != null) {
            ReportFile.write(junit, report.junit());
        }
        if (summary != null) {
            ReportFile.write(summary, report.markdown(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        if (output.json()) {
            console.line(Json.pretty(report.json()));
        } else {
            report.text(console.columns()).forEach(console::line);
        }
        return report.failed() == 0 ? ExitCode.OK.code() : ExitCode.DOES_NOT_FIT.code();
    }
}
