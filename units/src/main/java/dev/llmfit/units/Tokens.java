package dev.llmfit.units;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of tokens as people write them: {@code 8192}, {@code 8k}, {@code 128K}, {@code 1m}, {@code 8,192}. */
public final class Tokens {
    private static final Pattern TEXT =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})++)\\s*([kKmM]?)");

    private Tokens() {}

    /**
     * Returns the number that a text means; {@code k} is 1,024 and {@code m} is 1,024 of those, as contexts are built.
     *
     * @throws IllegalArgumentException if it is none, or more than a context can have (2^31 - 1)
     */
    public static int parse(String text) {
        Matcher m = TEXT.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text.strip() + "' is no number of tokens; write 8192 or 8k");
        }
        int power = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            default -> 0;
        };
        double tokens = Double.parseDouble(m.group(1).replace(",", "")) * (1 << power);
        if (tokens != Math.rint(tokens)) {
            throw new IllegalArgumentException("'" + text.strip() + "' is no whole number of tokens; write 8192 or 8k");
        }
        if (tokens > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + text.strip() + "' are more tokens than a context can have");
        }
        return (int) tokens;
    }
}
