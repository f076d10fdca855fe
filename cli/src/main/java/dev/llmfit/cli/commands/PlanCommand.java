package dev.llmfit.cli.commands;

import dev.llmfit.answers.plan.PlanDocument;
import dev.llmfit.answers.plan.PlanPlot;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.cli.flags.DetailFlags;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.flags.PlotFlags;
import dev.llmfit.cli.flags.StateFlags;
import dev.llmfit.cli.flags.WishFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.plan.PlanText;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which hardware would run a model as wished, what changes of this machine buy, and when a purchase pays. */
@Command(
        name = "plan",
        description =
                "Which hardware runs a model as wished, by price; what changes of a machine buy; when it pays against"
                        + " an API.")
public final class PlanCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(index = "0", arity = "0..1", paramLabel = "REF", description = "The model.")
    private @Nullable String model;

    @Option(
            names = "--max-ppl",
            paramLabel = "PERCENT",
            description = "Largest loss of perplexity (3.7: four dots of five).")
    private double maxPpl = PlanQuestion.GOOD_PPL;

    @Option(names = "--api-price", paramLabel = "USD", description = "Price of an API for a million generated tokens.")
    private @Nullable Double apiPrice;

    @Option(names = "--tokens-per-month", paramLabel = "N", description = "Tokens generated a month.")
    private @Nullable Double tokensPerMonth;

    @Option(names = "--power-price", paramLabel = "USD", description = "Price of a kWh (0.30).")
    private double powerPrice = PlanQuestion.USUAL_POWER_PRICE;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final StateFlags state = new StateFlags();

    @Mixin
    private WishFlags wish = new WishFlags();

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private final DetailFlags detail = new DetailFlags();

    @Mixin
    private final PlotFlags plot = new PlotFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public PlanCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        format.check(output.json());
        PlanQuestion question = question();
        return plot.isGiven()
                ? plot.show(shell, question, PlanPlot::of, PlanDocument::of, output.json())
                : shell.show(question, detail.of(PlanText::print, PlanText::printAll), PlanDocument::of, output.json());
    }

    private PlanQuestion question() {
        Optional<StateQuestions> whole = state.state(spec, "--plot").map(StateQuestions::new);
        if (whole.isPresent()) {
            return whole.get().plan();
        }
        if (model == null) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "llmfit plan needs REF.", "for example: llmfit plan llama3.1:8b");
        }
        return new PlanQuestion(
                model,
                hardware.selector(),
                wish.ctx(),
                wish.minTps(),
                wish.users(),
                wish.fileType(),
                maxPpl,
                wish.top(),
                Optional.ofNullable(apiPrice),
                Optional.ofNullable(tokensPerMonth),
                powerPrice,
                wish.ropeScaling());
    }
}
