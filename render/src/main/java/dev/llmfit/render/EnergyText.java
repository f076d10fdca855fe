package dev.llmfit.render;

import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.PowerPart;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a launch takes of electricity, in words. */
public final class EnergyText {
    private EnergyText() {}

    /** Returns kWh of a million tokens, the watts behind them, and whose they are. */
    public static String of(Energy energy) {
        return "a million tokens: " + TwoDigits.range(energy.written()) + " written, " + TwoDigits.range(energy.read())
                + " read · " + TwoDigits.range(energy.writing()) + " W of " + parts(energy) + " alone";
    }

    private static String parts(Energy energy) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        energy.power().parts().forEach(part -> counts.merge(said(part), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(e -> (e.getValue() > 1 ? e.getValue() + " × " : "") + e.getKey())
                .collect(Collectors.joining(" and "));
    }

    private static String said(PowerPart part) {
        String watts = part.least() < part.most()
                ? String.format(Locale.ROOT, "%,.0f – %,.0f", part.least(), part.most())
                : String.format(Locale.ROOT, "%,.0f", part.most());
        String basis = switch (part.basis()) {
            case DATABASE -> "";
            case LIMIT -> " by its limit";
            case KIND -> " by its kind";
        };
        return part.name() + " (" + watts + " W" + basis + ")";
    }
}
