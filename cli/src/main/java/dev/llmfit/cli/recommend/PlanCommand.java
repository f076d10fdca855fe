package dev.llmfit.cli.recommend;

import dev.llmfit.cli.CommandException;
import dev.llmfit.cli.Console;
import dev.llmfit.cli.ExitCode;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.render.Table;
import dev.llmfit.probe.hardware.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.BreakEven;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Request;
import dev.llmfit.recommend.UpgradePlanner;
import dev.llmfit.recommend.UseCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which hardware would run a model as wished, and when it pays. */
@Command(
        name = "plan",
        description = "Which hardware runs a model as wished, by price, and when it pays against an API.")
public final class PlanCommand implements Callable<Integer> {
    /** Perplexity loss up to which a file type counts as good: that of Q4_K_S at 8 B and above. */
    private static final double GOOD_PPL = 3.7;

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
            description = "Context that is needed, in tokens (8192).")
    private @Nullable Integer ctx;

    @Option(names = "--min-tps", paramLabel = "N", description = "Slowest acceptable generation, in tok/s (8).")
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
    public PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if ((apiPrice == null) != (tokensPerMonth == null)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "--api-price and --tokens-per-month are given together or not at all.",
                    "see llmfit plan --help");
        }
        Offers.Named named = Offers.find(model);
        Request request =
                request(Optional.ofNullable(quant).map(Offers::fileType).or(named::fileType));
        MachineResolver resolver = MachineResolver.bundled(() -> {
            throw new HardwareException("no machine is named", "");
        });
        UpgradePlanner planner =
                new UpgradePlanner(HardwareDatabase.bundled(), resolver, Rulebooks.ofUser(), Launches.engines());
        List<UpgradePlanner.Answer> answers = planner.cheapest(named.offer(), request, maxPpl, top);
        Optional<Candidate> here = planner.wish(hardware.machine(), named.offer(), request, maxPpl);
        if (output.json()) {
            console.line(Json.pretty(json(named.offer().name(), here, answers)));
        } else {
            text(named.offer().name(), here, answers);
        }
        return answers.isEmpty() ? ExitCode.DOES_NOT_FIT.code() : ExitCode.OK.code();
    }

    private Request request(Optional<String> fileType) {
        Request chat = Request.chat();
        return new Request(
                UseCase.CHAT,
                Optional.ofNullable(ctx),
                Optional.ofNullable(minTps),
                Optional.ofNullable(users),
                fileType,
                chat.cacheTypes(),
                chat.margin(),
                chat.top());
    }

    private void text(String name, Optional<Candidate> here, List<UpgradePlanner.Answer> answers) {
        String wish = String.format(
                Locale.ROOT,
                "%s with %,d tokens, at least %.0f tok/s, at most %.1f %% perplexity lost",
                name,
                Optional.ofNullable(ctx).orElse(8192),
                Optional.ofNullable(minTps).orElse(8.0),
                maxPpl);
        console.line(wish);
        console.line(here.map(c -> String.format(
                        Locale.ROOT,
                        "This machine does it: %s, %s tok/s (llmfit recommend --model %s)",
                        c.fileType(),
                        CandidateTable.range(c.speed().tg()),
                        name))
                .orElse("This machine does not do it."));
        console.line("");
        if (answers.isEmpty()) {
            console.line("Nothing with a price in the hardware database does it; relax --max-ppl or --min-tps.");
            return;
        }
        table(answers).lines(console.columns()).forEach(console::line);
        console.line("");
        console.line(
                "USD are launch prices of the cards alone (*: a whole computer), with their date; used ones cost less.");
        console.line("Next    llmfit recommend --model " + name + " --hardware '"
                + answers.getFirst().purchase().selector() + "'");
    }

    private Table table(List<UpgradePlanner.Answer> answers) {
        Table table = new Table()
                .left("")
                .right("USD")
                .left("since")
                .left("hardware")
                .left("file type")
                .right("-ngl")
                .left("tok/s")
                .left("quality");
        boolean money = apiPrice != null;
        if (money) {
            table.right("pays after");
        }
        for (UpgradePlanner.Answer a : answers) {
            Candidate c = a.best();
            List<String> cells = new ArrayList<>(List.of(
                    a == answers.getFirst() ? "▸" : " ",
                    String.format(
                            Locale.ROOT,
                            "%,.0f%s",
                            a.purchase().priceUsd(),
                            a.purchase().cardOnly() ? " " : "*"),
                    a.purchase()
                            .entry()
                            .launchDate()
                            .map(d -> d.substring(0, Math.min(7, d.length())))
                            .orElse("?"),
                    (a.purchase().count() > 1 ? a.purchase().count() + " × " : "")
                            + a.purchase().entry().name(),
                    c.fileType(),
                    c.options().nGpuLayers() + "/" + c.layers(),
                    CandidateTable.range(c.speed().tg()),
                    CandidateTable.dots(c)));
            if (money) {
                cells.add(breakEven(a)
                        .map(b -> b.months().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        "%.0f months",
                                        Math.ceil(b.months().getAsDouble()))
                                : "never")
                        .orElse("?"));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private Optional<BreakEven> breakEven(UpgradePlanner.Answer a) {
        Double price = apiPrice;
        Double tokens = tokensPerMonth;
        if (price == null || tokens == null || a.purchase().watts().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(BreakEven.of(
                a.purchase().priceUsd(),
                tokens,
                price,
                a.best().speed().tg().mid(),
                a.purchase().watts().getAsDouble(),
                powerPrice));
    }

    private Map<String, Object> json(String name, Optional<Candidate> here, List<UpgradePlanner.Answer> answers) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/plan/1");
        document.put("engine", Launches.engines().build().toString());
        document.put("model", name);
        document.put("here", here.map(RecommendJson::candidate));
        List<Object> machines = new ArrayList<>();
        for (UpgradePlanner.Answer a : answers) {
            Map<String, Object> machine = new LinkedHashMap<>();
            machine.put("hardware", a.purchase().selector());
            machine.put("name", a.purchase().entry().name());
            machine.put("count", a.purchase().count());
            machine.put("price_usd", a.purchase().priceUsd());
            machine.put("price_date", a.purchase().entry().launchDate());
            machine.put("price_covers", a.purchase().cardOnly() ? "cards" : "computer");
            breakEven(a).ifPresent(b -> {
                Map<String, Object> pays = new LinkedHashMap<>();
                pays.put("api_usd_month", b.apiUsdMonth());
                pays.put("power_usd_month", b.powerUsdMonth());
                pays.put("hours_month", b.hoursMonth());
                pays.put(
                        "months",
                        b.months().isPresent() ? Optional.of(b.months().getAsDouble()) : Optional.empty());
                machine.put("break_even", pays);
            });
            machine.put("best", RecommendJson.candidate(a.best()));
            machines.add(machine);
        }
        document.put("machines", machines);
        return document;
    }
}
