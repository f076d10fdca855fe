package dev.llmfit.serve.rest;

import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendDocument;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A picture of one line that says whether a model fits a machine and how fast it is there. */
public final class BadgeRoute {
    /** Width of a character of the text, in pixels; the widest usual fonts need that. */
    private static final double CHARACTER = 7.2;

    private static final int MARGIN = 8;
    private static final int HEIGHT = 20;
    private static final String SVG = "image/svg+xml";

    private final Answering answering;

    /** Creates the route. */
    public BadgeRoute(Answering answering) {
        this.answering = answering;
    }

    /** Returns it. */
    public Route route() {
        return new Route(
                "GET",
                "/badge/{model*}.svg",
                "Says in a picture whether a model fits a machine, and how fast it is there.",
                RouteShape.DOCUMENT.ofState().giving(200, Optional.of(SVG)),
                this::reply);
    }

    private Reply reply(Call call, String model) {
        State state = State.parse(call.query()).with(StateField.MODEL, model);
        boolean here = Answering.isHere(state);
        return answering.tagged(call, here, () -> {
            JsonObject document = answering.searched("badge?" + state.text(), here, bench -> {
                RecommendQuestion question = new StateQuestions(state).recommend();
                RecommendAnswer answer = bench.ask(question);
                return RecommendDocument.of(answer);
            });
            byte[] svg = svg(model, said(document)).getBytes(StandardCharsets.UTF_8);
            return Reply.of(200, SVG, svg);
        });
    }

    private static String said(JsonObject document) {
        List<JsonValue> candidates =
                document.get("candidates").orElse(null) instanceof JsonArray a ? a.items() : List.of();
        if (candidates.isEmpty()) {
            return "does not fit";
        }
        JsonValue first = candidates.getFirst();
        Optional<JsonValue> speed = first.get("speed").flatMap(s -> s.get("tg_tok_s"));
        String range = rounded(speed.flatMap(s -> s.get("low"))) + " – " + rounded(speed.flatMap(s -> s.get("high")));
        String verdict = first.get("verdict").orElse(null) instanceof JsonString v ? v.value() : "";
        return (verdict.equals("full-gpu") ? "fits" : verdict.equals("cpu") ? "in RAM" : "partly on the GPU") + " · "
                + range + " tok/s";
    }

    private static String rounded(Optional<JsonValue> number) {
        return switch (number.orElse(null)) {
            case JsonNumber.Whole w -> Long.toString(w.value());
            case JsonNumber.Real r ->
                r.value() < 10 ? String.format(Locale.ROOT, "%.1f", r.value()) : Long.toString(Math.round(r.value()));
            case null, default -> "?";
        };
    }

    private static String svg(String model, String said) {
        int left = width(model);
        int right = width(said);
        String text = escaped(model + ": " + said);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img" aria-label="%s">
                <title>%s</title>
                <rect width="%d" height="%d" rx="3" fill="#444"/>
                <rect x="%d" width="%d" height="%d" rx="3" fill="#1f6feb"/>
                <g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">
                <text x="%d" y="14">%s</text>
                <text x="%d" y="14">%s</text>
                </g>
                </svg>
                """.formatted(
                        left + right,
                        HEIGHT,
                        text,
                        text,
                        left + right,
                        HEIGHT,
                        left,
                        right,
                        HEIGHT,
                        MARGIN,
                        escaped(model),
                        left + MARGIN,
                        escaped(said));
    }

    private static int width(String text) {
        return (int) Math.ceil(text.codePointCount(0, text.length()) * CHARACTER) + 2 * MARGIN;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
