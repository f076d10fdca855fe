package dev.llmfit.mcp.tools;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The short of a placement on many machines. */
final class FleetBrief {
    /** Lines of each list of the answer, so that all of them are no more than an answer has. */
    private static final int LINES = 3;

    private static final String MODEL = "model";
    private static final String USERS = "users";

    private FleetBrief() {}

    /**
     * Returns who is served, by which machines, what one more card or machine would do, and until when it is enough.
     *
     * @param limit machines that are filled alike, and models, of which so many are told
     */
    static JsonObject of(JsonValue document, int limit) {
        List<JsonValue> placement = Doc.items(document, "placement");
        JsonObject.Builder out = JsonObject.builder()
                .put("serves_all", Doc.truth(document, "serves_all"))
                .put("used", Doc.at(document, "used").orElse(JsonValue.of(null)))
                .put("machines", Doc.at(document, "machines").orElse(JsonValue.of(null)))
                .put(
                        "wants",
                        rows(Doc.items(document, "wants").stream().limit(Math.max(limit, LINES)), FleetBrief::want))
                .put("placement", rows(placement.stream().limit(limit), FleetBrief::group))
                .put("groups", placement.size())
                .put(
                        "more",
                        rows(
                                Doc.items(document, "changes").stream().limit(limit),
                                c -> JsonValue.of(Doc.said(c, "text"))));
        if (Doc.at(document, "growth").isPresent()) {
            out.put("enough_until_month", new JsonArray(Doc.items(document, "growth", "enough_until_month")));
            Doc.items(document, "growth", "ways").stream().findFirst().ifPresent(w -> out.put("then", way(w)));
        }
        return out.build();
    }

    private static JsonArray rows(Stream<JsonValue> items, Function<JsonValue, JsonValue> row) {
        return new JsonArray(items.map(row).toList());
    }

    private static JsonValue want(JsonValue want) {
        return JsonObject.builder()
                .put(MODEL, Doc.said(want, MODEL))
                .put("file", Doc.said(want, "file_type"))
                .putIfPresent("ctx", Doc.at(want, "ctx"))
                .putIfPresent(USERS, Doc.at(want, USERS))
                .putIfPresent("served", Doc.at(want, "served"))
                .putIfPresent("room", Doc.at(want, "room"))
                .putIfPresent("why", Doc.at(want, "why"))
                .build();
    }

    private static JsonValue group(JsonValue group) {
        List<String> serves = Doc.items(group, "servers").stream()
                .map(s -> Doc.said(s, MODEL) + " "
                        + Doc.written(Doc.number(s, USERS).orElse(0)) + " of "
                        + Doc.written(Doc.number(s, "most_users").orElse(0)))
                .toList();
        return JsonObject.builder()
                .put("count", Doc.items(group, "machines").size())
                .put("kind", Doc.said(group, "kind"))
                .put("serve", String.join(" + ", serves))
                .build();
    }

    private static JsonObject way(JsonValue way) {
        return JsonObject.builder()
                .put("buy", Doc.said(way, "kind"))
                .putIfPresent("count", Doc.at(way, "machines"))
                .putIfPresent("from_month", Doc.at(way, "from_month"))
                .putIfPresent("usd", Doc.at(way, "usd"))
                .putIfPresent("rent_below_usd_hour", Doc.at(way, "rent_below_usd_hour"))
                .build();
    }

    /** Returns the same as lines for people. */
    static List<String> lines(JsonObject brief) {
        List<String> lines = new ArrayList<>();
        lines.add((Doc.truth(brief, "serves_all") ? "All users are served" : "Not all users are served") + ", by "
                + Doc.written(Doc.number(brief, "used").orElse(0)) + " of "
                + Doc.written(Doc.number(brief, "machines").orElse(0)) + " machines");
        for (String list : List.of("wants", "placement", "more")) {
            Doc.items(brief, list).stream().limit(LINES).forEach(row -> lines.add(Briefs.line(row)));
        }
        Doc.items(brief, "enough_until_month").stream()
                .map(m -> Doc.said(m, MODEL) + until(m))
                .reduce((a, b) -> a + "; " + b)
                .ifPresent(lines::add);
        Doc.at(brief, "then").ifPresent(t -> lines.add("Then " + Briefs.line(t)));
        return lines;
    }

    private static String until(JsonValue until) {
        return Doc.number(until, "month").isPresent()
                ? " is served until month "
                        + Doc.written(Doc.number(until, "month").getAsDouble())
                : " is not served now";
    }
}
