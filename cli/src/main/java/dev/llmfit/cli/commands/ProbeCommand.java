package dev.llmfit.cli.commands;

import dev.llmfit.answers.machine.HardwareNamesAnswer;
import dev.llmfit.answers.machine.HardwareNamesDocument;
import dev.llmfit.answers.machine.HardwareNamesQuestion;
import dev.llmfit.answers.machine.ProbeAnswer;
import dev.llmfit.answers.machine.ProbeDocument;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Json;
import dev.llmfit.render.machine.ProbeText;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows this machine: pools, devices, processor, engines. */
@Command(name = "probe", description = "Show this machine: memory pools, devices, processor, engines.")
public final class ProbeCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Option(
            names = "--deep",
            description = "Measure memory bandwidth (about 2 s) and remember it for later predictions.")
    private boolean deep;

    @Option(names = "--list", description = "List all machine and hardware ids that --hardware takes.")
    private boolean list;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write this machine as a profile for --hardware and matrix.")
    private @Nullable Path save;

    @Option(
            names = "--raw",
            paramLabel = "DIR",
            description = "Write everything that was read into a folder, for a bug report.")
    private @Nullable String raw;

    @Option(names = "--from-raw", paramLabel = "DIR", description = "Show the machine that such a folder holds.")
    private @Nullable String fromRaw;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Creates the command. */
    public ProbeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (list) {
            Applicable.only(spec, "--list", "--list");
            return names();
        }
        ProbeQuestion question =
                new ProbeQuestion(hardware.selector(), Optional.ofNullable(fromRaw), Optional.ofNullable(raw), deep);
        ProbeAnswer answer = shell.ask(question);
        if (save != null) {
            ReportFile.write(save, answer.profile());
        }
        answer.notMeasured().ifPresent(reason -> shell.console().err().println("llmfit: " + reason + "."));
        Optional<String> saved = Optional.ofNullable(save).map(Path::toString);
        return shell.show(
                question, answer, (a, page) -> ProbeText.print(a, saved, page), ProbeDocument::of, output.json());
    }

    /** Prints names, as text one a line, for scripts and completion. */
    private int names() {
        HardwareNamesAnswer names = shell.ask(new HardwareNamesQuestion());
        if (output.json()) {
            shell.console().line(Json.pretty(HardwareNamesDocument.of(names)));
            return ExitCode.OK.code();
        }
        names.machines().forEach(shell.console()::line);
        names.devices().forEach(shell.console()::line);
        return ExitCode.OK.code();
    }
}
