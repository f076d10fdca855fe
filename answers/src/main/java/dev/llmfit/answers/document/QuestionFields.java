package dev.llmfit.answers.document;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.Spelling;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a question in a document. Each is asked for by name; {@link #done} refuses those that nobody asked for. A field
 * that is null counts as absent.
 */
public final class QuestionFields {
    /** Fields that every question may have: its name, and what a line of a batch is answered under. */
    private static final Set<String> OF_ALL = Set.of("ask", "id");

    private final JsonObject object;
    private final Set<String> known = new LinkedHashSet<>();

    private QuestionFields(JsonObject object) {
        this.object = object;
    }

    /**
     * Returns the fields of a question.
     *
     * @throws RefusedException if the document is no object
     */
    public static QuestionFields of(JsonValue document) {
        if (document instanceof JsonObject object) {
            return new QuestionFields(object);
        }
        throw refused("A question must be a JSON object.");
    }

    private Optional<JsonValue> field(String name) {
        known.add(name);
        return object.get(name).filter(value -> !(value instanceof JsonNull));
    }

    /**
     * Returns a text; empty if it is absent.
     *
     * @throws RefusedException if it is no text
     */
    public Optional<String> text(String name) {
        return field(name).map(value -> {
            if (value instanceof JsonString text) {
                return text.value();
            }
            throw refused("'" + name + "' must be a string.");
        });
    }

    /**
     * Returns a text that must be there.
     *
     * @throws RefusedException if it is absent, blank or no text
     */
    public String requiredText(String name) {
        return text(name)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> refused("The question lacks '" + name + "'."));
    }

    /**
     * Returns whether a field is true; false if it is absent.
     *
     * @throws RefusedException if it is neither true nor false
     */
    public boolean truth(String name) {
        return field(name)
                .map(value -> {
                    if (value instanceof JsonBoolean truth) {
                        return truth.value();
                    }
                    throw refused("'" + name + "' must be true or false.");
                })
                .orElse(false);
    }

    /**
     * Returns the machine that {@code hardware}, {@code vram}, {@code ram}, {@code gpus} and {@code bandwidth} mean; the one
     * that answers if all are absent.
     *
     * @throws RefusedException if one of them is malformed
     */
    public HardwareSelector hardware() {
        try {
            return HardwareSelector.parse(
                    text("hardware"), text("vram"), text("ram"), integer("gpus"), text("bandwidth"));
        } catch (HardwareException e) {
            throw new RefusedException(Refusal.of(e), e);
        }
    }

    private Optional<Integer> integer(String name) {
        return field(name).map(value -> {
            if (value instanceof JsonNumber.Whole whole && whole.value() == (int) whole.value()) {
                return (int) whole.value();
            }
            throw refused("'" + name + "' must be a whole number.");
        });
    }

    /**
     * Ends the reading.
     *
     * @throws RefusedException if there are fields that were not asked for; it names the nearest one that may be meant
     */
    public void done() {
        for (String name : object.members().sequencedKeySet()) {
            if (!known.contains(name) && !OF_ALL.contains(name)) {
                String near = Spelling.didYouMean(name, known);
                throw refused("The question has no field '" + name + "'" + near + (near.isEmpty() ? "." : ""));
            }
        }
    }

    private static RefusedException refused(String message) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, "question", message, Hint.NONE));
    }
}
