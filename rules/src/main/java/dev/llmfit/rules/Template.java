package dev.llmfit.rules;

import dev.llmfit.json.Spelling;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Text with facts in braces: {@code {machine.vram_gib} GiB}, {@code {candidate.file_gib:0}} with a number of decimals, or
 * {@code {candidate.tg:s}} with two significant digits.
 *
 * @param source text as written
 * @param parts literal texts and places for facts
 */
public record Template(String source, List<Part> parts) {
    public Template {
        parts = List.copyOf(parts);
    }

    /** A piece of the text. */
    public sealed interface Part {
        /** Returns the part as text. */
        String render(Facts facts);

        /** Text as it stands. */
        record Literal(String text) implements Part {
            @Override
            public String render(Facts facts) {
                return text;
            }
        }

        /** A place for a fact, with a number of decimals or {@code s} if given. */
        record Place(Fact fact, Optional<Character> format) implements Part {
            @Override
            public String render(Facts facts) {
                return facts.find(fact).map(value -> show(value, format)).orElse(FactValue.UNKNOWN);
            }
        }
    }

    /**
     * Parses a text.
     *
     * @throws IllegalArgumentException if a brace is not closed or names no fact
     */
    static Template parse(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            if (open < 0) {
                parts.add(new Part.Literal(text.substring(at)));
                break;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("'{' without '}' in the text");
            }
            if (open > at) {
                parts.add(new Part.Literal(text.substring(at, open)));
            }
            parts.add(place(text.substring(open + 1, close)));
            at = close + 1;
        }
        return new Template(text, parts);
    }

    private static Part.Place place(String inside) {
        int colon = inside.indexOf(':');
        String id = colon < 0 ? inside : inside.substring(0, colon);
        Fact fact = Fact.byId(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown fact '" + id + "' in the text" + Spelling.didYouMean(id, Fact.nearest(id))));
        if (colon < 0) {
            return new Part.Place(fact, Optional.empty());
        }
        String format = inside.substring(colon + 1);
        boolean known = format.length() == 1 && (Character.isDigit(format.charAt(0)) || format.equals("s"));
        if (!known || fact.kind() != FactValue.Kind.NUMBER) {
            throw new IllegalArgumentException("'{" + inside + "}': write the number of decimals of a number, as {" + id
                    + ":1}, or s for two significant digits");
        }
        return new Part.Place(fact, Optional.of(format.charAt(0)));
    }

    /** Returns the facts that the text shows. */
    public Set<Fact> facts() {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        for (Part part : parts) {
            if (part instanceof Part.Place p) {
                facts.add(p.fact());
            }
        }
        return facts;
    }

    /** Returns the text with the facts filled in; {@link RuleAudit} finds texts that show a fact which may not be known. */
    public String render(Facts facts) {
        StringBuilder out = new StringBuilder();
        parts.forEach(part -> out.append(part.render(facts)));
        return out.toString();
    }

    private static String show(FactValue value, Optional<Character> format) {
        if (format.isEmpty() || !(value instanceof FactValue.Num(double number))) {
            return value.show();
        }
        int decimals = format.get() == 's' ? (Math.abs(number) < 9.95 ? 1 : 0) : format.get() - '0';
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }
}
