package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.probe.CardLink;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is said of how cards are built in and set: one value for all cards, or one for each, in their order.
 *
 * @param links ways to the host, as {@link CardLink} reads them
 * @param watts power limits
 */
public record CardWish(List<String> links, List<Double> watts) {
    /** Nothing is said. */
    public static final CardWish NONE = new CardWish(List.of(), List.of());

    /** More than any card may take; judgement: boards of 2026 take up to 1,400 W. */
    private static final double MOST_WATTS = 2000;

    public CardWish {
        links = List.copyOf(links);
        watts = List.copyOf(watts);
    }

    /**
     * Reads the values of {@code --link} and {@code --power}.
     *
     * @throws HardwareException if one of them is malformed
     */
    static CardWish parse(Optional<String> link, Optional<String> power) {
        return new CardWish(each(link, CardWish::link), each(power, CardWish::watts));
    }

    private static <T> List<T> each(Optional<String> text, Function<String, T> parse) {
        List<T> values = new ArrayList<>();
        text.ifPresent(t -> List.of(t.split(",", -1)).forEach(part -> values.add(parse.apply(part.strip()))));
        return values;
    }

    private static String link(String text) {
        if (CardLink.parse(text).isEmpty()) {
            throw HardwareException.malformed(
                    Hint.of("{0} is no link that is known", new Change("link", text)),
                    Hint.plain("write it as 4.0x16, OCuLink, 'Thunderbolt 4' or 12GB/s, with commas between cards"));
        }
        return text;
    }

    private static double watts(String text) {
        String number = text.toUpperCase(Locale.ROOT).replaceFirst(" ?W$", "");
        if (number.matches("[0-9]{1,4}(\\.[0-9]{1,2})?")) {
            double value = Double.parseDouble(number);
            if (value >= 1 && value <= MOST_WATTS) {
                return value;
            }
        }
        throw HardwareException.malformed(
                Hint.of("{0} is no power of a card", new Change("power", text)),
                Hint.plain("write it as 250W, with commas between cards"));
    }

    /** Returns the power limit below a key of a profile; what no card can have is a mistake in the file. */
    static OptionalDouble power(AuditedFields gpu, String key) {
        OptionalDouble watts = gpu.optionalAmount(key);
        if (watts.isPresent() && (watts.getAsDouble() < 1 || watts.getAsDouble() > MOST_WATTS)) {
            gpu.complain(key, "is no power of a card: from 1 to 2000 W");
        }
        return watts;
    }

    /**
     * Returns cards with what is said of them.
     *
     * @throws HardwareException if something is said of more or fewer cards than there are
     */
    List<GpuFacts> of(List<GpuFacts> gpus) {
        check("link", links, gpus);
        check("power", watts, gpus);
        List<GpuFacts> set = new ArrayList<>();
        for (int i = 0; i < gpus.size(); i++) {
            GpuFacts.Builder card = gpus.get(i).change();
            if (!links.isEmpty()) {
                card.pcieLink(Optional.of(links.get(Math.min(i, links.size() - 1))));
            }
            if (!watts.isEmpty()) {
                card.powerWatts(OptionalDouble.of(watts.get(Math.min(i, watts.size() - 1))));
            }
            set.add(card.build());
        }
        return set;
    }

    private static void check(String field, List<?> values, List<GpuFacts> gpus) {
        String said = values.stream().map(String::valueOf).collect(Collectors.joining(","));
        if (!values.isEmpty() && gpus.isEmpty()) {
            throw HardwareException.malformed(
                    Hint.of("{0} has nothing to say it of: the machine has no GPU", new Change(field, said)),
                    Hint.NONE);
        }
        if (values.size() > 1 && values.size() != gpus.size()) {
            throw HardwareException.malformed(
                    Hint.of(
                            "{0} tells of " + values.size() + " cards, and the machine has " + gpus.size(),
                            new Change(field, said)),
                    Hint.plain("say one value for all cards, or one for each"));
        }
    }

    /** Returns the links as they are read again. */
    Optional<String> writtenLinks() {
        return links.isEmpty() ? Optional.empty() : Optional.of(String.join(",", links));
    }

    /** Returns the power limits as they are read again. */
    Optional<String> writtenPower() {
        return watts.isEmpty()
                ? Optional.empty()
                : Optional.of(watts.stream()
                        .map(w -> HardwareSelector.number(w) + "W")
                        .collect(Collectors.joining(",")));
    }
}
