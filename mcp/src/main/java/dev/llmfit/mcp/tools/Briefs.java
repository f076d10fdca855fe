package dev.llmfit.mcp.tools;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Short answers, taken from documents: what an agent needs to decide, and nothing else. */
final class Briefs {
    /** Reasons that a pick gets; the document has all. */
    private static final int REASONS = 3;

    /** A launch is said to be faster than another from here on; judgement: what a reader notices. */
    private static final double FASTER = 1.25;

    private Briefs() {}

    /** Returns the memory, the speed and the context of a candidate of a recommendation. */
    static JsonObject launch(JsonValue candidate) {
        JsonObject.Builder out = JsonObject.builder()
                .put("model", Doc.said(candidate, "model"))
                .put("file", Doc.said(candidate, "file_type"));
        Doc.at(candidate, "options", "n_ctx").ifPresent(ctx -> out.put("ctx", ctx));
        memory(
                out,
                Doc.items(candidate, "memory", "devices"),
                Doc.at(candidate, "memory", "host").orElse(JsonObject.builder().build()));
        out.put("whole", Doc.said(candidate, "verdict").equals("full-gpu"));
        speed(out, candidate);
        OptionalDouble ability = Doc.number(candidate, "score", "quality");
        ability.ifPresent(a -> out.put(
                "ability", JsonArrays.of(a, Doc.number(candidate, "score", "se").orElse(0))));
        return out.build();
    }

    private static void memory(JsonObject.Builder out, List<JsonValue> devices, JsonValue host) {
        if (!devices.isEmpty()) {
            out.put("gpu_gib", Doc.gib(sum(devices, "total")));
            out.put("left_gib", Doc.gib(least(devices)));
        }
        Doc.number(host, "total").ifPresent(total -> out.put("ram_gib", Doc.gib(total)));
    }

    private static double sum(List<JsonValue> devices, String part) {
        return devices.stream().mapToDouble(d -> Doc.number(d, part).orElse(0)).sum();
    }

    private static double least(List<JsonValue> devices) {
        return devices.stream()
                .mapToDouble(d -> Doc.number(d, "headroom").orElse(0))
                .min()
                .orElse(0);
    }

    private static void speed(JsonObject.Builder out, JsonValue launch) {
        range(launch, "speed", "tg_tok_s").ifPresent(range -> out.put("tok_s", range));
        Doc.text(launch, "speed", "basis").ifPresent(basis -> out.put("basis", basis));
    }

    private static Optional<JsonValue> range(JsonValue from, String... path) {
        return Doc.at(from, path)
                .filter(v -> Doc.number(v, "low").isPresent())
                .map(v -> JsonArrays.of(
                        Doc.twoDigits(Doc.number(v, "low").orElse(0)),
                        Doc.twoDigits(Doc.number(v, "high").orElse(0))));
    }

    /** Returns the pick of a recommendation, why, how it is started, and the others with the one reason for each. */
    static JsonObject recommendation(JsonValue document, List<JsonValue> candidates, int limit) {
        JsonObject.Builder out = JsonObject.builder().put("machine", Doc.said(document, "machine", "id"));
        if (candidates.isEmpty()) {
            return out.put("pick", JsonValue.of(null))
                    .put("why", List.of(nothing(document)))
                    .build();
        }
        JsonValue first = candidates.getFirst();
        out.put("pick", launch(first));
        out.put(
                "why",
                Doc.items(first, "because").stream()
                        .limit(REASONS)
                        .map(b -> Doc.said(b, "rule") + " " + Doc.said(b, "text"))
                        .toList());
        Doc.text(first, "commands", "llama.cpp").ifPresent(run -> out.put("run", run));
        List<JsonValue> others = new ArrayList<>();
        for (JsonValue other : candidates.subList(1, Math.min(candidates.size(), limit))) {
            others.add(JsonObject.builder()
                    .put("model", Doc.said(other, "model"))
                    .put("file", Doc.said(other, "file_type"))
                    .put("why", difference(first, other))
                    .build());
        }
        return out.put("others", new JsonArray(others)).build();
    }

    private static String nothing(JsonValue document) {
        return "Nothing worth running fits: " + Doc.said(document, "outcome").replace('_', ' ') + ".";
    }

    /** Returns the one thing in which a launch differs most from the first. */
    private static String difference(JsonValue first, JsonValue other) {
        double speed = middle(other) / middle(first);
        String range =
                range(other, "speed", "tg_tok_s").map(r -> words(r) + " tok/s").orElse("");
        double abler = Doc.number(other, "score", "quality").orElse(0)
                - Doc.number(first, "score", "quality").orElse(0);
        double error = Math.max(
                Doc.number(other, "score", "se").orElse(0),
                Doc.number(first, "score", "se").orElse(0));
        if (Doc.number(other, "score", "benchmarks").orElse(0) == 0) {
            return "nobody has measured it; " + range;
        }
        if (speed >= FASTER) {
            return "faster: " + range;
        }
        if (abler > error) {
            return "abler by " + Doc.twoDigits(abler) + " doublings; " + range;
        }
        double saved = Doc.number(first, "file_bytes").orElse(0)
                - Doc.number(other, "file_bytes").orElse(0);
        if (Doc.gib(saved) >= 1) {
            return Doc.written(Doc.gib(saved)) + " GiB smaller; " + range;
        }
        return "near it; " + range;
    }

    private static double middle(JsonValue candidate) {
        return Math.max(Doc.number(candidate, "speed", "tg_tok_s", "mid").orElse(0), Double.MIN_NORMAL);
    }

    private static String words(JsonValue range) {
        List<JsonValue> ends = ((JsonArray) range).items();
        return Doc.written(ends.getFirst().asNumber().orElse(0)) + " to "
                + Doc.written(ends.getLast().asNumber().orElse(0));
    }

    /** Returns what a launch takes, and what fits beside it. */
    static JsonObject size(JsonValue document, JsonValue fits) {
        JsonObject.Builder out = JsonObject.builder()
                .put("model", Doc.said(document, "model", "id"))
                .put("file", Doc.said(document, "model", "file_type"))
                .put("fits", Doc.truth(document, "fits"));
        Doc.at(document, "n_ctx").ifPresent(ctx -> out.put("ctx", ctx));
        List<JsonValue> devices = Doc.items(document, "devices");
        if (devices.size() > 1) {
            JsonObject.Builder each = JsonObject.builder();
            devices.forEach(d ->
                    each.put(Doc.said(d, "name"), Doc.gib(Doc.number(d, "total").orElse(0))));
            out.put("each_gib", each.build());
        }
        memory(
                out,
                devices,
                Doc.at(document, "host").orElse(JsonObject.builder().build()));
        speed(out, document);
        Doc.number(fits, "n_ctx_each", "most").ifPresent(most -> out.put("largest_ctx", (long) most));
        Doc.number(fits, "n_gpu_layers", "most").ifPresent(most -> out.put("largest_ngl", (long) most));
        Doc.number(fits, "n_cpu_moe", "least").ifPresent(least -> out.put("smallest_ncmoe", (long) least));
        return out.build();
    }

    /** Returns the rows of a list, a line of numbers each. */
    static JsonArray models(JsonValue document, int limit) {
        return new JsonArray(Doc.items(document, "models").stream()
                .limit(limit)
                .<JsonValue>map(m -> {
                    JsonObject.Builder row = JsonObject.builder()
                            .put(
                                    "model",
                                    Doc.items(m, "ollama").isEmpty()
                                            ? Doc.said(m, "id")
                                            : Doc.items(m, "ollama")
                                                    .getFirst()
                                                    .asText()
                                                    .orElse(""))
                            .put("billions", billions(m));
                    Doc.at(m, "n_ctx_train").ifPresent(n -> row.put("ctx", n));
                    return row.put("licence", Doc.said(m, "licence"))
                            .put("released", Doc.said(m, "release"))
                            .put("q4_gib", Doc.gib(Doc.number(m, "q4_k_m_bytes").orElse(0)))
                            .putIfPresent("weights_fit", Doc.text(m, "weights_fit"))
                            .build();
                })
                .toList());
    }

    /** Parameters are said in billions. */
    private static final double BILLION = 1e9;

    private static double billions(JsonValue model) {
        return Doc.twoDigits(Doc.number(model, "parameters").orElse(0) / BILLION);
    }

    /** Returns the usual file types, largest first, each with its loss and where it fits. */
    static JsonArray quants(JsonValue document, int limit) {
        return new JsonArray(Doc.items(document, "quants").stream()
                .filter(q -> Doc.truth(q, "usual"))
                .sorted((a, b) -> Double.compare(bytes(b), bytes(a)))
                .limit(limit)
                .<JsonValue>map(q -> {
                    String type = Doc.said(q, "file_type");
                    JsonObject.Builder row =
                            JsonObject.builder().put("file", type).put("gib", Doc.gib(bytes(q)));
                    Doc.number(q, "quality", "ppl_percent").ifPresent(p -> row.put("loss_percent", Doc.twoDigits(p)));
                    Doc.text(document, "fits", type, "launch", "verdict").ifPresent(v -> row.put("fits", v));
                    Doc.at(document, "fits", type, "largest_ctx")
                            .filter(v -> v.asNumber().isPresent())
                            .ifPresent(c -> row.put("largest_ctx", c));
                    return row.build();
                })
                .toList());
    }

    private static double bytes(JsonValue quant) {
        return Doc.number(quant, "file_bytes").orElse(0);
    }

    /** Returns what to buy, cheapest first, within a budget in USD. */
    static JsonArray purchases(JsonValue document, double budget, int limit) {
        List<JsonValue> rows = new ArrayList<>();
        Doc.items(document, "upgrades")
                .forEach(u -> rows.add(purchase(
                        u,
                        Doc.said(u, "change"),
                        "price_usd",
                        Doc.at(u, "after").orElse(u))));
        Doc.items(document, "machines")
                .forEach(m -> rows.add(purchase(
                        m, Doc.said(m, "name"), "total_usd", Doc.at(m, "best").orElse(m))));
        return new JsonArray(rows.stream()
                .filter(r -> Doc.number(r, "usd").orElse(Double.MAX_VALUE) <= budget)
                .sorted((a, b) -> Double.compare(
                        Doc.number(a, "usd").orElse(Double.MAX_VALUE),
                        Doc.number(b, "usd").orElse(Double.MAX_VALUE)))
                .limit(limit)
                .toList());
    }

    private static JsonValue purchase(JsonValue row, String what, String price, JsonValue best) {
        JsonObject.Builder out = JsonObject.builder();
        OptionalDouble count = Doc.number(row, "count");
        out.put("buy", count.orElse(1) > 1 ? Doc.written(count.getAsDouble()) + " x " + what : what);
        Doc.number(row, price).ifPresent(usd -> out.put("usd", Math.rint(usd)));
        Doc.text(row, "price_date").ifPresent(date -> out.put("priced", date));
        out.put("file", Doc.said(best, "file_type"));
        speed(out, best);
        return out.build();
    }

    /** Returns the pools and devices of a machine. */
    static JsonObject machine(JsonValue document) {
        JsonValue machine = Doc.at(document, "machine").orElse(document);
        List<JsonValue> devices = Doc.items(machine, "devices").stream()
                .<JsonValue>map(d -> JsonObject.builder()
                        .put("name", Doc.said(d, "name"))
                        .put("is", Doc.said(d, "description"))
                        .put("gib", Doc.gib(Doc.number(d, "capacity").orElse(0)))
                        .put("free_gib", Doc.gib(Doc.number(d, "free").orElse(0)))
                        .putIfPresent("gb_s", Doc.at(d, "bandwidth_gbps"))
                        .build())
                .toList();
        List<JsonValue> pools = Doc.items(machine, "pools").stream()
                .filter(p -> !Doc.said(p, "kind").equals("device"))
                .<JsonValue>map(p -> JsonObject.builder()
                        .put("pool", Doc.said(p, "id"))
                        .put("kind", Doc.said(p, "kind"))
                        .put("gib", Doc.gib(Doc.number(p, "capacity").orElse(0)))
                        .put("free_gib", Doc.gib(Doc.number(p, "free").orElse(0)))
                        .putIfPresent("gb_s", Doc.at(p, "bandwidth_gbps"))
                        .build())
                .toList();
        return JsonObject.builder()
                .put("machine", Doc.said(machine, "id"))
                .put("os", Doc.said(machine, "os"))
                .put("cpu", Doc.said(machine, "cpu", "name"))
                .put("devices", new JsonArray(devices))
                .put("memory", new JsonArray(pools))
                .put(
                        "taken",
                        Doc.items(machine, "warnings").stream()
                                .map(w -> Doc.said(w, "text"))
                                .toList())
                .build();
    }

    /** Returns an object in a line of words: {@code name value, name value}. */
    static String line(JsonValue row) {
        List<String> words = new ArrayList<>();
        if (row instanceof JsonObject object) {
            object.members().forEach((name, value) -> words.add(name + " " + plain(value)));
        } else {
            words.add(plain(row));
        }
        return String.join(", ", words);
    }

    private static String plain(JsonValue value) {
        return value.asText().orElseGet(() -> Json.compact(value).replace("\"", ""));
    }
}
