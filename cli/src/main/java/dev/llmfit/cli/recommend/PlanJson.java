package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.recommend.purchase.BreakEven;
import dev.llmfit.recommend.purchase.Purchase;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.rules.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan as {@code llmfit/plan/2}. */
final class PlanJson {
    private PlanJson() {}

    static Map<String, Object> of(PlanAnswer plan) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/plan/2");
        document.put("engine", Session.bench().estimators().build().toString());
        document.put("model", plan.wish().offer().name());
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("n_ctx", plan.wish().ctx(plan.machine()));
        wish.put("min_tok_s", plan.wish().comfortTps(plan.machine()));
        wish.put("max_ppl_percent", plan.wish().worstPpl());
        document.put("wish", wish);
        document.put("here", plan.here().map(RecommendJson::candidate));
        document.put("kept_here", plan.kept().map(RecommendJson::candidate));
        document.put("upgrades", plan.upgrades().stream().map(PlanJson::upgrade).toList());
        document.put(
                "machines",
                plan.machines().stream().map(a -> machine(a, plan.api())).toList());
        document.put(
                "unpriced",
                plan.unpriced().stream().map(a -> machine(a, Optional.empty())).toList());
        List<Object> advice = new ArrayList<>();
        for (Finding f : plan.advice()) {
            advice.add(Map.of("rule", f.rule().id(), "text", Shell.WORDS.of(f.text())));
        }
        document.put("advice", advice);
        return document;
    }

    private static Map<String, Object> upgrade(Upgrade upgrade) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("kind", upgrade.kind().id());
        out.put("change", upgrade.change());
        upgrade.purchase().ifPresent(p -> price(out, p));
        out.put("granted", upgrade.granted());
        out.put("after", RecommendJson.candidate(upgrade.after()));
        return out;
    }

    private static void price(Map<String, Object> out, Purchase purchase) {
        out.put(
                "price_usd",
                purchase.priceUsd().isPresent()
                        ? Optional.of(purchase.priceUsd().getAsDouble())
                        : Optional.empty());
        out.put("price_date", purchase.entry().launchDate());
        out.put("price_source", purchase.entry().source());
    }

    private static Map<String, Object> machine(UpgradePlanner.Answer a, Optional<ApiUse> api) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("hardware", a.purchase().selector());
        machine.put("name", a.purchase().entry().name());
        machine.put("count", a.purchase().count());
        if (a.purchase().priceUsd().isPresent()) {
            price(machine, a.purchase());
            machine.put("price_covers", a.purchase().cardOnly() ? "cards" : "computer");
        }
        machine.put(
                "watts",
                a.purchase().watts().isPresent()
                        ? Optional.of(a.purchase().watts().getAsDouble())
                        : Optional.empty());
        api.flatMap(use -> use.breakEven(a).map(b -> breakEven(use, a, b)))
                .ifPresent(b -> machine.put("break_even", b));
        machine.put("best", RecommendJson.candidate(a.best()));
        return machine;
    }

    private static Map<String, Object> breakEven(ApiUse api, UpgradePlanner.Answer a, BreakEven b) {
        Map<String, Object> pays = new LinkedHashMap<>();
        pays.put("api_usd_month", b.apiUsdMonth());
        pays.put("power_usd_month", b.powerUsdMonth());
        pays.put("hours_month", b.hoursMonth());
        pays.put("months", b.months().isPresent() ? Optional.of(b.months().getAsDouble()) : Optional.empty());
        pays.put("text", api.explained(a, b));
        return pays;
    }
}
