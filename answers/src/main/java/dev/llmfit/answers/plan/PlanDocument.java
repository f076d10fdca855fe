package dev.llmfit.answers.plan;

import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.recommend.CandidateDocument;
import dev.llmfit.answers.recommend.EnginesDocument;
import dev.llmfit.answers.recommend.RopeScaling;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.recommend.purchase.BreakEven;
import dev.llmfit.recommend.purchase.Purchase;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import java.util.Optional;

/** The document of a plan, schema {@code llmfit/plan/2}. */
public final class PlanDocument {
    private PlanDocument() {}

    /**
     * Reads a question.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is not known or holds what cannot be meant
     */
    public static PlanQuestion question(QuestionFields fields) {
        PlanQuestion question = new PlanQuestion(
                fields.requiredText("model"),
                fields.hardware(),
                fields.tokens("ctx", 1).stream().boxed().findFirst(),
                number(fields, "min_tps"),
                whole(fields, "users"),
                fields.text("file_type"),
                fields.number("max_ppl").orElse(PlanQuestion.GOOD_PPL),
                fields.whole("top", 1, PlanQuestion.USUAL_TOP),
                number(fields, "api_price"),
                number(fields, "tokens_per_month"),
                fields.number("power_price").orElse(PlanQuestion.USUAL_POWER_PRICE),
                RopeScaling.of(fields.text("rope_scaling"), number(fields, "rope_scale")));
        fields.done();
        return question;
    }

    private static Optional<Integer> whole(QuestionFields fields, String name) {
        return fields.whole(name, 1).stream().boxed().findFirst();
    }

    private static Optional<Double> number(QuestionFields fields, String name) {
        return fields.number(name).stream().boxed().findFirst();
    }

    /** Returns the document. */
    public static JsonObject of(PlanAnswer plan) {
        JsonObject wish = JsonObject.builder()
                .put("users", plan.wish().users())
                .put("n_ctx_each", plan.wish().ctxEach())
                .put("n_ctx", (long) plan.wish().ctxEach() * plan.wish().users())
                .put("min_tok_s", plan.wish().minTps())
                .put("max_ppl_percent", plan.wish().worstPpl())
                .build();
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/plan/2")
                .put("engine", plan.build().toString())
                .put(
                        "model",
                        MeantModelJson.put(JsonObject.builder(), plan.meant())
                                .put("name", plan.model())
                                .build())
                .put("wish", wish)
                .putOrNull("here", plan.here().map(CandidateDocument::of))
                .putOrNull("kept_here", plan.kept().map(CandidateDocument::of))
                .put(
                        "upgrades",
                        plan.upgrades().stream().map(PlanDocument::upgrade).toList())
                .put(
                        "machines",
                        plan.machines().stream()
                                .map(a -> machine(a, plan.api()))
                                .toList())
                .put(
                        "unpriced",
                        plan.unpriced().stream()
                                .map(a -> machine(a, Optional.empty()))
                                .toList())
                .put(
                        "advice",
                        plan.advice().stream()
                                .map(f -> CandidateDocument.finding(f).build())
                                .toList());
        plan.engines().ifPresent(e -> document.put("engines", EnginesDocument.of(e)));
        if (!plan.notes().isEmpty()) {
            document.put("notes", plan.notes());
        }
        return document.build();
    }

    private static JsonObject upgrade(Upgrade upgrade) {
        JsonObject.Builder out =
                JsonObject.builder().put("kind", upgrade.kind().id()).put("change", upgrade.change());
        upgrade.purchase().ifPresent(p -> price(out, p));
        upgrade.ramPrice().ifPresent(p -> price(out, p.usd(), p));
        return out.put("granted", upgrade.granted())
                .put("after", CandidateDocument.of(upgrade.after()))
                .build();
    }

    private static void price(JsonObject.Builder out, Purchase purchase) {
        purchase.each().ifPresent(p -> price(out, p.usd() * purchase.count(), p));
    }

    private static void price(JsonObject.Builder out, double usd, DevicePrice price) {
        out.put("price_usd", usd)
                .put("price_date", price.date())
                .put("price_state", price.state().id())
                .put("price_source", price.source());
    }

    private static JsonObject machine(UpgradePlanner.Answer a, Optional<ApiUse> api) {
        JsonObject.Builder machine = JsonObject.builder()
                .put("hardware", a.purchase().selector())
                .put("name", a.purchase().entry().name())
                .put("count", a.purchase().count());
        if (a.purchase().priceUsd().isPresent()) {
            price(machine, a.purchase());
            machine.put("price_covers", a.purchase().cardOnly() ? "cards" : "computer")
                    .put("ram_usd", a.ramUsd())
                    .put("total_usd", a.totalUsd().getAsDouble());
        }
        machine.putOrNull("watts", a.purchase().watts()).put("needs", needs(a));
        api.flatMap(use -> use.breakEven(a).map(b -> breakEven(use, a, b)))
                .ifPresent(b -> machine.put("break_even", b));
        return machine.put("best", CandidateDocument.of(a.best())).build();
    }

    /** Returns what must be there around the purchase. */
    private static JsonObject needs(UpgradePlanner.Answer a) {
        return JsonObject.builder()
                .put("ram_bytes", a.ram())
                .put("slots", a.purchase().cardOnly() ? a.purchase().count() : 0)
                .putOrNull("power_supply_watts", a.powerSupply())
                .build();
    }

    private static JsonObject breakEven(ApiUse api, UpgradePlanner.Answer a, BreakEven b) {
        return JsonObject.builder()
                .put("api_usd_month", b.apiUsdMonth())
                .put("power_usd_month", b.powerUsdMonth())
                .put("hours_month", b.hoursMonth())
                .putOrNull("months", b.months())
                .put("text", api.explained(a, b))
                .build();
    }
}
