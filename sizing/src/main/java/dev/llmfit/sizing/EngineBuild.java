package dev.llmfit.sizing;

/**
 * The llama.cpp build whose behaviour is modelled.
 *
 * @param number build number, for example 11434
 */
public record EngineBuild(int number) {
    /** The newest modelled build. */
    public static final EngineBuild NEWEST = new EngineBuild(11434);

    /**
     * Parses {@code b9010} or {@code 9010}.
     *
     * @throws IllegalArgumentException if the text is no build
     */
    public static EngineBuild parse(String text) {
        String digits = text.startsWith("b") ? text.substring(1) : text;
        if (!digits.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("not a llama.cpp build: '" + text + "' (write it as b11434)");
        }
        return new EngineBuild(Integer.parseInt(digits));
    }

    /** Returns the name in JSON, for example {@code llama.cpp b11434}. */
    @Override
    public String toString() {
        return "llama.cpp b" + number;
    }
}
