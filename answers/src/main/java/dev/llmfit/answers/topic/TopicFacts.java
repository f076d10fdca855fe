package dev.llmfit.answers.topic;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.YamlNode;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.sizing.speed.Span;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts numbers into the text of a page: {@code {question path form}} is what the answer to a question of the page holds at a path.
 * A path has names, places in arrays, and {@code name=value} for the item of an array that has it; {@code +} adds two of them.
 * {@code QUESTION?} is the question itself. {@code >8} behind the form pads it to eight columns. The question {@code program} is about this version's own defaults.
 */
final class TopicFacts {
    /** A fact in a text. */
    static final Pattern FACT = Pattern.compile("\\{(\\S+) (\\S+) ([a-z]+)(?: ([<>])([0-9]+))?}");

    private static final String PROGRAM = "program";

    /** Perplexity is told with a decimal where it is small. */
    private static final double LARGE_PERCENT = 10;

    private static final double BILLION = 1e9;

    private final Map<String, JsonValue> questions = new HashMap<>();
    private final Map<String, JsonValue> answers = new HashMap<>();
    private final Workbench bench;

    TopicFacts(YamlNode.Mapping page, Workbench bench) {
        this.bench = bench.forMany(Path.of(""));
        if (page.toJson().get("questions").orElse(JsonObject.builder().build()) instanceof JsonObject asked) {
            questions.putAll(asked.members());
        }
        answers.put(PROGRAM, defaults());
    }

    /** What this version does where nothing is said. */
    private static JsonObject defaults() {
        LaunchOptions launch = LaunchOptions.defaults();
        return JsonObject.builder()
                .put("build", EngineBuild.NEWEST.toString())
                .put("n_batch", launch.nBatch())
                .put("n_ubatch", launch.nUbatch())
                .put("cache_ram", Bytes.ofMib(ServerCaches.DEFAULT.cacheRam(EngineBuild.NEWEST)))
                .put("checkpoints", ServerCaches.DEFAULT.ctxCheckpoints(EngineBuild.NEWEST))
                .put("margin", Budgets.DEFAULT_MARGIN)
                .build();
    }

    /** Returns a text with its facts. */
    String filled(String text) {
        return FACT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(fact(found)));
    }

    private String fact(MatchResult found) {
        String text = said(answer(found.group(1)), List.of(found.group(2).split("\\+", -1)), found.group(3));
        if (found.group(4) == null) {
            return text;
        }
        return String.format(Locale.ROOT, "%" + (found.group(4).equals("<") ? "-" : "") + found.group(5) + "s", text);
    }

    /** Returns the answer to a question, or the question itself if a question mark stands behind its name. */
    private JsonValue answer(String name) {
        boolean itself = name.endsWith("?");
        String question = itself ? name.substring(0, name.length() - 1) : name;
        if (itself) {
            return asked(question);
        }
        JsonValue known = answers.get(question);
        if (known != null) {
            return known;
        }
        JsonValue asked = asked(question);
        QuestionType type = QuestionType.byId(asked.string("ask").orElseThrow()).orElseThrow();
        JsonValue answer = type.answer(QuestionFields.of(asked), bench);
        answers.put(question, answer);
        return answer;
    }

    private JsonValue asked(String question) {
        return Optional.ofNullable(questions.get(question))
                .orElseThrow(() -> new IllegalStateException("no question " + question));
    }

    private static String said(JsonValue answer, List<String> paths, String form) {
        return switch (form) {
            case "gib" ->
                String.format(
                        Locale.ROOT,
                        "%,.1f GiB",
                        Bytes.of(Math.round(sum(answer, paths))).gib());
            case "mib" ->
                String.format(
                        Locale.ROOT,
                        "%,.0f MiB",
                        Bytes.of(Math.round(sum(answer, paths))).mib());
            case "whole" -> String.format(Locale.ROOT, "%,.0f", sum(answer, paths));
            case "plain" -> String.format(Locale.ROOT, "%.0f", sum(answer, paths));
            case "decimals" -> String.format(Locale.ROOT, "%.2f", sum(answer, paths));
            case "billions" -> String.format(Locale.ROOT, "%.1f B", sum(answer, paths) / BILLION);
            case "percent" -> percent(sum(answer, paths));
            case "rate" -> TwoDigits.of(sum(answer, paths));
            case "range" -> {
                JsonValue range = at(answer, paths.getFirst());
                yield TwoDigits.range(new Span(number(range, "low"), number(range, "mid"), number(range, "high")));
            }
            case "text" -> at(answer, paths.getFirst()).asText().orElseThrow();
            default -> throw new IllegalStateException("no form " + form);
        };
    }

    private static double number(JsonValue object, String name) {
        return object.number(name).orElseThrow();
    }

    private static String percent(double value) {
        if (value < Quality.NOTHING) {
            return "nothing";
        }
        return String.format(Locale.ROOT, value < LARGE_PERCENT ? "%.1f %%" : "%.0f %%", value);
    }

    private static double sum(JsonValue answer, List<String> paths) {
        return paths.stream()
                .mapToDouble(path -> at(answer, path).asNumber().orElseThrow())
                .sum();
    }

    private static JsonValue at(JsonValue answer, String path) {
        JsonValue value = answer;
        for (String step : path.split("/", -1)) {
            value = step.isEmpty() ? value : below(value, step);
        }
        return value;
    }

    private static JsonValue below(JsonValue value, String step) {
        int equals = step.indexOf('=');
        if (equals >= 0) {
            String name = step.substring(0, equals);
            return value.items().stream()
                    .filter(item -> item.string(name).equals(Optional.of(step.substring(equals + 1))))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no item with " + step));
        }
        if (step.matches("[0-9]+")) {
            return value.items().get(Integer.parseInt(step));
        }
        return value.get(step).orElseThrow(() -> new IllegalStateException("no " + step + " in the answer"));
    }
}
