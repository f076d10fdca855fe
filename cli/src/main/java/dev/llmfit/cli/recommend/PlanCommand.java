package dev.llmfit.cli.recommend;

import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.purchase.PurchaseWish;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which hardware would run a model as wished, what changes of this machine buy, and when a purchase pays. */
@Command(
        name = "plan",
        description =
                "Which hardware runs a model as wished, by price; what changes of a machine buy; when it pays against an API.")
public final class PlanCommand implements Callable<Integer> {
    /** Perplexity loss up to which a file type counts as good: that of Q4_K_S at 8 B and above. */
    private static final double GOOD_PPL = 3.7;

    private static final int UNPRICED = 2;

    /** The rule that sends people here. */
    private static final String THIS_ANSWER = "api/spend";

    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "REF", description = "The model.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String model;

    @Option(
            names = {"-c", "--ctx", "--ctx-size"},
            paramLabel = "N",
            description = "Context that is needed, in tokens over all users (8192).")
    private @Nullable Integer ctx;

    @Option(names = "--min-tps", paramLabel = "N", description = "Slowest acceptable generation, in tok/s (10).")
    private @Nullable Double minTps;

    @Option(
            names = {"-np", "--parallel", "--users"},
            paramLabel = "N",
            description = "People or programs served at the same time.")
    private @Nullable Integer users;

    @Option(names = "--quant", paramLabel = "TYPE", description = "The only file type to consider.")
    private @Nullable String quant;

    @Option(
            names = "--max-ppl",
            paramLabel = "PERCENT",
            description = "Largest loss of perplexity (3.7: four dots of five).")
    private double maxPpl = GOOD_PPL;

    @Option(names = "--top", paramLabel = "N", description = "Machines to list (5).")
    private int top = 5;

    @Option(names = "--api-price", paramLabel = "USD", description = "Price of an API for a million generated tokens.")
    private @Nullable Double apiPrice;

    @Option(names = "--tokens-per-month", paramLabel = "N", description = "Tokens generated a month.")
    private @Nullable Double tokensPerMonth;

    @Option(names = "--power-price", paramLabel = "USD", description = "Price of a kWh (0.30).")
    private double powerPrice = 0.30;

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public PlanCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() {
        Optional<ApiUse> api = api();
        Request wanted = request();
        Offers.Named named = Offers.find(Session.bench(), model);
        refuseBeyondTraining(named);
        Request request = Optional.ofNullable(quant)
                .map(Offers::fileType)
                .or(named::fileType)
                .map(wanted::withFileType)
                .orElse(wanted);
        RuleBook rules = Session.bench().rules();
        PurchaseWish wish = new PurchaseWish(
                named.offer(), request, maxPpl, rules, Session.bench().estimators());
        MachineResolver resolver = MachineResolver.bundled(() -> {
            throw new HardwareException("no machine is named", "");
        });
        UpgradePlanner planner = new UpgradePlanner(HardwareDatabase.bundled(), resolver);
        Machine machine = hardware.machine();
        Optional<Candidate> kept = wish.kept(machine);
        PlanAnswer plan = new PlanAnswer(
                wish,
                machine,
                kept,
                Upgrade.of(machine, wish, HardwareDatabase.bundled()),
                planner.cheapest(wish, top),
                planner.unpriced(wish, UNPRICED),
                api,
                advice(machine, rules, request, api));
        if (output.json()) {
            console.line(Json.pretty(PlanJson.of(plan)));
        } else {
            new PlanText(console).print(plan);
        }
        boolean possible = plan.here().isPresent()
                || !plan.machines().isEmpty()
                || !plan.unpriced().isEmpty();
        return (possible ? ExitCode.OK : ExitCode.DOES_NOT_FIT).code();
    }

    /** Returns what the rules say of an API that costs this much. */
    private static List<Finding> advice(Machine machine, RuleBook rules, Request request, Optional<ApiUse> api) {
        if (api.isEmpty()) {
            return List.of();
        }
        Facts spend = Facts.builder()
                .set(Fact.REQUEST_API_USD_MONTH, api.get().usdPerMonth())
                .build();
        Facts facts = new Recommender(machine, rules, Session.bench().estimators(), spend).facts(request, true);
        return rules.apply(Rule.Scope.SETTING, facts).stream()
                .filter(f -> f.rule().id().startsWith("api/") && !f.rule().id().equals(THIS_ANSWER))
                .toList();
    }

    private Optional<ApiUse> api() {
        Double price = apiPrice;
        Double tokens = tokensPerMonth;
        if ((price == null) != (tokens == null)) {
            throw usage("--api-price and --tokens-per-month are given together or not at all.");
        }
        atLeastZero("--power-price", powerPrice);
        if (price == null || tokens == null) {
            return Optional.empty();
        }
        atLeastZero("--api-price", price);
        if (!(tokens >= 1) || tokens.isInfinite()) {
            throw usage("--tokens-per-month is a number of tokens from 1, not " + tokens + ".");
        }
        return Optional.of(new ApiUse(price, tokens, powerPrice));
    }

    /** Money for tokens that the model does not understand is not planned. */
    private void refuseBeyondTraining(Offers.Named named) {
        int trained = HyperParameters.of(named.offer().shape()).nCtxTrain();
        if (ctx != null && trained > 0 && ctx > trained) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    String.format(
                            Locale.ROOT,
                            "%s was trained for %,d tokens; %,d are more.",
                            named.offer().name(),
                            trained,
                            ctx),
                    "give --ctx " + trained + " or less");
        }
    }

    private Request request() {
        atLeastZero("--max-ppl", maxPpl);
        positive("--ctx", ctx);
        positive("--users", users);
        positive("--top", top);
        Double slowest = minTps;
        if (slowest != null && (!(slowest > 0) || slowest.isInfinite())) {
            throw usage("--min-tps is a speed above 0, not " + slowest + ".");
        }
        Request chat = Request.chat();
        return new Request(
                UseCase.CHAT,
                Optional.ofNullable(ctx),
                Optional.ofNullable(slowest),
                Optional.ofNullable(users),
                Optional.empty(),
                chat.cacheTypes(),
                chat.margin(),
                chat.top());
    }

    private static void atLeastZero(String flag, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw usage(flag + " is a number from 0, not " + value + ".");
        }
    }

    private static void positive(String flag, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw usage(flag + " must be at least 1, not " + value + ".");
        }
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, "usage", message, "see llmfit plan --help");
    }
}
