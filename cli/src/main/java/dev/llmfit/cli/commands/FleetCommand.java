package dev.llmfit.cli.commands;

import dev.llmfit.answers.fleet.FleetDocument;
import dev.llmfit.answers.fleet.FleetQuestion;
import dev.llmfit.answers.fleet.FleetWant;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import dev.llmfit.render.fleet.FleetText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Places models with their users on many machines. */
@Command(
        name = "fleet",
        description = "Place models with their users on many machines; what is left, what one more would change.")
public final class FleetCommand implements Callable<Integer> {
    /** Bytes of a list of nodes on standard input, as of a file. */
    private static final int MOST_BYTES = 16 << 20;

    private final Shell shell;

    @Option(
            names = "--hardware",
            arity = "1..*",
            paramLabel = "HARDWARE",
            description =
                    "Machines by id, words or file, as everywhere; '2x l40s *40' is forty of them, and a file may hold"
                            + " many: a matrix, or what kubectl get nodes -o json printed.")
    private List<String> hardware = List.of();

    @Option(
            names = "--ssh",
            arity = "1..*",
            paramLabel = "HOST",
            description = "Hosts that your ssh reaches: a shell script is run there that reads and writes nothing.")
    private List<String> hosts = List.of();

    @Option(
            names = "--nodes",
            paramLabel = "FILE",
            description = "What kubectl get nodes -o json printed; - reads it from standard input.")
    private @Nullable String nodes;

    @Option(
            names = "--want",
            arity = "1..*",
            paramLabel = "WANT",
            description =
                    "A model with its users, MODEL[:TYPE]=USERS[@CTX][>=TPS]: 'qwen3:8b=40@16k>=15' is 40 users of"
                            + " 16,384 tokens with 15 tok/s each.")
    private List<String> wants = List.of();

    @Option(
            names = "--wants",
            paramLabel = "FILE",
            description = "More of them in YAML: wants: with model, users, ctx, tps, priority (1 first), growth.")
    private @Nullable Path wantsFile;

    @Option(
            names = "--growth",
            paramLabel = "PERCENT",
            description = "Follow the fleet while users grow by so much a month: when it is too small, what would do.")
    private @Nullable Double growth;

    @Option(names = "--months", paramLabel = "N", description = "How far ahead with --growth (12).")
    private @Nullable Integer months;

    @Option(names = "--power-price", paramLabel = "USD", description = "Price of a kWh with --growth (0.30).")
    private @Nullable Double powerPrice;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public FleetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        format.check(output.json());
        return shell.show(question(), FleetText::print, FleetDocument::of, output.json());
    }

    private FleetQuestion question() {
        List<FleetWant> all =
                new ArrayList<>(wants.stream().map(FleetWant::parse).toList());
        if (wantsFile != null) {
            all.addAll(FleetWant.file(wantsFile.toString(), text(wantsFile)));
        }
        if (growth == null && (months != null || powerPrice != null)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "--months and --power-price go with --growth.",
                    "for example: llmfit fleet --growth 5 --months 12 …");
        }
        Optional<FleetQuestion.Growth> plan = Optional.ofNullable(growth)
                .map(g -> new FleetQuestion.Growth(
                        g,
                        months == null ? FleetQuestion.Growth.USUAL_MONTHS : months,
                        powerPrice == null ? PlanQuestion.USUAL_POWER_PRICE : powerPrice));
        return new FleetQuestion(hardware, hosts, Optional.ofNullable(nodes).map(FleetCommand::nodes), all, plan);
    }

    private static String nodes(String file) {
        return file.equals("-") ? standardInput() : text(Path.of(file));
    }

    private static String text(Path file) {
        try {
            return TextFile.read(file);
        } catch (TextFileException e) {
            throw new CommandException(ExitCode.USAGE, "no-such-file", e.getMessage() + ".", "");
        }
    }

    private static String standardInput() {
        try {
            byte[] bytes = System.in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new CommandException(ExitCode.USAGE, "usage", "The list of nodes is larger than 16 MiB.", "");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "Standard input cannot be read: " + e.getMessage() + ".", "");
        }
    }
}
