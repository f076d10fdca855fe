package dev.llmfit.serve.rest;

import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Routes that take nothing but an address: models, machines, rules. */
public final class DataRoutes {
    /** Models of a page where nobody says how many. */
    private static final int PAGE = 50;

    /** Models of a page at most. */
    private static final int MOST = 500;

    private final Answering answering;

    /** Creates the routes. */
    public DataRoutes(Answering answering) {
        this.answering = answering;
    }

    /** Returns the routes. */
    public List<Route> routes() {
        String base = QuestionRoutes.BASE;
        return List.of(
                new Route(
                        "GET",
                        base + "/models",
                        "Finds models by words, a page at a time.",
                        RouteShape.answering(QuestionType.MODELS)
                                .with(Map.of(
                                        "q", "Words of a name, a size or a purpose.",
                                        "show", "Which: some of fits, whole, images, code, open, with commas between.",
                                        "sort", "In which order: rank, file, ability, context, since or name.",
                                        "limit", "Models of a page, at most 500.",
                                        "after", "The last model of the page before.")),
                        (c, p) -> answering.tagged(c, true, () -> models(c))),
                new Route(
                        "GET",
                        base + "/models/{ref*}",
                        "Tells what is known of one model.",
                        RouteShape.answering(QuestionType.MODEL),
                        (c, ref) -> document(QuestionType.MODEL, c, Map.of("model", ref), Set.of())),
                new Route(
                        "GET",
                        base + "/machines",
                        "Lists the machines and devices that are known by name.",
                        RouteShape.answering(QuestionType.HARDWARE_NAMES).with(Map.of("q", "Words of a name.")),
                        (c, p) -> document(QuestionType.HARDWARE_NAMES, c, Map.of("query", query(c)), Set.of("q"))),
                new Route(
                        "GET",
                        base + "/machines/this",
                        "Tells what the machine is that answers.",
                        RouteShape.answering(QuestionType.PROBE),
                        (c, p) -> document(QuestionType.PROBE, c, Map.of(), Set.of())),
                new Route(
                        "GET",
                        base + "/machines/{id*}",
                        "Tells what a machine is.",
                        RouteShape.answering(QuestionType.PROBE),
                        (c, id) -> document(QuestionType.PROBE, c, Map.of("hardware", id), Set.of())),
                new Route(
                        "GET",
                        base + "/rules",
                        "Lists the rules.",
                        RouteShape.answering(QuestionType.RULES),
                        (c, p) -> document(QuestionType.RULES, c, Map.of(), Set.of())),
                new Route(
                        "GET",
                        base + "/rules/{id*}",
                        "Tells what a rule says, and how its condition comes out on the machine that answers.",
                        RouteShape.answering(QuestionType.RULES),
                        (c, id) -> document(QuestionType.RULES, c, Map.of("action", "explain", "rule", id), Set.of())));
    }

    private static String query(Call call) {
        return call.fields().getOrDefault("q", "");
    }

    private Reply document(QuestionType type, Call call, Map<String, String> fields, Set<String> known) {
        requireKnown(call, known);
        JsonObject.Builder question = JsonObject.builder();
        fields.forEach(question::put);
        boolean here = type != QuestionType.HARDWARE_NAMES && !fields.containsKey("hardware");
        return answering.tagged(call, here, () -> Reply.document(answering.document(type, question.build())));
    }

    private static void requireKnown(Call call, Set<String> known) {
        for (String field : call.fields().keySet()) {
            if (!known.contains(field)) {
                throw new HttpProblem(
                        400, "address", "This address takes " + (known.isEmpty() ? "no fields" : known) + ".");
            }
        }
    }

    private Reply models(Call call) {
        requireKnown(call, Set.of("q", "show", "sort", "limit", "after"));
        JsonObject.Builder question = JsonObject.builder().put("query", query(call));
        Optional.ofNullable(call.fields().get("show"))
                .filter(show -> !show.isEmpty())
                .ifPresent(show -> question.put("show", List.of(show.split(",", -1))));
        Optional.ofNullable(call.fields().get("sort"))
                .filter(sort -> !sort.isEmpty())
                .ifPresent(sort -> question.put("sort", sort));
        JsonObject all = answering.document(QuestionType.MODELS, question.build());
        List<JsonValue> rows = ((JsonArray) all.get("models").orElseThrow()).items();
        int first = first(rows, call.fields().getOrDefault("after", ""));
        int end = Math.min(rows.size(), first + limit(call));
        Reply page = Reply.document(all.toBuilder()
                .replace("models", new JsonArray(rows.subList(first, end)))
                .put("total", rows.size())
                .build());
        return end < rows.size() ? page.with("Link", next(call, id(rows.get(end - 1)))) : page;
    }

    private static int limit(Call call) {
        String limit = call.fields().getOrDefault("limit", Integer.toString(PAGE));
        if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > MOST) {
            throw new HttpProblem(400, "address", "'limit' is a number from 1 to " + MOST + ".");
        }
        return Integer.parseInt(limit);
    }

    /** Returns the first row of the page behind a model; all begin again where it is gone. */
    private static int first(List<JsonValue> rows, String after) {
        return after.isEmpty()
                ? 0
                : IntStream.range(0, rows.size())
                                .filter(i -> id(rows.get(i)).equals(after))
                                .findFirst()
                                .orElseThrow(() -> new HttpProblem(
                                        400, "address", "'after' names no model of this list; begin without it."))
                        + 1;
    }

    private static String id(JsonValue row) {
        return ((JsonString) row.get("id").orElseThrow()).value();
    }

    private static String next(Call call, String last) {
        StringBuilder address = new StringBuilder(call.path()).append('?');
        call.fields().forEach((name, value) -> {
            if (!name.equals("after")) {
                address.append(name).append('=').append(encoded(value)).append('&');
            }
        });
        return "<" + address.append("after=").append(encoded(last)) + ">; rel=\"next\"";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
