package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.probe.hardware.ModelExpectation.FixedLaunch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads what a file expects of a model. */
final class ModelLine {
    private static final List<String> VERDICTS = List.of("full-gpu", "partial-gpu", "moe-offload", "cpu", "no-fit");

    /** llama.cpp's LLAMA_MAX_SEQ (llama-cparams.h): more slots than that it refuses. */
    private static final int MOST_USERS = 256;

    private ModelLine() {}

    /** What other programs and other parts of this one call these keys; no spelling is near enough to suggest them. */
    private static final Map<String, String> CALLED_ELSEWHERE = Map.ofEntries(
            Map.entry("quant", "file_type"),
            Map.entry("context", "ctx"),
            Map.entry("ctx_size", "ctx"),
            Map.entry("n_parallel", "users"),
            Map.entry("parallel", "users"),
            Map.entry("slots", "users"),
            Map.entry("ngl", "n_gpu_layers"),
            Map.entry("gpu_layers", "n_gpu_layers"),
            Map.entry("cache_type_k", "type_k"),
            Map.entry("cache_type_v", "type_v"),
            Map.entry("ubatch_size", "n_ubatch"),
            Map.entry("tok_s", "min_tok_s"));

    static ModelExpectation read(AuditedFields line) {
        Remarks.knowOfModel(line);
        for (String key : line.keys()) {
            if (CALLED_ELSEWHERE.containsKey(key)) {
                line.complain(key, "is no key here; did you mean '" + CALLED_ELSEWHERE.get(key) + "'?");
            }
        }
        OptionalInt users = line.optionalCount("users", MOST_USERS);
        if (users.orElse(1) < 1) {
            line.complain("users", "must be at least 1");
        }
        return new ModelExpectation(
                line.text("model"),
                line.optionalText("file_type"),
                users,
                context(line),
                new FixedLaunch(
                        layers(line),
                        line.optionalText("type_k"),
                        line.optionalText("type_v"),
                        line.optionalTokens("n_ubatch"),
                        line.optionalText("engine")),
                speed(line),
                verdict(line));
    }

    /** {@code n_ctx}, {@code min_tps} and {@code verdict} are what the keys were called first. */
    private static void only(AuditedFields line, String key, String first) {
        if (line.has(key) && line.has(first)) {
            line.complain(first, "says what " + key + " says; leave one out");
        }
    }

    private static OptionalInt context(AuditedFields line) {
        only(line, "ctx", "n_ctx");
        OptionalInt ctx = line.optionalTokens("ctx");
        OptionalInt found = ctx.isPresent() ? ctx : line.optionalTokens("n_ctx");
        if (found.orElse(1) < 1) {
            line.complain(ctx.isPresent() ? "ctx" : "n_ctx", "must be at least 1");
        }
        return found;
    }

    private static OptionalDouble speed(AuditedFields line) {
        only(line, "min_tok_s", "min_tps");
        OptionalDouble speed = line.optionalAmount("min_tok_s");
        return speed.isPresent() ? speed : line.optionalAmount("min_tps");
    }

    /** Layers as {@code -ngl} takes them; {@code all} is more than any model has. */
    private static OptionalInt layers(AuditedFields line) {
        return line.optionalText("n_gpu_layers").filter(t -> t.equals("all")).isPresent()
                ? OptionalInt.of(Integer.MAX_VALUE)
                : line.optionalCount("n_gpu_layers", Integer.MAX_VALUE);
    }

    private static Optional<String> verdict(AuditedFields line) {
        only(line, "expect", "verdict");
        String key = line.has("expect") ? "expect" : "verdict";
        Optional<String> verdict = line.optionalText(key);
        line.know("expect", "verdict");
        for (String one : verdict.map(v -> List.of(v.split("\\|", -1))).orElse(List.of())) {
            if (!VERDICTS.contains(one.strip())) {
                line.complain(key, "is '" + one.strip() + "'; verdicts are " + String.join(", ", VERDICTS));
            }
        }
        return verdict.map(v -> v.replace(" ", ""));
    }
}
