package dev.llmfit.json;

import dev.llmfit.units.Bytes;
import dev.llmfit.units.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The values of a mapping by their keys, each checked for its kind; {@link AuditedFields} adds what lies below. */
abstract sealed class FieldValues permits AuditedFields {
    /** No file of a machine or a model holds a size beyond 2^60 bytes. */
    private static final double LARGEST = 0x1p60;

    /** A thousand times the largest figure of a machine in its usual unit, the operations of a rack in TFLOPS. */
    private static final double MOST = 1e9;

    final FieldPlace place;
    final Map<String, YamlNode.Entry> entries;
    final Set<String> untold;
    final KeyAudit audit;

    /** Lists of integers that were read: layouts ask for the same one layer by layer. */
    private final Map<String, List<Long>> integers = new HashMap<>(2);

    FieldValues(FieldPlace place, Map<String, YamlNode.Entry> entries, Set<String> untold, KeyAudit audit) {
        this.place = place;
        this.entries = entries;
        this.untold = untold;
        this.audit = audit;
    }

    /** Returns the line where the mapping begins; 0 if it comes from no file. */
    public int line() {
        return place.line();
    }

    /** Complains of a value. The sentence begins with its path. */
    public void complain(String key, String whatIsWrong) {
        YamlNode.Entry entry = entries.get(key);
        place.mistake(entry == null ? line() : entry.value().line(), key, whatIsWrong);
    }

    /** Complains of the mapping. The sentence begins with its path, or with "the file" if it has none. */
    public void complain(String whatIsWrong) {
        place.mistake(whatIsWrong);
    }

    RuntimeException missing(String key, String expected) {
        place.absent(key, expected);
        return new IllegalStateException(
                "these complaints go on, so " + place.at(key) + " must be read as an optional");
    }

    /** Tells whether there is a value. */
    public boolean has(String key) {
        return node(key).isPresent();
    }

    /** Returns a value as it stands; what is in it is not audited. */
    public Optional<YamlNode> node(String key) {
        audit.know(key);
        YamlNode.Entry entry = entries.get(key);
        if (entry == null || (entry.value() instanceof YamlNode.Scalar s && s.kind() == YamlNode.Scalar.Kind.NULL)) {
            return Optional.empty();
        }
        return Optional.of(entry.value());
    }

    /** Returns a value as it stands, which is a mistake if it is absent; what is in it is not audited. */
    public Optional<YamlNode> requiredNode(String key, String expected) {
        Optional<YamlNode> node = node(key);
        if (node.isEmpty()) {
            place.absent(key, expected);
        }
        return node;
    }

    /** Returns a single value, which is a mistake if it is absent or none. */
    public Optional<YamlNode.Scalar> requiredScalar(String key) {
        return requiredNode(key, "a text").flatMap(n -> scalar(key, "a text"));
    }

    private Optional<YamlNode.Scalar> scalar(String key, String expected) {
        Optional<YamlNode> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar);
        }
        place.wrong(key, node.get(), expected);
        return Optional.empty();
    }

    private Optional<YamlNode.Scalar> told(String key, String expected) {
        Optional<YamlNode.Scalar> scalar = scalar(key, expected);
        return untold.isEmpty()
                ? scalar
                : scalar.filter(s -> !untold.contains(s.text().toLowerCase(Locale.ROOT)));
    }

    /** Returns a text that must be there. */
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key, "a text"));
    }

    /** Returns a single value as it is written. */
    public Optional<String> optionalText(String key) {
        return scalar(key, "a text").map(YamlNode.Scalar::text);
    }

    /** Returns a whole number that must be there. */
    public long integer(String key) {
        OptionalLong found = optionalInteger(key);
        if (found.isEmpty()) {
            throw missing(key, "an integer");
        }
        return found.getAsLong();
    }

    /** Returns a whole number, or another if the key is absent. */
    public long integer(String key, long absent) {
        return optionalInteger(key).orElse(absent);
    }

    /** Returns a whole number. */
    public OptionalLong optionalInteger(String key) {
        Optional<YamlNode.Scalar> scalar = told(key, "an integer");
        if (scalar.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong value = scalar.get().integer();
        if (value.isEmpty()) {
            place.wrong(key, scalar.get(), "an integer");
        }
        return value;
    }

    /** Returns a whole number from 0 to another that must be there. */
    public int count(String key, int most) {
        OptionalInt found = optionalCount(key, most);
        if (found.isEmpty()) {
            throw missing(key, "an integer from 0 to " + most);
        }
        return found.getAsInt();
    }

    /** Returns a whole number from 0 to another. */
    public OptionalInt optionalCount(String key, int most) {
        OptionalLong value = optionalInteger(key);
        if (value.isPresent() && (value.getAsLong() < 0 || value.getAsLong() > most)) {
            complain(key, "is '" + value.getAsLong() + "', expected an integer from 0 to " + most);
            return OptionalInt.empty();
        }
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    /** Returns a finite number, or another if the key is absent. */
    public double number(String key, double absent) {
        return optionalNumber(key).orElse(absent);
    }

    /** Returns a finite number. */
    public OptionalDouble optionalNumber(String key) {
        Optional<YamlNode.Scalar> scalar = told(key, "a number");
        if (scalar.isEmpty()) {
            return OptionalDouble.empty();
        }
        OptionalDouble value = scalar.get().number();
        if (value.isEmpty() && beginsWithDigit(scalar.get())) {
            complain(key, "is " + scalar.get().describe() + "; write a number without a unit");
        } else if (value.isEmpty()) {
            place.wrong(key, scalar.get(), "a number");
        }
        return value;
    }

    private static boolean beginsWithDigit(YamlNode.Scalar scalar) {
        return scalar.kind() == YamlNode.Scalar.Kind.TEXT
                && !scalar.text().isEmpty()
                && scalar.text().charAt(0) >= '0'
                && scalar.text().charAt(0) <= '9';
    }

    /** Returns a number of 0 or more, in whatever unit; a billion at most, since products of larger ones would overflow. */
    public OptionalDouble optionalAmount(String key) {
        return amount(key, MOST);
    }

    private OptionalDouble amount(String key, double most) {
        OptionalDouble value = optionalNumber(key);
        if (value.isPresent() && value.getAsDouble() < 0) {
            place.wrong(key, node(key).orElseThrow(), "a number of 0 or more");
            return OptionalDouble.empty();
        }
        if (value.isPresent() && value.getAsDouble() > most) {
            complain(key, "is larger than any machine");
            return OptionalDouble.empty();
        }
        return value;
    }

    /** Returns a number of tokens as people write it: {@code 8192}, {@code 8k}. */
    public OptionalInt optionalTokens(String key) {
        Optional<YamlNode.Scalar> scalar = told(key, "a number of tokens");
        if (scalar.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Tokens.parse(scalar.get().text()));
        } catch (IllegalArgumentException e) {
            complain(key, "is wrong: " + e.getMessage());
            return OptionalInt.empty();
        }
    }

    /**
     * Returns a size that is given in units of so many bytes, or with a unit of its own as people write it ({@code 24GB}); 2^60
     * bytes at most.
     */
    public Optional<Bytes> optionalSize(String key, long unit) {
        Optional<Bytes> written = told(key, "a size").flatMap(FieldValues::withUnit);
        if (written.isPresent()) {
            return written;
        }
        OptionalDouble amount = amount(key, LARGEST / unit);
        return amount.isPresent() ? Optional.of(Bytes.of(Math.round(amount.getAsDouble() * unit))) : Optional.empty();
    }

    /** Empty where there is no unit, so that the key's own counts, and where it is no size. */
    private static Optional<Bytes> withUnit(YamlNode.Scalar scalar) {
        String text = scalar.text();
        if (!beginsWithDigit(scalar) || !Character.isLetter(text.charAt(text.length() - 1))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Bytes.parse(text)).filter(b -> b.count() <= LARGEST);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the caller says what is expected
        }
    }

    /** Returns a flag; false if the key is absent. */
    public boolean flag(String key) {
        return flag(key, false);
    }

    /** Returns a flag, or another if the key is absent. */
    public boolean flag(String key, boolean absent) {
        return optionalFlag(key).orElse(absent);
    }

    /** Returns a flag. */
    public Optional<Boolean> optionalFlag(String key) {
        Optional<YamlNode.Scalar> scalar = told(key, "true or false");
        if (scalar.isPresent() && scalar.get().kind() != YamlNode.Scalar.Kind.FLAG) {
            place.wrong(key, scalar.get(), "true or false");
            return Optional.empty();
        }
        return scalar.map(YamlNode.Scalar::truth);
    }

    /** Returns the nodes of a list; none if the key is absent. */
    public List<YamlNode> items(String key) {
        Optional<YamlNode> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof YamlNode.Sequence list) {
            return list.items();
        }
        place.wrong(key, node.get(), "a list");
        return List.of();
    }

    /** Returns a list of single values as they are written; empty if the key is absent. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        List<YamlNode> items = items(key);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof YamlNode.Scalar s && s.kind() != YamlNode.Scalar.Kind.NULL) {
                texts.add(s.text());
            } else {
                place.wrong(key + "[" + i + "]", items.get(i), "a text");
            }
        }
        return texts;
    }

    /** Returns a list of whole numbers, flags as 0 and 1; empty if the key is absent. */
    public List<Long> integers(String key) {
        List<Long> read = integers.get(key);
        if (read == null) {
            read = List.copyOf(readIntegers(key));
            integers.put(key, read);
        }
        return read;
    }

    private List<Long> readIntegers(String key) {
        List<Long> whole = new ArrayList<>();
        List<YamlNode> items = items(key);
        for (int i = 0; i < items.size(); i++) {
            OptionalLong value = items.get(i) instanceof YamlNode.Scalar s ? wholeOrFlag(s) : OptionalLong.empty();
            if (value.isPresent()) {
                whole.add(value.getAsLong());
            } else {
                place.wrong(key + "[" + i + "]", items.get(i), "an integer");
            }
        }
        return whole;
    }

    private static OptionalLong wholeOrFlag(YamlNode.Scalar scalar) {
        return scalar.kind() == YamlNode.Scalar.Kind.FLAG ? OptionalLong.of(scalar.truth() ? 1 : 0) : scalar.integer();
    }
}
