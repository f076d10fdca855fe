package dev.llmfit.probe.hardware;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Locale;

/** Memory bandwidth as people write it: {@code 936GB/s}, {@code 1.8 TB/s}, {@code 936}. */
final class Bandwidth {
    private Bandwidth() {}

    /**
     * Returns 10^9 bytes per second.
     *
     * @param field what it is called in the question
     * @throws HardwareException if it is no bandwidth
     */
    static double parse(String field, String text) {
        String number = text.strip().toUpperCase(Locale.ROOT);
        double factor = 1;
        for (String unit : new String[] {"GB/S", "GBPS", "TB/S", "TBPS"}) {
            if (number.endsWith(unit)) {
                factor = unit.startsWith("T") ? 1000 : 1;
                number = number.substring(0, number.length() - unit.length()).strip();
                break;
            }
        }
        try {
            double value = Double.parseDouble(number) * factor;
            if (Double.isFinite(value) && value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the same sentence as a number that makes no sense
        }
        throw HardwareException.malformed(
                Hint.of("{0} is no bandwidth", new Change(field, text)),
                Hint.plain(field.equals("bandwidth") ? "write it as 936GB/s" : "write it as 51.2GB/s or DDR4-3200"));
    }
}
