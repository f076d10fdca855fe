package dev.llmfit.render.plan;

import dev.llmfit.answers.plan.ApiUse;
import dev.llmfit.answers.plan.PlanAnswer;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.purchase.Purchase;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.render.EnergyText;
import dev.llmfit.render.Page;
import dev.llmfit.render.Role;
import dev.llmfit.render.Table;
import dev.llmfit.render.TurnText;
import dev.llmfit.render.recommend.CandidateCells;
import dev.llmfit.render.recommend.EnginesText;
import dev.llmfit.rules.Finding;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A plan for people: what runs here, what changes buy, what to buy, and where the numbers come from. */
public final class PlanText {
    /** Longer names of hardware are cut. */
    private static final int LONGEST_TITLE = 28;

    /** Characters of an ISO date that tell year and month. */
    private static final int MONTH = 7;

    private PlanText() {}

    /** Writes the plan: what runs here, what changes and machines do it, and what to ask next. */
    public static void print(PlanAnswer plan, Page page) {
        print(plan, false, page);
    }

    /** Writes the plan with where its prices and speeds come from, what it takes of time and power, and advice. */
    public static void printAll(PlanAnswer plan, Page page) {
        print(plan, true, page);
    }

    private static void print(PlanAnswer plan, boolean all, Page page) {
        PlanAnswer.Wish wish = plan.wish();
        String each = several(plan) ? " each" : "";
        page.paragraph(
                "",
                String.format(
                        Locale.ROOT,
                        "%s%s with %,d tokens%s, at least %s tok/s%s, at most %s %% perplexity lost",
                        plan.model(),
                        several(plan) ? " for " + wish.users() + " users" : "",
                        wish.ctxEach(),
                        each,
                        TwoDigits.of(wish.minTps()),
                        each,
                        TwoDigits.of(wish.worstPpl())));
        plan.meant().taken().ifPresent(taken -> page.margin("Note", taken));
        page.margin("Here", here(plan));
        if (!plan.upgrades().isEmpty()) {
            page.line("");
            page.table(upgrades(plan));
        }
        page.line("");
        if (plan.machines().isEmpty()) {
            String more = page.say(new Change("max_ppl", ""));
            String less = page.say(new Change("min_tps", ""));
            page.margin(
                    "Buy",
                    "Nothing with a price in the hardware database does it; allow more with " + more + " or less with "
                            + less + ".");
        } else {
            page.table(machines(plan));
            page.line("");
        }
        unpriced(plan, page);
        if (all) {
            explain(plan, page);
        }
        pays(plan, page);
        if (all) {
            for (Finding f : plan.advice()) {
                page.margin("Think", page.say(f.text()) + " (" + f.rule().id() + ")");
            }
        }
        plan.notes().forEach(note -> page.margin("Note", note));
        plan.engines().ifPresent(e -> EnginesText.beside(e, page));
        plan.next().ifPresent(step -> page.paste("Next", page.say(step)));
        if (!all) {
            String more = "what the prices hold, time and power of an answer, advice";
            page.margin("More", page.in(Role.HINT, page.say(new Change("verbose", "")) + ": " + more));
        }
    }

    private static boolean several(PlanAnswer plan) {
        return plan.wish().users() > 1;
    }

    private static String here(PlanAnswer plan) {
        if (plan.kept().isEmpty()) {
            return "No file of that quality fits this machine with that context.";
        }
        Candidate c = plan.kept().get();
        String runs = String.format(
                Locale.ROOT,
                "%s, %s on the GPU, %,d tokens%s, %s tok/s%s",
                c.fileType(),
                c.memory().isEmpty() ? "nothing" : c.options().nGpuLayers() + "/" + c.layers() + " layers",
                c.ctxEach(),
                several(plan) ? " each" : "",
                TwoDigits.range(c.each()),
                several(plan) ? " each" : "");
        return plan.here().isPresent()
                ? "This machine does it: " + runs + "."
                : "Too slow on this machine: " + runs + ".";
    }

    private static Table upgrades(PlanAnswer plan) {
        Table table = new Table()
                .indent("   ")
                .left("change here")
                .right("USD")
                .left("since")
                .left("tok/s")
                .left("file type")
                .share("-ngl")
                .left("GPU GiB")
                .spare()
                .left("RAM GiB")
                .spare()
                .left(CandidateCells.LOSES);
        for (Upgrade u : plan.upgrades()) {
            table.row(
                    u.change(),
                    u.kind() == Upgrade.Kind.FILE_TYPE
                            ? "0"
                            : u.purchase()
                                    .map(p -> usd(p.priceUsd()))
                                    .or(() -> u.ramPrice().map(p -> usd(OptionalDouble.of(p.usd()))))
                                    .orElse("?"),
                    u.purchase()
                            .flatMap(Purchase::month)
                            .or(() -> u.ramPrice().map(p -> month(p.date())))
                            .orElse(""),
                    change(
                            plan.kept().map(c -> c.each().mid()),
                            u.after().each().mid()),
                    u.after().fileType(),
                    u.after().options().nGpuLayers() + "/" + u.after().layers(),
                    change(plan.kept().map(CandidateCells::gpuGib), CandidateCells.gpuGib(u.after())),
                    change(plan.kept().map(CandidateCells::ramGib), CandidateCells.ramGib(u.after())),
                    CandidateCells.loss(u.after()));
        }
        return table;
    }

    private static String change(Optional<Double> before, double after) {
        return before.map(b -> TwoDigits.of(b) + " → ").orElse("") + TwoDigits.of(after);
    }

    private static Table machines(PlanAnswer plan) {
        Table table = new Table().mark("choice", Map.of("▸", "cheapest")).right("USD");
        if (plan.api().isPresent()) {
            table.left("pays after");
        }
        table.left("hardware")
                .range(several(plan) ? "each tok/s" : "tok/s")
                .right("context")
                .left("file type");
        table.left(CandidateCells.LOSES)
                .right("GPU GiB")
                .spare()
                .right("RAM GiB")
                .spare();
        if (several(plan)) {
            table.right("together");
        }
        table.right("PSU W").left("price of");
        String mark = plan.granted() ? " " : "▸"; // the first, where there is something to buy
        for (UpgradePlanner.Answer a : plan.machines()) {
            List<String> cells = new ArrayList<>(
                    List.of(mark, usd(a.totalUsd()) + (a.purchase().cardOnly() ? " " : "*")));
            plan.api().ifPresent(api -> cells.add(pays(api, a)));
            Candidate best = a.best();
            cells.addAll(List.of(
                    shortened(a.purchase().title()),
                    TwoDigits.range(best.each()),
                    String.format(Locale.ROOT, "%,d", best.ctxEach()),
                    best.fileType(),
                    CandidateCells.loss(best),
                    one(CandidateCells.gpuGib(best)),
                    one(a.ram().gib())));
            if (several(plan)) {
                cells.add(TwoDigits.of(best.together().mid()));
            }
            cells.add(
                    a.powerSupply().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%,.0f", a.powerSupply().getAsDouble())
                            : "?");
            cells.add(a.purchase().month().orElse("?") + kind(a.purchase()));
            table.row(cells.toArray(String[]::new));
            mark = " ";
        }
        return table;
    }

    /** Returns a title that leaves room for the columns after it. */
    private static String shortened(String title) {
        return title.length() > LONGEST_TITLE
                ? title.substring(0, LONGEST_TITLE - 1).strip() + "…"
                : title;
    }

    private static String pays(ApiUse api, UpgradePlanner.Answer a) {
        return api.breakEven(a).map(b -> ApiUse.after(b.months())).orElse("?");
    }

    private static void unpriced(PlanAnswer plan, Page page) {
        if (!plan.unpriced().isEmpty()) {
            List<String> parts = new ArrayList<>();
            for (UpgradePlanner.Answer a : plan.unpriced()) {
                parts.add(String.format(
                        Locale.ROOT,
                        "%s with %.0f GB (%s, %s tok/s%s)",
                        a.purchase().entry().name(),
                        a.purchase().entry().memoryGb().orElse(0.0),
                        a.best().fileType(),
                        TwoDigits.range(a.best().each()),
                        several(plan) ? " each" : ""));
            }
            page.margin("Also", String.join(" or ", parts) + "; the database has no price of the whole computer.");
        }
    }

    private static void explain(PlanAnswer plan, Page page) {
        boolean bought = plan.upgrades().stream().anyMatch(u -> u.purchase().isPresent());
        if (!plan.machines().isEmpty() || bought) {
            page.margin(
                    "Prices",
                    "are the latest that the hardware database has, else those of the launch: of the cards with the RAM that they need"
                            + " beside them, without the rest of the computer (*: of a whole computer or board)."
                            + ramPrice(plan)
                            + " The computer around the cards has at most 64 GiB of RAM; the RAM is what the launch takes with all that"
                            + " grows, and 5 GiB for the system, the power supply for the cards and 250 W. A line follows a cheaper one"
                            + " only if it writes faster or needs fewer cards.");
            page.margin(
                    "Speeds",
                    (several(plan)
                                    ? "are of each while all " + plan.wish().users()
                                            + " write, with half of each context filled; memory"
                                    : "are of one answer on an empty context; memory")
                            + " is what llama.cpp allocates ("
                            + page.say(new Ask("size")) + " tells where it goes).");
        }
        if (plan.granted()) {
            plan.kept().ifPresent(c -> running("this machine", c, page));
        } else {
            plan.machines().stream()
                    .findFirst()
                    .ifPresent(a -> running(a.purchase().title(), a.best(), page));
        }
    }

    private static void pays(PlanAnswer plan, Page page) {
        plan.api()
                .ifPresent(api -> plan.machines().stream()
                        .limit(1)
                        .forEach(a -> api.breakEven(a).ifPresent(b -> page.margin("Pays", api.explained(a, b)))));
    }

    /** Tells what the first machine that does it takes of time and electricity. */
    private static void running(String machine, Candidate best, Page page) {
        TurnText.of(best.turns()).ifPresent(turns -> page.margin("Turn", "on " + machine + ", " + turns + "."));
        best.energy().ifPresent(energy -> page.margin("kWh", "of " + EnergyText.of(energy) + "."));
    }

    private static String ramPrice(PlanAnswer plan) {
        return plan.machines().stream()
                .findFirst()
                .map(UpgradePlanner.Answer::ramUsdPerGib)
                .map(p -> String.format(Locale.ROOT, " RAM is counted with %.2f USD a GiB (%s).", p.usd(), p.date()))
                .orElse("");
    }

    private static String usd(OptionalDouble usd) {
        return usd.isPresent() ? String.format(Locale.ROOT, "%,.0f", usd.getAsDouble()) : "?";
    }

    private static String month(String date) {
        return date.substring(0, Math.min(MONTH, date.length()));
    }

    /** Returns what is odd about a price: that it is the launch's is usual. */
    private static String kind(Purchase purchase) {
        return purchase.each()
                .filter(p -> p.state() == DevicePrice.State.USED)
                .map(_ -> " used")
                .orElse("");
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
