package dev.llmfit.cli.proof;

import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.engine.store.LaunchJson;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.engine.verify.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The document {@code llmfit/verify/1}. */
final class VerifyJson {
    private VerifyJson() {}

    static Map<String, Object> document(Verification v) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", "llmfit/verify/1");
        tree.put("engine", v.modelled().toString());
        tree.put("model", model(v));
        tree.put("ran_on", StoredMeasurement.engine(v.engine()));
        tree.put("options", LaunchJson.of(v.launch()));
        tree.put("n_ctx", v.estimate().nCtx());
        tree.put(
                "comparisons",
                v.comparisons().stream().map(VerifyJson::comparison).toList());
        tree.put(
                "buffers",
                v.buffers().buffers().stream().map(VerifyJson::buffer).toList());
        tree.put(
                "results",
                v.bench()
                        .map(b -> b.readings().stream()
                                .map(StoredMeasurement::reading)
                                .toList())
                        .orElse(List.of()));
        tree.put("lessons", v.lessons().stream().map(VerifyJson::lesson).toList());
        tree.put("notes", v.notes());
        tree.put("passed", v.passed());
        return tree;
    }

    private static Map<String, Object> model(Verification v) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", v.model().name());
        tree.put("architecture", v.model().architecture());
        tree.put("tensor_bytes", v.model().tensorBytes());
        tree.put("phantom", v.phantom().isPresent());
        tree.put("phantom_file_bytes", v.phantom().map(p -> p.fullSize().count()));
        tree.put("phantom_written_bytes", v.phantom().map(p -> p.written().count()));
        return tree;
    }

    private static Map<String, Object> comparison(Comparison c) {
        boolean speed = c.quantity() == Comparison.Quantity.SPEED;
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", c.name());
        tree.put("quantity", c.quantity().name().toLowerCase(Locale.ROOT));
        tree.put("unit", speed ? "tok/s" : "bytes");
        tree.put("predicted", number(c.predicted(), speed));
        tree.put("low", number(c.low(), speed));
        tree.put("high", number(c.high(), speed));
        tree.put("measured", number(c.measured(), speed));
        tree.put("difference", Double.isFinite(c.relativeDifference()) ? c.relativeDifference() : Optional.empty());
        tree.put("inside", c.inside());
        return tree;
    }

    private static Object number(double value, boolean speed) {
        return speed ? (Object) value : (Object) Math.round(value);
    }

    private static Map<String, Object> buffer(MeasuredBuffer b) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("buffer", b.buffer());
        tree.put("kind", b.kind().name().toLowerCase(Locale.ROOT));
        tree.put("bytes", b.size());
        return tree;
    }

    private static Map<String, Object> lesson(Verification.Lesson lesson) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", lesson.model().name());
        tree.put("options", LaunchJson.of(lesson.launch()));
        tree.put("reason", lesson.reason());
        return tree;
    }
}
