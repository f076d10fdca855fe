package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.purchase.Purchase;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.render.Table;
import dev.llmfit.render.Wrapped;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.DeviceUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan for people: what runs here, what changes buy, what to buy, and where the numbers come from. */
final class PlanText {
    private final Console console;

    PlanText(Console console) {
        this.console = console;
    }

    void print(PlanAnswer plan) {
        String name = plan.wish().offer().name();
        console.line(String.format(
                Locale.ROOT,
                "%s with %,d tokens, at least %s tok/s, at most %s %% perplexity lost",
                name,
                plan.wish().ctx(plan.machine()),
                CandidateTable.two(plan.wish().comfortTps(plan.machine())),
                CandidateTable.two(plan.wish().worstPpl())));
        paragraph("Here", here(plan));
        if (!plan.upgrades().isEmpty()) {
            console.line("");
            upgrades(plan).lines(console.columns()).forEach(console::line);
        }
        console.line("");
        if (plan.machines().isEmpty()) {
            paragraph(
                    "Buy",
                    "Nothing with a price in the hardware database does it; allow more with --max-ppl or less with --min-tps.");
        } else {
            machines(plan).lines(console.columns()).forEach(console::line);
            console.line("");
        }
        unpriced(plan);
        explain(plan);
        for (Finding f : plan.advice()) {
            paragraph("Think", Shell.WORDS.of(f.text()) + " (" + f.rule().id() + ")");
        }
        if (!plan.machines().isEmpty()) {
            console.line("Next    llmfit recommend --model " + name + " --hardware '"
                    + plan.machines().getFirst().purchase().selector() + "'");
        }
    }

    private static String here(PlanAnswer plan) {
        if (plan.kept().isEmpty()) {
            return "No file of that quality fits this machine.";
        }
        Candidate c = plan.kept().get();
        String runs = String.format(
                Locale.ROOT,
                "%s, %s on the GPU, %s tok/s",
                c.fileType(),
                c.memory().isEmpty() ? "nothing" : c.options().nGpuLayers() + "/" + c.layers() + " layers",
                CandidateTable.range(c.speed().tg()));
        return plan.here().isPresent()
                ? "This machine does it: " + runs + "."
                : "Too slow on this machine: " + runs + ".";
    }

    private Table upgrades(PlanAnswer plan) {
        Table table = new Table()
                .indent("   ")
                .left("change here")
                .right("USD")
                .left("since")
                .left("tok/s")
                .left("file type")
                .left("-ngl")
                .left("GPU GiB")
                .left("RAM GiB")
                .left("quality");
        for (Upgrade u : plan.upgrades()) {
            table.row(
                    u.change(),
                    u.kind() == Upgrade.Kind.FILE_TYPE
                            ? "0"
                            : u.purchase().map(PlanText::usd).orElse("?"),
                    u.purchase().flatMap(Purchase::month).orElse(""),
                    change(
                            plan.kept().map(c -> c.speed().tg().mid()),
                            u.after().speed().tg().mid()),
                    u.after().fileType(),
                    u.after().options().nGpuLayers() + "/" + u.after().layers(),
                    change(plan.kept().map(PlanText::gpuGib), gpuGib(u.after())),
                    change(plan.kept().map(PlanText::ramGib), ramGib(u.after())),
                    CandidateTable.dots(u.after()));
        }
        return table;
    }

    private static String change(Optional<Double> before, double after) {
        return before.map(b -> CandidateTable.two(b) + " → ").orElse("") + CandidateTable.two(after);
    }

    private Table machines(PlanAnswer plan) {
        Table table = new Table().left("").right("USD").left("since");
        if (plan.api().isPresent()) {
            table.left("pays after");
        }
        table.left("hardware")
                .left("tok/s")
                .left("file type")
                .right("-ngl")
                .right("GPU GiB")
                .right("RAM GiB")
                .left("quality");
        for (UpgradePlanner.Answer a : plan.machines()) {
            List<String> cells = new ArrayList<>(List.of(
                    a == plan.machines().getFirst() ? "▸" : " ",
                    usd(a.purchase()) + (a.purchase().cardOnly() ? " " : "*"),
                    a.purchase().month().orElse("?")));
            plan.api().ifPresent(api -> cells.add(pays(api, a)));
            cells.addAll(List.of(
                    a.purchase().title(),
                    CandidateTable.range(a.best().speed().tg()),
                    a.best().fileType(),
                    a.best().options().nGpuLayers() + "/" + a.best().layers(),
                    one(gpuGib(a.best())),
                    one(ramGib(a.best())),
                    CandidateTable.dots(a.best())));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static String pays(ApiUse api, UpgradePlanner.Answer a) {
        return api.breakEven(a).map(b -> ApiUse.after(b.months())).orElse("?");
    }

    private void unpriced(PlanAnswer plan) {
        if (!plan.unpriced().isEmpty()) {
            List<String> parts = new ArrayList<>();
            for (UpgradePlanner.Answer a : plan.unpriced()) {
                parts.add(String.format(
                        Locale.ROOT,
                        "%s with %.0f GB (%s, %s tok/s)",
                        a.purchase().entry().name(),
                        a.purchase().entry().memoryGb().orElse(0.0),
                        a.best().fileType(),
                        CandidateTable.range(a.best().speed().tg())));
            }
            paragraph("Also", String.join(" or ", parts) + "; the database has no price of the whole computer.");
        }
    }

    private void explain(PlanAnswer plan) {
        boolean bought = plan.upgrades().stream().anyMatch(u -> u.purchase().isPresent());
        if (!plan.machines().isEmpty() || bought) {
            paragraph(
                    "Prices",
                    "are those of the launch, of the cards alone (*: of a whole board), from the hardware database; used ones cost less. The"
                            + " computer around the cards has at most 64 GiB of RAM. A line follows a cheaper one only if it writes faster or"
                            + " needs fewer cards.");
            paragraph(
                    "Speeds",
                    "are of one answer on an empty context; memory is what llama.cpp allocates (llmfit size tells where it goes).");
        }
        plan.api()
                .ifPresent(api -> plan.machines().stream()
                        .limit(1)
                        .forEach(a -> api.breakEven(a).ifPresent(b -> paragraph("Pays", api.explained(a, b)))));
    }

    private void paragraph(String heading, String text) {
        Wrapped.lines(heading, text, console.columns()).forEach(console::line);
    }

    private static String usd(Purchase purchase) {
        return purchase.priceUsd().isPresent()
                ? String.format(Locale.ROOT, "%,.0f", purchase.priceUsd().getAsDouble())
                : "?";
    }

    static double gpuGib(Candidate c) {
        double sum = 0;
        for (DeviceUse use : c.memory()) {
            sum += use.buffers().total().gib();
        }
        return sum;
    }

    static double ramGib(Candidate c) {
        return c.host().buffers().total().gib();
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
