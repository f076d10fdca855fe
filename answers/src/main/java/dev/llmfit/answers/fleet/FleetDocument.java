package dev.llmfit.answers.fleet;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.fleet.CardBank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The document of a fleet, schema {@code llmfit/fleet/1}. */
public final class FleetDocument {
    private static final String USERS = "users";
    private static final String MODEL = "model";
    private static final String KIND = "kind";
    private static final String SERVED = "served";
    private static final String MACHINES = "machines";
    private static final String WATTS = "watts";

    private FleetDocument() {}

    /**
     * Reads a question: {@code hardware} (a list), {@code nodes}, {@code want} (short texts), {@code wants} (objects) and
     * {@code growth}. Hosts are read over ssh for those who sit before this machine, not for callers.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is not known or holds what cannot be meant
     */
    public static FleetQuestion question(QuestionFields fields) {
        List<FleetWant> wants = new ArrayList<>(
                fields.texts("want").stream().map(FleetWant::parse).toList());
        for (QuestionFields want : fields.parts("wants")) {
            wants.add(new FleetWant(
                    want.requiredText(MODEL),
                    want.whole(USERS, 1, 1),
                    want.tokens("ctx", 1).orElse(FleetWant.USUAL_CTX),
                    want.number("tps").stream().boxed().findFirst(),
                    want.whole("priority", 1, 1),
                    want.number("growth").stream().boxed().findFirst()));
        }
        FleetQuestion question = new FleetQuestion(
                fields.texts("hardware"),
                List.of(),
                fields.text("nodes"),
                wants,
                fields.part("growth").map(FleetDocument::growth));
        fields.done();
        return question;
    }

    private static FleetQuestion.Growth growth(QuestionFields fields) {
        return new FleetQuestion.Growth(
                fields.number("percent").orElse(0),
                fields.whole("months", 1, FleetQuestion.Growth.USUAL_MONTHS),
                fields.number("power_price").orElse(PlanQuestion.USUAL_POWER_PRICE));
    }

    /** Returns the document. */
    public static JsonObject of(FleetAnswer answer) {
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/fleet/1")
                .put("engine", answer.build().toString())
                .put(MACHINES, answer.machines())
                .put("used", answer.used())
                .put("serves_all", answer.servesAll())
                .put("wants", answer.wants().stream().map(FleetDocument::want).toList())
                .put("kinds", answer.kinds().stream().map(k -> kind(answer, k)).toList())
                .put(
                        "placement",
                        answer.groups().stream().map(g -> group(answer, g)).toList())
                .put(
                        "bound",
                        JsonObject.builder()
                                .put("value", answer.bound().found())
                                .put("most_value", answer.bound().served())
                                .put("fewest_machines", answer.bound().machines())
                                .build())
                .put(
                        "changes",
                        answer.changes().stream().map(c -> change(answer, c)).toList());
        answer.growth().ifPresent(g -> document.put("growth", growth(answer, g)));
        return document.put("notes", answer.notes()).build();
    }

    private static JsonObject want(FleetAnswer.Want want) {
        return JsonObject.builder()
                .put(MODEL, want.model())
                .put("file_type", want.fileType())
                .put("ctx", want.ctx())
                .put("min_tok_s", want.tps())
                .put("priority", want.priority())
                .put(USERS, want.users())
                .put(SERVED, want.served())
                .put("room", want.room())
                .putIfPresent("why", want.why())
                .build();
    }

    private static JsonObject kind(FleetAnswer answer, FleetAnswer.Kind kind) {
        return JsonObject.builder()
                .put("title", kind.title())
                .put("count", kind.names().size())
                .put("gpus", kind.cards())
                .put(USERS, perModel(answer, kind.users()))
                .putIfPresent(WATTS, kind.watts() > 0 ? Optional.of(kind.watts()) : Optional.empty())
                .put("unused", kind.unused())
                .build();
    }

    /** Users in the order of the models: a model may be asked for twice, with two contexts. */
    private static List<JsonObject> perModel(FleetAnswer answer, List<Integer> users) {
        return IntStream.range(0, users.size())
                .mapToObj(w -> JsonObject.builder()
                        .put(MODEL, answer.wants().get(w).model())
                        .put(USERS, users.get(w))
                        .build())
                .toList();
    }

    private static JsonObject group(FleetAnswer answer, FleetAnswer.Group group) {
        return JsonObject.builder()
                .put(KIND, answer.kinds().get(group.kind()).title())
                .put(MACHINES, group.names())
                .put(
                        "servers",
                        group.servers().stream().map(s -> server(answer, s)).toList())
                .put("free_gpus", answer.kinds().get(group.kind()).cards() == 0 ? 0 : group.freeCards())
                .build();
    }

    private static JsonObject server(FleetAnswer answer, FleetAnswer.Server server) {
        FleetAnswer.Want want = answer.wants().get(server.want());
        return JsonObject.builder()
                .put(MODEL, want.model())
                .put("file_type", want.fileType())
                .put(USERS, server.users())
                .put("most_users", server.place().capacity())
                .put("gpus", server.place().cards())
                .put("share_of_memory", (double) server.place().eighths() / CardBank.EIGHTHS)
                .put("sharers", server.place().sharers())
                .put("n_ctx", server.ctx())
                .put("n_parallel", Math.max(1, server.users()))
                .build();
    }

    private static JsonObject change(FleetAnswer answer, FleetAnswer.Change change) {
        return JsonObject.builder()
                .put("what", change.what())
                .put(KIND, answer.kinds().get(change.kind()).title())
                .put("more", perModel(answer, change.more()))
                .putOrNull("usd", change.usd())
                .put("text", change.text())
                .build();
    }

    private static JsonObject growth(FleetAnswer answer, FleetGrowth growth) {
        return JsonObject.builder()
                .put("power_price_usd_kwh", growth.powerPrice())
                .put(
                        "months",
                        growth.months().stream()
                                .map(m -> JsonObject.builder()
                                        .put("month", m.month())
                                        .put(USERS, perModel(answer, m.users()))
                                        .put(SERVED, perModel(answer, m.served()))
                                        .put(MACHINES, m.machines())
                                        .put(WATTS, m.watts())
                                        .put("power_usd", m.powerUsd())
                                        .build())
                                .toList())
                .put(
                        "enough_until_month",
                        IntStream.range(0, growth.until().size())
                                .mapToObj(w -> JsonObject.builder()
                                        .put(MODEL, answer.wants().get(w).model())
                                        .putOrNull("month", growth.until().get(w))
                                        .build())
                                .toList())
                .put("ways", growth.ways().stream().map(w -> way(answer, w)).toList())
                .build();
    }

    private static JsonObject way(FleetAnswer answer, FleetGrowth.Way way) {
        JsonObject.Builder out = JsonObject.builder()
                .put(KIND, answer.kinds().get(way.kind()).title())
                .put(MACHINES, way.machines())
                .put("from_month", way.from())
                .put(WATTS, way.watts())
                .put("power_usd_month", way.powerUsd())
                .putOrNull("usd", way.usd())
                .putOrNull("rent_below_usd_hour", way.rentBelow())
                .put("rented", way.rented());
        way.price().ifPresent(p -> out.put("price_covers", p.covers()).put("price_sources", p.sources()));
        return out.build();
    }
}
