package dev.llmfit.sizing;

import dev.llmfit.units.Amount;
import java.util.OptionalInt;

/**
 * The llama.cpp build whose behaviour is modelled: which {@linkplain EngineSwitch changes} it has.
 *
 * @param number build number, for example 11434
 */
public record EngineBuild(int number) {
    public EngineBuild {
        Amount.count(number, "build");
    }

    /** The newest modelled build, which a launch is taken to run on where nobody says. */
    public static final EngineBuild NEWEST = new EngineBuild(12_032);

    /** The build that was modelled before the newest one. */
    public static final EngineBuild BEFORE = new EngineBuild(11_434);

    /** The build whose llama-quantize is followed. */
    public static final EngineBuild QUANTIZES = BEFORE;

    /**
     * Parses {@code b9010}, {@code 9010} or a release such as {@code v0.6.0}.
     *
     * @throws IllegalArgumentException if the text is no build, or an unknown release
     */
    public static EngineBuild parse(String text) {
        if (text.matches("v[0-9][0-9.]*")) {
            return new EngineBuild(EngineRelease.named(text)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "not a release of llama.cpp known here: '" + text + "' (known are " + EngineRelease.known()
                                    + "; a build is written as " + NEWEST.name() + ")"))
                    .build());
        }
        String digits = text.startsWith("b") ? text.substring(1) : text;
        if (!digits.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException(
                    "not a llama.cpp build: '" + text + "' (write it as " + NEWEST.name() + ")");
        }
        return new EngineBuild(Integer.parseInt(digits));
    }

    /** Returns the build that is modelled for an engine: its own, or the newest modelled one if it is newer or does not say. */
    public static EngineBuild modelled(OptionalInt number) {
        return number.isPresent() && number.getAsInt() < NEWEST.number() ? new EngineBuild(number.getAsInt()) : NEWEST;
    }

    /** Returns whether this build has a change. */
    public boolean has(EngineSwitch change) {
        return number >= change.first();
    }

    /**
     * Returns the build to model for a launch of an unknown llama.cpp: one that knows the options used, else the middle of
     * the modelled range.
     */
    public static EngineBuild guessFor(LaunchOptions options) {
        boolean recent = options.nOutputsMax() > 0 || options.loadMtp() || options.nDraft() > 0;
        return new EngineBuild(recent ? 9_900 : 9_010);
    }

    /** Returns the name that people write: {@code b11434}, or a release whose number is only known about. */
    public String name() {
        return EngineRelease.about(number).map(EngineRelease::version).orElse("b" + number);
    }

    /** Returns the name in JSON, for example {@code llama.cpp b11434}. */
    @Override
    public String toString() {
        return "llama.cpp " + name();
    }
}
