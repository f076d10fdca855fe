package dev.llmfit.answers.fields;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.YamlNode;
import dev.llmfit.json.YamlNode.Scalar;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The fields of a question in a document. Each is asked for by name; {@link #done} refuses those that nobody asked for. A field
 * that is null counts as absent. Every method throws a {@link RefusedException} of the code {@code usage} that names the field
 * whose value it cannot use.
 */
public final class QuestionFields {
    /** A whole number that a {@code long} holds. */
    private static final Pattern QUOTED = Pattern.compile("-?[0-9]{1,18}");

    private static final Complaints COMPLAINTS = new Complaints() {
        @Override
        public void mistake(int line, String sentence) {
            throw refused(wrong(sentence));
        }

        @Override
        public void mistake(String path, int line, String sentence) {
            RefusedException refused = refused(wrong(sentence));
            throw path.isEmpty()
                    ? refused
                    : new RefusedException(refused.refusal().about(path));
        }

        private static String wrong(String sentence) {
            return "The question cannot be used: " + sentence + (sentence.endsWith("?") ? "" : ".");
        }
    };

    private final AuditedFields fields;
    private final FieldShapes shapes;

    private QuestionFields(AuditedFields fields, FieldShapes shapes) {
        this.fields = fields;
        this.shapes = shapes;
    }

    /** Returns the fields of a question, which must be an object. */
    public static QuestionFields of(JsonValue document) {
        return of(document, FieldShapes.NONE);
    }

    /**
     * Returns the fields of a question.
     *
     * @param shapes told which fields are asked for
     */
    public static QuestionFields of(JsonValue document, FieldShapes shapes) {
        if (!(document instanceof JsonObject object)) {
            throw refused("A question must be a JSON object.");
        }
        AuditedFields fields = AuditedFields.of("", object, COMPLAINTS);
        // What every question may have: its name, and what a line of a batch is answered under.
        return new QuestionFields(fields.know("ask", "id"), shapes);
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, "usage", sentence, Hint.NONE));
    }

    /** Makes remarks known that nothing follows from, as a row of measurements carries them. */
    public QuestionFields withRemarks(String... names) {
        fields.know(names);
        return this;
    }

    /** Refuses a field that was not asked for, here and in the parts that were read, with the nearest one that may be meant. */
    public void done() {
        fields.refuseUnknown();
    }

    /**
     * Refuses a value.
     *
     * @param what what is wrong, behind the field's name: {@code is 7, expected …}
     */
    public RefusedException wrong(String name, String what) {
        try {
            fields.complain(name, what);
        } catch (RefusedException e) {
            return e;
        }
        throw new IllegalStateException("complaints are thrown");
    }

    /** Returns whether a field is there and null. */
    public boolean isNull(String name) {
        return fields.keys().contains(name) && !fields.has(name);
    }

    /** Returns whether a field is there. */
    public boolean has(String name) {
        return fields.has(name);
    }

    /** Returns a text; a number or a truth value is none. */
    public Optional<String> text(String name) {
        shapes.text(name);
        return scalar(name).map(s -> {
            if (s.kind() != Scalar.Kind.TEXT) {
                throw wrong(name, "is " + s.text() + ", expected a text");
            }
            return s.text();
        });
    }

    /** Returns a text that must be there and not blank. */
    public String requiredText(String name) {
        return text(name).filter(t -> !t.isBlank()).orElseThrow(() -> wrong(name, "is missing, expected a text"));
    }

    /** Returns a single value as it is written, a text without quotes. */
    public Optional<String> word(String name) {
        shapes.word(name);
        return fields.optionalText(name);
    }

    private Optional<Scalar> scalar(String name) {
        fields.optionalText(name); // refuses lists and objects
        return fields.node(name).map(Scalar.class::cast);
    }

    /** Returns whether a field is true; false if it is absent. */
    public boolean truth(String name) {
        return truth(name, false);
    }

    /** Returns whether a field is true, or another value if it is absent; 0 and 1 count as such, and it may stand in quotes. */
    public boolean truth(String name, boolean absent) {
        shapes.truth(name);
        if (fields.node(name).orElse(null) instanceof Scalar s) {
            return switch (s.text()) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> fields.flag(name, absent); // which refuses it
            };
        }
        return fields.flag(name, absent);
    }

    /** Returns a whole number of at least so much; it may stand in quotes, as it does in next steps. */
    public OptionalInt whole(String name, int least) {
        shapes.whole(name, least);
        OptionalLong value = fields.node(name).orElse(null) instanceof Scalar s
                        && QUOTED.matcher(s.text()).matches()
                ? OptionalLong.of(Long.parseLong(s.text()))
                : fields.optionalInteger(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        long whole = value.getAsLong();
        if (whole < least || whole > Integer.MAX_VALUE) {
            throw wrong(name, "is " + whole + ", expected an integer from " + least + " to " + Integer.MAX_VALUE);
        }
        return OptionalInt.of((int) whole);
    }

    /** Returns a whole number of at least so much, or another if it is absent. */
    public int whole(String name, int least, int absent) {
        return whole(name, least).orElse(absent);
    }

    /** Returns a number of tokens of at least so much; it may be written as people do: {@code "8k"}. */
    public OptionalInt tokens(String name, int least) {
        shapes.whole(name, least);
        if (fields.node(name).orElse(null) instanceof Scalar s
                && s.kind() == Scalar.Kind.TEXT
                && !QUOTED.matcher(s.text()).matches()) {
            try {
                int tokens = Tokens.parse(s.text());
                if (tokens >= least) {
                    return OptionalInt.of(tokens);
                }
                throw wrong(name, "is " + tokens + ", expected at least " + least);
            } catch (IllegalArgumentException e) {
                throw wrong(name, "is wrong: " + e.getMessage());
            }
        }
        return whole(name, least);
    }

    /** Returns a number. */
    public OptionalDouble number(String name) {
        shapes.number(name);
        return fields.optionalNumber(name);
    }

    /** Returns whole numbers of at least so much; none if the field is absent. */
    public List<Integer> wholes(String name, int least) {
        List<Integer> wholes = new ArrayList<>();
        for (double number : numbers(name)) {
            if (number != Math.rint(number) || number < least || number > Integer.MAX_VALUE) {
                throw wrong(name, "holds " + number + ", expected integers from " + least);
            }
            wholes.add((int) number);
        }
        return wholes;
    }

    /** Returns a number of at least so much. */
    public OptionalDouble number(String name, double least) {
        shapes.number(name);
        OptionalDouble number = fields.optionalNumber(name);
        if (number.isPresent() && number.getAsDouble() < least) {
            throw wrong(name, "is " + number.getAsDouble() + ", expected a number from " + least);
        }
        return number;
    }

    /** Returns a number of bytes. */
    public Optional<Bytes> bytes(String name) {
        shapes.word(name);
        return fields.optionalSize(name, 1);
    }

    /** Returns one of some constants, written in any case, with dashes or underscores. */
    public <E extends Enum<E>> Optional<E> choice(String name, List<E> constants) {
        Optional<String> written = text(name);
        shapes.choice(name, constants);
        return written.map(text -> constants.stream()
                .filter(c -> c.name().equalsIgnoreCase(text.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> wrong(name, "is '" + text + "', expected one of " + names(constants))));
    }

    private static <E extends Enum<E>> String names(List<E> constants) {
        return String.join(
                ", ",
                constants.stream()
                        .map(c -> c.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
    }

    /** Returns a list of texts; a single text is a list of one; empty if it is absent. */
    public List<String> texts(String name) {
        shapes.texts(name);
        return fields.node(name).orElse(null) instanceof Scalar s ? List.of(s.text()) : fields.texts(name);
    }

    /** Returns a list of numbers; empty if it is absent. */
    public List<Double> numbers(String name) {
        shapes.numbers(name);
        List<Double> numbers = new ArrayList<>();
        for (YamlNode item : fields.items(name)) {
            if (!(item instanceof Scalar s) || s.number().isEmpty()) {
                throw wrong(name, "holds " + item.describe() + ", expected numbers");
            }
            numbers.add(s.number().getAsDouble());
        }
        return numbers;
    }

    /** Returns the fields of an object; they are read to their end with these. */
    public Optional<QuestionFields> part(String name) {
        FieldShapes inner = shapes.part(name);
        return fields.optionalSection(name).map(part -> new QuestionFields(part, inner));
    }

    /** Returns the fields of each object of a list; none if it is absent. */
    public List<QuestionFields> parts(String name) {
        FieldShapes inner = shapes.parts(name);
        return fields.sections(name).stream()
                .map(part -> new QuestionFields(part, inner))
                .toList();
    }

    /** Returns whether any field names a machine or a part of one; without one {@link #hardware} is the machine that answers. */
    public boolean namesHardware() {
        return Said.MACHINE.stream().anyMatch(this::has);
    }

    /**
     * Returns the machine that {@code hardware}, {@code vram}, {@code ram}, {@code gpus}, {@code bandwidth}, {@code ram_bandwidth},
     * {@code cpu}, {@code os}, {@code link} and {@code power} mean; the one that answers if all are absent.
     */
    public HardwareSelector hardware() {
        OptionalInt gpus = whole("gpus", 0);
        try {
            return HardwareSelector.parse(
                            text("hardware"),
                            word("vram"),
                            word("ram"),
                            gpus.isPresent() ? Optional.of(gpus.getAsInt()) : Optional.empty(),
                            word("bandwidth"))
                    .around(word("ram_bandwidth"), word("cpu"), text("os"))
                    .set(text("link"), word("power"));
        } catch (HardwareException e) {
            throw new RefusedException(Refusal.of(e), e);
        }
    }
}
