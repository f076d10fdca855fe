package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.speed.Span;

/** Ranges in documents: {@code low}, {@code mid} and {@code high}, each to three decimals. */
final class RangeJson {
    private static final double THOUSANDTHS = 1000;

    private RangeJson() {}

    static JsonObject of(Span range) {
        return JsonObject.builder()
                .put("low", rounded(range.low()))
                .put("mid", rounded(range.mid()))
                .put("high", rounded(range.high()))
                .build();
    }

    private static JsonValue rounded(double value) {
        return JsonValue.of(Math.rint(value * THOUSANDTHS) / THOUSANDTHS);
    }
}
