package dev.llmfit.answers.engines;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.fields.ModelFields;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.Spelling;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.engines.EngineCommand;
import dev.llmfit.sizing.engines.EngineFigure;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.EngineValue;
import dev.llmfit.sizing.engines.LaunchArgument;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A sized launch of an engine as a document, and the question for it. */
public final class EngineSizeDocument {
    /** The name of the field that tells the engine, and of the one that holds its arguments. */
    private static final String ENGINE = "engine";

    private static final String LAUNCH = "launch";

    /** Ratios are told to a millionth, as the engines' own logs are to a hundredth. */
    private static final double MILLION = 1e6;

    private EngineSizeDocument() {}

    /** Returns the document. */
    public static JsonObject of(EngineSizeAnswer answer) {
        EngineSize size = answer.size();
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/engine-size/1")
                .put(ENGINE, size.release())
                .put("model", answer.model())
                .put("verdict", size.verdict().name().toLowerCase(Locale.ROOT));
        JsonObject.Builder trust = JsonObject.builder();
        for (EngineFigure figure : size.figures()) {
            document.put(figure.name(), value(figure.value()));
            trust.put(figure.name(), figure.trust().name().toLowerCase(Locale.ROOT));
        }
        if (size.verdict() == EngineSize.Verdict.REFUSED) {
            document.put("refused", true);
        }
        size.refusal().ifPresent(sentence -> document.put("message", sentence));
        return document.put("trust", trust.build())
                .put("notes", size.notes())
                .put(
                        "commands",
                        new JsonArray(size.commands().stream()
                                .map(EngineSizeDocument::command)
                                .toList()))
                .build();
    }

    private static JsonValue command(EngineCommand command) {
        return JsonObject.builder()
                .put("program", command.program())
                .put("line", command.line())
                .build();
    }

    // No switch over types: its bootstrap costs every cold process some milliseconds.
    private static JsonValue value(EngineValue value) {
        if (value instanceof EngineValue.Size s) {
            return new JsonNumber.Whole(s.bytes());
        }
        if (value instanceof EngineValue.Count c) {
            return new JsonNumber.Whole(c.count());
        }
        if (value instanceof EngineValue.Sizes s) {
            return JsonValue.of(s.bytes());
        }
        if (value instanceof EngineValue.Ratio r) {
            return rounded(r.value());
        }
        if (value instanceof EngineValue.SizeRange r) {
            return range(new JsonNumber.Whole(r.low()), new JsonNumber.Whole(r.mid()), new JsonNumber.Whole(r.high()));
        }
        EngineValue.CountRange r = (EngineValue.CountRange) value;
        return range(rounded(r.low()), rounded(r.mid()), rounded(r.high()));
    }

    private static JsonValue rounded(double value) {
        double cut = Math.rint(value * MILLION) / MILLION;
        return cut == Math.rint(cut) && Math.abs(cut) < Long.MAX_VALUE
                ? new JsonNumber.Whole((long) cut)
                : new JsonNumber.Real(cut);
    }

    private static JsonObject range(JsonValue low, JsonValue mid, JsonValue high) {
        return JsonObject.builder()
                .put("low", low)
                .put("mid", mid)
                .put("high", high)
                .build();
    }

    /** Returns whether a question about a launch is about an engine with a package of its own. */
    public static boolean isAsked(QuestionFields fields) {
        return fields.text(ENGINE).filter(SizedEngines::isOther).isPresent();
    }

    /**
     * Reads a question: {@code engine}, {@code gguf} or {@code model}, {@code hardware} and what goes with it, and {@code launch}.
     *
     * @throws RefusedException if it cannot be used
     */
    public static EngineSizeQuestion question(QuestionFields fields) {
        SizedEngine engine = engine(fields.requiredText(ENGINE));
        LaunchArguments launch = launch(engine, fields);
        boolean named = fields.namesHardware();
        HardwareSelector machine = fields.hardware();
        if (named && engine.hardware(launch).isPresent()) {
            throw new LaunchArgumentException(
                    "The launch names its hardware, and so does the question: give one of them");
        }
        EngineSizeQuestion question = new EngineSizeQuestion(
                engine.id(), ModelFields.read(fields), launch, named ? Optional.of(machine) : Optional.empty());
        fields.done();
        return question;
    }

    /** Reads the arguments of the launch of a question. */
    static LaunchArguments launch(SizedEngine engine, QuestionFields fields) {
        JsonObject given = fields.part(LAUNCH)
                .map(part -> given(part, engine))
                .orElseGet(() -> JsonObject.builder().build());
        return LaunchArguments.of(engine, given);
    }

    /**
     * Reads the arguments of a launch.
     *
     * @throws RefusedException if one cannot be used
     */
    public static LaunchArguments launch(SizedEngine engine, JsonObject given) {
        return LaunchArguments.of(engine, given(QuestionFields.of(given), engine));
    }

    /**
     * Returns an engine.
     *
     * @throws RefusedException if there is none of this name, with the nearest
     */
    public static SizedEngine engine(String name) {
        return SizedEngines.byId(name).orElseThrow(() -> {
            List<String> known = SizedEngines.ids();
            List<String> near = Spelling.nearest(name, known);
            return new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "usage",
                    "There is no engine '" + name + "' that is sized here.",
                    Hint.plain(
                            near.isEmpty()
                                    ? "name " + String.join(", ", known)
                                    : "did you mean '" + String.join("' or '", near) + "'?")));
        });
    }

    /** Reads the arguments of an engine, then those of the others: {@link LaunchArguments} refuses them by the engine's name. */
    private static JsonObject given(QuestionFields fields, SizedEngine asked) {
        List<LaunchArgument> all = new ArrayList<>(asked.arguments());
        Set<String> names = new HashSet<>(all.stream().map(LaunchArgument::name).toList());
        for (SizedEngine engine : SizedEngines.all()) {
            engine.arguments().stream().filter(a -> names.add(a.name())).forEach(all::add);
        }
        return read(fields, all);
    }

    private static JsonObject read(QuestionFields fields, List<LaunchArgument> arguments) {
        JsonObject.Builder given = JsonObject.builder();
        for (LaunchArgument argument : arguments) {
            JsonValue value = read(fields, argument);
            if (!value.equals(JsonNull.NULL)) {
                given.put(argument.name(), value);
            }
        }
        return given.build();
    }

    private static JsonValue read(QuestionFields fields, LaunchArgument argument) {
        String name = argument.name();
        return switch (argument.kind()) {
            case WHOLE -> JsonValue.of(fields.tokens(name, 0));
            case BYTES -> JsonValue.of(fields.bytes(name).map(Bytes::count));
            case NUMBER -> JsonValue.of(fields.number(name));
            case TRUTH -> {
                boolean truth =
                        fields.truth(name); // asked also where it is absent: that tells the schema of the question
                yield fields.has(name) ? JsonValue.of(truth) : JsonNull.NULL;
            }
            case WORD -> JsonValue.of(fields.word(name));
            case GROUP -> JsonValue.of(fields.part(name).map(part -> read(part, argument.members())));
        };
    }
}
