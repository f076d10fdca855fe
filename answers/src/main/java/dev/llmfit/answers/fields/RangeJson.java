package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.speed.Span;
import dev.llmfit.sizing.speed.SpeedRange;

/** Ranges in documents: {@code low}, {@code mid} and {@code high}. */
public final class RangeJson {
    private static final double THOUSANDTHS = 1000;

    private RangeJson() {}

    /** Returns a range to three decimals. */
    static JsonObject of(Span range) {
        return JsonObject.builder()
                .put("low", rounded(range.low()))
                .put("mid", rounded(range.mid()))
                .put("high", rounded(range.high()))
                .build();
    }

    /** Returns a range with all its digits. */
    public static JsonObject exact(double low, double mid, double high) {
        return JsonObject.builder()
                .put("low", low)
                .put("mid", mid)
                .put("high", high)
                .build();
    }

    /** Returns a range of speeds with all its digits. */
    public static JsonObject exact(SpeedRange range) {
        return exact(range.low(), range.mid(), range.high());
    }

    private static JsonValue rounded(double value) {
        return JsonValue.of(Math.rint(value * THOUSANDTHS) / THOUSANDTHS);
    }
}
