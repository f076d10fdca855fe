package dev.llmfit.answers.engines;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Predictions of a launch of vLLM or MLX beside what it says, as a document, and the question for it. */
public final class EngineVerifyDocument {
    /** Seconds that mlx-lm's classes may take where the question does not say; large models take some tens. */
    private static final int USUAL_LIMIT = 600;

    /** Characters of a config.json; the largest that are published, with bits for each layer, have some 100,000; judgement. */
    private static final int LONGEST_CONFIG = 4 << 20;

    private EngineVerifyDocument() {}

    /** Returns whether a question about a run is about an engine with a package of its own, and not where llama.cpp's programs are. */
    public static boolean isAsked(QuestionFields fields) {
        return fields.text("engine").flatMap(SizedEngines::byId).isPresent();
    }

    /**
     * Reads a question: {@code engine}, {@code server} or {@code log} or {@code config}, {@code model}, {@code launch},
     * {@code timeout} in seconds, {@code hardware} and what goes with it.
     *
     * @throws dev.llmfit.answers.RefusedException if a field cannot be used
     */
    public static EngineVerifyQuestion question(QuestionFields fields) {
        SizedEngine engine = EngineSizeDocument.engine(fields.requiredText("engine"));
        EngineVerifyQuestion.Heard heard = new EngineVerifyQuestion.Heard(
                fields.text("server"),
                fields.texts("log"),
                fields.text("config").map(EngineVerifyDocument::config),
                Duration.ofSeconds(fields.whole("timeout", 1, USUAL_LIMIT)));
        HardwareSelector machine = fields.hardware();
        LaunchArguments launch = EngineSizeDocument.launch(engine, fields);
        EngineVerifyQuestion question = new EngineVerifyQuestion(
                engine.id(),
                heard,
                fields.text("model"),
                launch.values(),
                fields.namesHardware() ? Optional.of(machine) : Optional.empty());
        fields.done();
        return question;
    }

    /**
     * Reads a checkpoint's config.json.
     *
     * @throws dev.llmfit.answers.RefusedException if it is none
     */
    public static JsonObject config(String text) {
        if (text.length() <= LONGEST_CONFIG) {
            try {
                if (Json.parse(text) instanceof JsonObject config
                        && config.string("model_type").isPresent()) {
                    return config;
                }
            } catch (JsonException e) {
                throw ProofParts.refused("config", "{0} is no config.json: " + e.getMessage() + ".");
            }
        }
        throw ProofParts.refused("config", "{0} is no config.json of a checkpoint: it names no model_type.");
    }

    /** Returns the document. */
    public static JsonObject of(EngineVerifyAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/engine-verify/1")
                .put("engine", answer.engine())
                .put("model", answer.model())
                .put("source", answer.source())
                .put(
                        "comparisons",
                        new JsonArray(answer.comparisons().stream()
                                .map(EngineVerifyDocument::comparison)
                                .toList()))
                .put("notes", answer.notes())
                .put("passed", answer.off().isEmpty())
                .build();
    }

    private static JsonValue comparison(ComparedFigure c) {
        return JsonObject.builder()
                .put("name", c.name())
                .put("unit", c.unit().name().toLowerCase(Locale.ROOT))
                .put("low", JsonValue.of(number(c.low())))
                .put("predicted", JsonValue.of(number(c.mid())))
                .put("high", JsonValue.of(number(c.high())))
                .put("measured", JsonValue.of(number(c.measured())))
                .put("difference", c.difference())
                .put("verdict", c.verdict().name().toLowerCase(Locale.ROOT))
                .build();
    }

    private static Number number(double value) {
        if (value == Math.rint(value)) {
            return (long) value;
        }
        return value;
    }
}
