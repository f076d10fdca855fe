package dev.llmfit.answers.document;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Words;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.Spelling;
import dev.llmfit.units.AbandonedException;
import dev.llmfit.units.Hint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Answers questions in JSON, one a line, with one document a line in the same order. A line may have an {@code id}, which its
 * answer repeats, and an {@code ask}, the {@link QuestionType}; a line without one asks the usual question and may carry fields
 * that nobody reads. A line that cannot be answered gets an error, and the others go on.
 */
public final class QuestionLines {
    private final Workbench bench;
    private final QuestionType usual;
    private final JsonObject defaults;
    private final Words words;
    private final BiConsumer<QuestionType, JsonObject> check;

    /**
     * Creates a reader of lines.
     *
     * @param bench what answers
     * @param files folder of the files that lines name
     * @param usual what a line asks that does not say it
     * @param defaults fields that such a line has if it does not say otherwise
     * @param words how next steps are said in errors
     */
    public QuestionLines(Workbench bench, Path files, QuestionType usual, JsonObject defaults, Words words) {
        this(bench, files, usual, defaults, words, (type, question) -> {});
    }

    /**
     * Creates a reader of lines that does not answer all of them.
     *
     * @param bench what answers
     * @param files folder of the files that lines name
     * @param usual what a line asks that does not say it
     * @param defaults fields that such a line has if it does not say otherwise
     * @param words how next steps are said in errors
     * @param check throws a {@link RefusedException} for a question that is not answered here
     */
    public QuestionLines(
            Workbench bench,
            Path files,
            QuestionType usual,
            JsonObject defaults,
            Words words,
            BiConsumer<QuestionType, JsonObject> check) {
        this.bench = bench.forMany(files);
        this.usual = usual;
        this.defaults = defaults;
        this.words = words;
        this.check = check;
    }

    /**
     * Answers all lines, each as soon as it and those before it are done. Blank lines are skipped.
     *
     * @throws IOException if reading or writing fails
     */
    public void run(BufferedReader in, OutputStream out) throws IOException {
        new OrderedLines(line -> (Json.compact(answer(line)) + "\n").getBytes(StandardCharsets.UTF_8)).run(in, out);
    }

    /** What a line may carry for its reader: a row of measurements is asked about as it is. */
    private static final String[] REMARKS = {"expected", "note", "source"};

    /** Returns the answer to a line, or its error. */
    public JsonObject answer(String line) {
        Optional<JsonString> id = Optional.empty();
        try {
            // Before the line is read: an error names its line wherever the mistake stands.
            id = id(line);
            return withId(id, answer(object(line)));
        } catch (AbandonedException e) {
            throw e; // nobody reads the lines any more
        } catch (RefusedException e) {
            return error(id, e.refusal());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return error(id, Refusal.of(e));
        }
    }

    private static Optional<JsonString> id(String line) {
        JsonValue id = Json.member(line, "id").orElse(JsonNull.NULL);
        if (id instanceof JsonString || id instanceof JsonNull) {
            return id.asText().map(JsonString::new);
        }
        if (id instanceof JsonNumber) {
            return Optional.of(new JsonString(Json.compact(id)));
        }
        throw refused("The 'id' of a line must be a text or a number.", Hint.NONE);
    }

    private static JsonObject object(String line) {
        try {
            if (Json.parse(line) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonException e) {
            throw refused("The line cannot be read: " + e.getMessage() + ".", Hint.NONE);
        }
        throw refused("A line must be a JSON object.", Hint.NONE);
    }

    private static RefusedException refused(String sentence, Hint hint) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, "usage", sentence, hint));
    }

    private JsonObject answer(JsonObject line) {
        JsonValue asked = line.get("ask").orElse(JsonNull.NULL);
        if (asked instanceof JsonNull) {
            check.accept(usual, line);
            return usual.answer(QuestionFields.of(question(line, defaults)).withRemarks(REMARKS), bench);
        }
        String name = asked.asText().orElseGet(() -> Json.compact(asked));
        QuestionType type = QuestionType.byId(name).orElseThrow(() -> unknown(name));
        check.accept(type, line);
        return type.answer(QuestionFields.of(line), bench);
    }

    private static JsonObject question(JsonObject line, JsonObject defaults) {
        JsonObject.Builder question = defaults.toBuilder();
        line.members().forEach(question::replace);
        return question.build();
    }

    private static RefusedException unknown(String name) {
        List<String> all =
                Stream.of(QuestionType.values()).map(QuestionType::id).toList();
        List<String> near = Spelling.nearest(name, all);
        Hint hint = Hint.plain(
                near.isEmpty()
                        ? "ask " + String.join(", ", all)
                        : "did you mean '" + String.join("' or '", near) + "'?");
        return refused("There is no question '" + name + "'.", hint);
    }

    /** The id stands behind the schema; a document without schema begins with it, null if there is none. */
    private static JsonObject withId(Optional<JsonString> id, JsonObject document) {
        JsonObject.Builder line = JsonObject.builder();
        Optional<JsonValue> schema = document.get("schema");
        if (schema.isPresent()) {
            line.put("schema", schema.get()).putIfPresent("id", id);
        } else {
            line.putOrNull("id", id);
        }
        document.members().forEach((name, value) -> {
            boolean taken = name.equals("id") && id.isPresent(); // of a rule: its asker knows it
            if (!name.equals("schema") && !taken) {
                line.put(name, value);
            }
        });
        return line.build();
    }

    private JsonObject error(Optional<JsonString> id, Refusal refusal) {
        String hint = words.of(refusal.hint());
        return JsonObject.builder()
                .putOrNull("id", id)
                .put(
                        "error",
                        JsonObject.builder()
                                .put("code", refusal.code())
                                .put("message", words.of(refusal.said()) + (hint.isEmpty() ? "" : " (" + hint + ")"))
                                .build())
                .build();
    }
}
