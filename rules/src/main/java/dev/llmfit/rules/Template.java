package dev.llmfit.rules;

import dev.llmfit.json.Spelling;
import dev.llmfit.units.Counted;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Text with facts in braces: {@code {machine.vram_gib} GiB}, {@code {candidate.file_gib:0}} with a number of decimals, or
 * {@code {candidate.tg:s}} with two significant digits, or {@code layer{candidate.n_cpu_moe:p}} for the ending of a plural; and with next steps in braces: {@code {ask: plan model}},
 * {@code {change: margin=1.5GiB}}.
 *
 * @param source text as written
 * @param parts literal texts, places for facts, and steps
 */
public record Template(String source, List<Part> parts) {
    public Template {
        parts = List.copyOf(parts);
    }

    /** A piece of the text. */
    public sealed interface Part {
        /** Text as it stands. */
        record Literal(String text) implements Part {}

        /** A place for a fact, with a number of decimals, {@code s} or {@code p} if given. */
        record Place(Fact fact, Optional<Character> format) implements Part {
            String render(Facts facts) {
                return facts.find(fact).map(value -> show(value, format)).orElse(FactValue.UNKNOWN);
            }

            String written() {
                return "{" + fact.id() + format.map(f -> ":" + f).orElse("") + "}";
            }
        }

        /** What to do next. */
        record Step(NextStep step) implements Part {}
    }

    /**
     * Parses a text.
     *
     * @throws IllegalArgumentException if a brace is not closed, or names no fact and no step
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
            String inside = text.substring(open + 1, close);
            parts.add(StepReader.read(inside).<Part>map(Part.Step::new).orElseGet(() -> place(inside)));
            at = close + 1;
        }
        return new Template(text, parts);
    }

    private static Part.Place place(String inside) {
        int colon = inside.indexOf(':');
        String id = colon < 0 ? inside : inside.substring(0, colon);
        Fact fact = Fact.byId(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown fact '" + id + "' in the text" + Spelling.didYouMean(id, Fact.ids())));
        if (colon < 0) {
            return new Part.Place(fact, Optional.empty());
        }
        String format = inside.substring(colon + 1);
        boolean known = format.length() == 1
                && (Character.isDigit(format.charAt(0)) || format.equals("s") || format.equals("p"));
        if (!known || fact.kind() != FactValue.Kind.NUMBER) {
            throw new IllegalArgumentException("'{" + inside + "}': write the number of decimals of a number, as {" + id
                    + ":1}, or s for two significant digits (p for the ending of a plural)");
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
    public Hint render(Facts facts) {
        return sentence(place -> place.render(facts));
    }

    /** Returns the text as it is written, facts in braces. */
    public Hint written() {
        return sentence(Part.Place::written);
    }

    private Hint sentence(Function<Part.Place, String> shown) {
        StringBuilder text = new StringBuilder();
        List<NextStep> steps = new ArrayList<>();
        for (Part part : parts) { // no switch over types: its bootstrap costs every cold process some milliseconds
            if (part instanceof Part.Literal l) {
                text.append(l.text());
            } else if (part instanceof Part.Place p) {
                text.append(shown.apply(p));
            } else if (part instanceof Part.Step s) {
                text.append('{').append(steps.size()).append('}');
                steps.add(s.step());
            }
        }
        return new Hint(text.toString(), steps);
    }

    private static String show(FactValue value, Optional<Character> format) {
        if (format.isEmpty() || !(value instanceof FactValue.Num(double number))) {
            return value.show();
        }
        if (format.get() == 'p') {
            return Counted.ending(number);
        }
        int decimals = format.get() == 's' ? (Math.abs(number) < 9.95 ? 1 : 0) : format.get() - '0';
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }
}
