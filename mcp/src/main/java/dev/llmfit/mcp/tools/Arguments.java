package dev.llmfit.mcp.tools;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.Spelling;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What an agent gave a tool. */
final class Arguments {
    /** What questions call the arguments of tools. */
    private static final Map<String, String> FIELDS = Map.of(
            "machine", "hardware",
            "machines", "hardware",
            "use", "use_case",
            "min_tok_s", "min_tps",
            "file", "file_type");

    /** What states call the arguments of tools that they have. */
    private static final Map<String, StateField> STATE = Map.of(
            "machine", StateField.MACHINE,
            "model", StateField.MODEL,
            "file", StateField.FILE,
            "ctx", StateField.CTX,
            "kv", StateField.KV,
            "ngl", StateField.NGL,
            "ncmoe", StateField.NCMOE);

    private final Tool tool;
    private final JsonObject given;

    /**
     * Creates arguments.
     *
     * @throws RefusedException if one is none of the tool's, or a required one is missing
     */
    Arguments(Tool tool, JsonObject given) {
        this.tool = tool;
        this.given = given;
        for (String name : given.members().keySet()) {
            if (!tool.arguments().contains(name)) {
                String near = Spelling.didYouMean(name, tool.arguments());
                throw refused("'" + name + "' is no argument of " + tool.name()
                        + (near.isEmpty() ? "; it takes " + String.join(", ", tool.arguments()) + "." : near));
            }
        }
        for (JsonValue required : Doc.items(tool.input(), "required")) {
            String name = required.asText().orElseThrow();
            if (text(name).filter(t -> !t.isBlank()).isEmpty() && texts(name).isEmpty()) {
                throw refused(tool.name() + " needs '" + name + "'.");
            }
        }
        text("detail").filter(d -> !List.of("brief", "full").contains(d)).ifPresent(d -> {
            throw refused("'detail' is " + d + ", expected brief or full.");
        });
    }

    static RefusedException refused(String sentence) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, "usage", sentence, Hint.NONE));
    }

    boolean full() {
        return text("detail").filter("full"::equals).isPresent();
    }

    Optional<String> text(String name) {
        return Doc.text(given, name);
    }

    List<String> texts(String name) {
        return Doc.items(given, name).stream().flatMap(v -> v.asText().stream()).toList();
    }

    /** Returns a whole number of at least 1, or another where it is absent. */
    int whole(String name, int absent) {
        Optional<JsonValue> value = given.get(name).filter(v -> !v.equals(JsonValue.of(null)));
        if (value.isEmpty()) {
            return absent;
        }
        OptionalDouble number = value.get().asNumber();
        if (number.isEmpty()
                || number.getAsDouble() < 1
                || number.getAsDouble() != Math.rint(number.getAsDouble())
                || number.getAsDouble() > Integer.MAX_VALUE) {
            throw refused("'" + name + "' is " + Json.compact(value.get()) + ", expected a whole number from 1.");
        }
        return (int) number.getAsDouble();
    }

    OptionalDouble number(String name) {
        return Doc.number(given, name);
    }

    /** Returns a question with the arguments of these names, under the names of its fields. */
    JsonObject question(String... names) {
        JsonObject.Builder question = JsonObject.builder();
        for (String name : names) {
            given.get(name).ifPresent(value -> question.put(FIELDS.getOrDefault(name, name), value));
        }
        return question.build();
    }

    /** Returns a state with all arguments that a state has, and one model. */
    State state(String model) {
        State state = State.EMPTY;
        for (String name : tool.arguments()) {
            StateField field = STATE.get(name);
            Optional<JsonValue> value = given.get(name).filter(v -> !v.equals(JsonValue.of(null)));
            if (field != null && value.isPresent()) {
                state = state.with(field, value.get().asText().orElseGet(() -> Json.compact(value.get())));
            }
        }
        return state.with(StateField.MODEL, model);
    }
}
