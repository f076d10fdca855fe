package dev.llmfit.sizing;

import dev.llmfit.units.Amount;
import java.util.List;

/**
 * The llama.cpp build whose behaviour is modelled: which {@linkplain EngineSwitch changes} it has.
 *
 * @param number build number, for example 11434
 */
public record EngineBuild(int number) {
    public EngineBuild {
        Amount.count(number, "build");
    }

    /** The newest modelled build. */
    public static final EngineBuild NEWEST = new EngineBuild(12_032);

    /** The build that a launch is taken to run on where nobody says. */
    public static final EngineBuild DEFAULT = new EngineBuild(11434);

    /** The first one of which a source package is published and was read; before it only public logs show changes. */
    private static final int FIRST_READ = 9_093;

    /** The oldest one whose later changes to compute buffers are undone: the oldest log that does not know all of them. */
    private static final int FIRST_STUDIED = 7_772;

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

    /** Returns whether this build has a change. */
    public boolean has(EngineSwitch change) {
        return number >= change.first();
    }

    /** How well a build is modelled. */
    public enum Modelled {
        /** It is known of every change whether this build has it. */
        EXACTLY,
        /** It lies between two builds of which that is known. */
        BETWEEN,
        /** It is newer than the newest one, whose numbers are taken. */
        NEWER,
        /** It is older than what was studied. */
        OLDER
    }

    /** Returns how well this build is modelled. */
    public Modelled modelled() {
        if (number > NEWEST.number) {
            return Modelled.NEWER;
        }
        if (number < FIRST_STUDIED) {
            return Modelled.OLDER;
        }
        return number < FIRST_READ || !undecided().isEmpty() ? Modelled.BETWEEN : Modelled.EXACTLY;
    }

    /** Returns the changes of which nobody knows whether this build has them. */
    public List<EngineSwitch> undecided() {
        return EngineSwitch.undecided(number);
    }

    /** Returns how well this build is modelled as a sentence. */
    public String sentence() {
        return switch (modelled()) {
            case EXACTLY -> name() + " is modelled exactly.";
            case BETWEEN -> between();
            case NEWER ->
                name() + " is newer than " + NEWEST.name() + ", the newest build known here: these are the numbers of "
                        + NEWEST.name() + ".";
            case OLDER ->
                name() + " is older than the builds that were studied (from b" + FIRST_STUDIED
                        + " on): compute buffers may differ.";
        };
    }

    private String between() {
        List<EngineSwitch> undecided = undecided();
        if (undecided.isEmpty()) {
            return name() + " lies between b" + FIRST_STUDIED + " and b" + FIRST_READ
                    + ", where changes are known from public logs only.";
        }
        int after =
                undecided.stream().mapToInt(s -> s.between().without()).max().orElseThrow();
        int before = undecided.stream().mapToInt(s -> s.between().with()).min().orElseThrow();
        StringBuilder text = new StringBuilder(name() + " lies between b" + after + " and b" + before
                + ", which are modelled; nobody knows which of these changes it has: ");
        for (int i = 0; i < undecided.size(); i++) {
            text.append(i == 0 ? "" : "; ").append(undecided.get(i).effect());
        }
        return text.append('.').toString();
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
