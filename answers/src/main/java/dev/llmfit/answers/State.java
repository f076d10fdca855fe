package dev.llmfit.answers;

import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What is looked at, as every door spells it: in a link, on a command line, in JSON. A field that is absent is as recommended, so
 * the shortest state is empty, and one that was kept stays good when more becomes known.
 *
 * @param values what is said, as it is written, in the order of the fields
 */
public record State(SequencedMap<StateField, String> values) {
    /** All layers. */
    public static final String ALL = "all";

    /** Nothing is said: this machine, and everything as recommended. */
    public static final State EMPTY = new State(new TreeMap<>());

    /** The longest text that is read: more than any field may hold is no state. */
    private static final int LONGEST = 16_384;

    /** Characters of values that need no escape in the fragment of an address (RFC 3986, 3.5) nor in one word of a shell. */
    private static final String PLAIN = "-._~:,/@";

    /** Digits of a number that a {@code long} holds. */
    private static final int DIGITS = 18;

    private static final String HEX = "0123456789ABCDEF";

    /**
     * Creates a state.
     *
     * @throws RefusedException if a field cannot hold its value
     */
    public State {
        SequencedMap<StateField, String> checked = new TreeMap<>();
        for (Map.Entry<StateField, String> field : values.entrySet()) {
            String value = checked(field.getKey(), field.getValue());
            if (!value.isEmpty()) {
                checked.put(field.getKey(), value);
            }
        }
        values = Collections.unmodifiableSequencedMap(checked);
    }

    private static String checked(StateField field, String value) {
        try {
            return field.checked(value);
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
    }

    private static RefusedException refused(IllegalArgumentException wrong) {
        String sentence = String.valueOf(wrong.getMessage());
        return new RefusedException(
                new Refusal(
                        Refusal.Kind.BAD_QUESTION,
                        "usage",
                        Character.toUpperCase(sentence.charAt(0))
                                + sentence.substring(1)
                                + (sentence.endsWith("?") ? "" : "."),
                        Hint.NONE),
                wrong);
    }

    /** Returns a state that says which machine is meant. */
    public static State of(HardwareSelector machine) {
        SequencedMap<StateField, String> values = new TreeMap<>();
        machine.fields().forEach((name, value) -> values.put(StateField.ofMachine(name), value));
        return new State(values);
    }

    /** Returns the value of a field. */
    public Optional<String> get(StateField field) {
        return Optional.ofNullable(values.get(field));
    }

    /** Returns the value of a field that is a whole number; empty where it is absent or {@code all}. */
    public OptionalInt whole(StateField field) {
        return get(field).filter(v -> !v.equals(ALL)).stream()
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    /** Returns the same with another value of one field. */
    public State with(StateField field, Object value) {
        SequencedMap<StateField, String> changed = new TreeMap<>(values);
        changed.put(field, value.toString());
        return new State(changed);
    }

    /** Returns the same with a field left to what is recommended. */
    public State without(StateField field) {
        SequencedMap<StateField, String> changed = new TreeMap<>(values);
        changed.remove(field);
        return new State(changed);
    }

    /**
     * Reads a state: what {@link #text} writes, also behind the {@code #} of an address.
     *
     * @throws RefusedException if a part is not known, is said twice or cannot be meant
     */
    public static State parse(String text) {
        if (text.length() > LONGEST) {
            throw refused(new IllegalArgumentException("a state of " + text.length() + " characters is too long"));
        }
        String fields = text.strip().substring(text.strip().indexOf('#') + 1);
        SequencedMap<StateField, String> values = new TreeMap<>();
        try {
            for (String field : fields.split("&", -1)) {
                if (!field.isEmpty()) {
                    read(field, values);
                }
            }
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
        return new State(values);
    }

    private static void read(String field, Map<StateField, String> values) {
        int equals = field.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("'" + field + "' in a state has no value; write it as NAME=VALUE");
        }
        StateField name = StateField.of(unescaped(field.substring(0, equals)));
        String value = unescaped(field.substring(equals + 1));
        if (values.put(name, value) != null) {
            throw new IllegalArgumentException("'" + name.key() + "' stands twice in a state");
        }
        if (value.isBlank()) {
            values.remove(name); // as recommended
        }
    }

    private static String unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("'%' in a state stands before two hexadecimal digits");
                }
                bytes.write(high << 4 | low);
                i += 3;
            } else {
                int next = i + Character.charCount(text.codePointAt(i));
                bytes.writeBytes((c == '+' ? " " : text.substring(i, next)).getBytes(StandardCharsets.UTF_8));
                i = next;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a part of a state is no UTF-8", e);
        }
    }

    /** Returns the state as one word: the fragment of a link. */
    public String text() {
        StringBuilder text = new StringBuilder();
        values.forEach((field, value) -> {
            text.append(text.isEmpty() ? "" : "&").append(field.key()).append('=');
            for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
                boolean plain = b > 0 && (PLAIN.indexOf(b) >= 0 || Character.isLetterOrDigit(b));
                if (plain) {
                    text.append((char) b);
                } else {
                    text.append('%').append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
                }
            }
        });
        return text.toString();
    }

    /** Returns the same as an object. */
    public JsonObject json() {
        JsonObject.Builder object = JsonObject.builder();
        values.forEach((field, value) -> {
            if (!field.isNumber(value)) {
                object.put(field.key(), value);
            } else if (value.chars().allMatch(Character::isDigit) && value.length() < DIGITS) {
                object.put(field.key(), Long.parseLong(value));
            } else {
                object.put(field.key(), Double.parseDouble(value));
            }
        });
        return object.build();
    }

    /**
     * Reads the object that {@link #json} writes; numbers may be texts too, and null is absent.
     *
     * @throws RefusedException if a member is not known or cannot be meant
     */
    public static State of(JsonObject object) {
        SequencedMap<StateField, String> values = new TreeMap<>();
        try {
            object.members().forEach((name, value) -> {
                StateField field = StateField.of(name);
                word(name, value).filter(v -> !v.isBlank()).ifPresent(v -> values.put(field, v));
            });
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
        return new State(values);
    }

    private static Optional<String> word(String name, JsonValue value) {
        return switch (value) {
            case JsonNull n -> Optional.empty();
            case JsonString s -> Optional.of(s.value());
            case JsonNumber.Whole n -> Optional.of(Long.toString(n.value()));
            case JsonNumber.Real n -> Optional.of(Double.toString(n.value()));
            default -> throw new IllegalArgumentException("'" + name + "' of a state is neither a text nor a number");
        };
    }
}
