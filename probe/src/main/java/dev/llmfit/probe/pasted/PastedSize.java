package dev.llmfit.probe.pasted;

import dev.llmfit.units.Bytes;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory as programs print it: {@code 64 GB}, {@code 32768MB RAM}, {@code 65756352 kB}, {@code 10240MiB / 64215MiB}, {@code 62Gi}. */
final class PastedSize {
    /** The last size of a value is the whole; what is before a slash is in use. */
    private static final Pattern SIZE =
            Pattern.compile("([0-9][0-9,.]{0,12})\\s?([KMGT])(?:i?B|i)\\b", Pattern.CASE_INSENSITIVE);

    /** More than a petabyte is a slip. */
    private static final double MOST_GIB = 1 << 20;

    private PastedSize() {}

    static Optional<Bytes> of(String key, String value) {
        Matcher m = SIZE.matcher(value);
        double gib = 0;
        boolean first = key.equals("mem"); // "Mem:  62Gi  10Gi  …" of free begins with the whole
        while (m.find() && !(first && gib > 0)) {
            gib = number(m.group(1))
                    * switch (m.group(2).charAt(0)) {
                        case 'k', 'K' -> 1.0 / (1 << 20);
                        case 'm', 'M' -> 1.0 / (1 << 10);
                        case 't', 'T' -> 1 << 10;
                        default -> 1;
                    };
        }
        return gib > 0 && gib < MOST_GIB ? Optional.of(Bytes.ofGib(gib)) : Optional.empty();
    }

    /** {@code 32,690} has a comma between thousands, {@code 15,6} one before the fraction. */
    private static double number(String text) {
        String plain = text.matches(".*[,.][0-9]{3}") ? text.replaceAll("[,.]", "") : text.replace(',', '.');
        try {
            return Double.parseDouble(plain);
        } catch (NumberFormatException e) {
            return 0; // 1.2.3 is no number
        }
    }
}
