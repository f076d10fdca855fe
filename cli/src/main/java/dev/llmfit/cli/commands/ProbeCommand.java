package dev.llmfit.cli.commands;

import dev.llmfit.answers.machine.HardwareNamesDocument;
import dev.llmfit.answers.machine.HardwareNamesQuestion;
import dev.llmfit.answers.machine.ProbeAnswer;
import dev.llmfit.answers.machine.ProbeDocument;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.probe.kubernetes.NodeFeatures;
import dev.llmfit.probe.remote.ProbeScript;
import dev.llmfit.render.machine.HardwareNamesText;
import dev.llmfit.render.machine.ProbeText;
import dev.llmfit.units.Addition;
import dev.llmfit.units.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows this machine: pools, devices, processor, engines. */
@Command(name = "probe", description = "Show this machine: memory pools, devices, processor, engines.")
public final class ProbeCommand implements Callable<Integer> {
    /** Stands for the output in place of a file. */
    private static final String PRINTED = "-";

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Option(
            names = "--deep",
            description = "Measure memory bandwidth (about 2 s) and remember it for later predictions.")
    private boolean deep;

    @Option(
            names = "--list",
            description = "List what --hardware takes by id, with memory, bandwidth and price; words choose some.")
    private boolean list;

    @Parameters(arity = "0..*", paramLabel = "WORDS", description = "With --list: words of a name: 4090, m4 max, 24gb.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write this machine as a profile for --hardware and matrix.")
    private @Nullable Path save;

    @Option(
            names = "--node-features",
            paramLabel = "FILE",
            description = "Write it as labels for Kubernetes' Node Feature Discovery; - prints them.")
    private @Nullable String nodeFeatures;

    @Option(
            names = "--raw",
            paramLabel = "DIR",
            description = "Write everything that was read into a folder, for a bug report.")
    private @Nullable String raw;

    @Option(
            names = "--from-raw",
            paramLabel = "DIR|FILE",
            description = "Show the machine that such a folder holds, or what the --script printed.")
    private @Nullable String fromRaw;

    @Option(
            names = "--ssh",
            paramLabel = "HOST",
            description =
                    "Show a host that your ssh reaches: a shell script is run there that reads and writes nothing.")
    private @Nullable String host;

    @Option(
            names = "--script",
            description = "Print that script, for a machine that this one does not reach; --from-raw reads its output.")
    private boolean script;

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
        format.check(output.json());
        if (list) {
            Applicable.only(spec, "--list", "--list", "WORDS");
            HardwareNamesQuestion names = new HardwareNamesQuestion(String.join(" ", words));
            return shell.show(
                    names, shell.ask(names), HardwareNamesText::print, HardwareNamesDocument::of, output.json());
        }
        if (!words.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'" + words.getFirst() + "' names nothing to probe.",
                    "write --hardware '" + String.join(" ", words) + "', or --list before it");
        }
        Applicable.not(spec, "--list", "--format");
        if (script) {
            Applicable.only(spec, "--script", "--script");
            shell.console().out().print(ProbeScript.text());
            return ExitCode.OK.code();
        }
        ProbeQuestion question = new ProbeQuestion(
                hardware.selector(),
                Optional.ofNullable(fromRaw),
                Optional.ofNullable(host),
                Optional.ofNullable(raw),
                deep);
        ProbeAnswer answer = shell.ask(question);
        if (save != null) {
            ReportFile.write(save, answer.profile());
        }
        if (PRINTED.equals(nodeFeatures)) {
            Applicable.refuse(spec, "--node-features " + PRINTED, "--json", "--format");
            shell.console().out().print(NodeFeatures.file(answer.machine()));
            return ExitCode.OK.code();
        }
        if (nodeFeatures != null) {
            ReportFile.write(Path.of(nodeFeatures), NodeFeatures.file(answer.machine()));
        }
        answer.notMeasured().ifPresent(reason -> shell.console().err().println("llmfit: " + reason + "." + addition()));
        Optional<String> saved = Optional.ofNullable(save).map(Path::toString);
        return shell.show(
                question, answer, (a, page) -> ProbeText.print(a, saved, page), ProbeDocument::of, output.json());
    }

    /** Says how to get what a package leaves out. */
    private String addition() {
        Environment environment = shell.bench().environment();
        return Addition.named("deep", environment)
                        .filter(natives -> natives.classPath(environment).isEmpty())
                        .isPresent()
                ? " (llmfit add deep fetches JCuda's)"
                : "";
    }
}
