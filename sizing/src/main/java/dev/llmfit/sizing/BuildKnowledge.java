package dev.llmfit.sizing;

import java.util.List;

/**
 * How well a build of llama.cpp is modelled for the models of an architecture.
 *
 * @param build the build
 * @param architecture {@code general.architecture}
 */
public record BuildKnowledge(EngineBuild build, String architecture) {
    /** The first one of which a source package is published and was read; before it only public logs show changes. */
    private static final int FIRST_READ = 9_093;

    /** The oldest one whose later changes to compute buffers are undone: the oldest log that does not know all of them. */
    private static final int FIRST_STUDIED = 7_772;

    /** Changes that a sentence names; documents name all. */
    private static final int TOLD = 3;

    /** How well a build is modelled. */
    public enum Modelled {
        /** It is known of every change whether this build has it, and all are modelled. */
        EXACTLY,
        /** It lies between two builds of which that is known, or later changes are not undone for it. */
        BETWEEN,
        /** It is newer than the newest one, whose numbers are taken. */
        NEWER,
        /** It is older than what was studied. */
        OLDER
    }

    /** Returns how well the build is modelled. */
    public Modelled modelled() {
        int number = build.number();
        if (number > EngineBuild.NEWEST.number()) {
            return Modelled.NEWER;
        }
        if (number < FIRST_STUDIED) {
            return Modelled.OLDER;
        }
        boolean known =
                number >= FIRST_READ && undecided().isEmpty() && notUndone().isEmpty();
        return known ? Modelled.EXACTLY : Modelled.BETWEEN;
    }

    /** Returns whether there is nothing to tell. */
    public boolean isExact() {
        return modelled() == Modelled.EXACTLY;
    }

    /** Returns the changes of which nobody knows whether the build has them. */
    public List<EngineSwitch> undecided() {
        return EngineSwitch.undecided(build.number());
    }

    /** Returns the changes that came later and are not undone for the build. */
    public List<EngineGap> notUndone() {
        return EngineGap.after(build.number(), architecture);
    }

    /** Returns it as a sentence. */
    public String sentence() {
        String name = build.name();
        String newest = EngineBuild.NEWEST.name();
        return switch (modelled()) {
            case EXACTLY -> name + " is modelled exactly.";
            case BETWEEN -> name + between() + ".";
            case NEWER ->
                name + " is newer than " + newest + ", the newest build known here: these are the numbers of " + newest
                        + ".";
            case OLDER ->
                name + " is older than the builds that were studied (from b" + FIRST_STUDIED
                        + " on): compute buffers may differ.";
        };
    }

    private String between() {
        List<EngineSwitch> undecided = undecided();
        String later = later();
        if (undecided.isEmpty()) {
            return later.isEmpty() ? " is of a time of which only public logs tell" : " is modelled, but " + later;
        }
        int without =
                undecided.stream().mapToInt(s -> s.between().without()).max().orElseThrow();
        int with = undecided.stream().mapToInt(s -> s.between().with()).min().orElseThrow();
        return " lies between b" + without + " and b" + with
                + ", which are modelled; nobody knows which of these changes it has: "
                + listed(undecided.stream().map(EngineSwitch::effect).toList())
                + (later.isEmpty() ? "" : "; " + later);
    }

    private String later() {
        List<String> effects = notUndone().stream().map(EngineGap::effect).toList();
        return switch (effects.size()) {
            case 0 -> "";
            case 1 -> "a later change is not undone for it: " + effects.getFirst();
            default -> "later changes are not undone for it: " + listed(effects);
        };
    }

    private static String listed(List<String> effects) {
        String shown = String.join("; ", effects.subList(0, Math.min(TOLD, effects.size())));
        int more = effects.size() - TOLD;
        return more > 0 ? shown + "; and " + more + " more (docs/engine-builds.md)" : shown;
    }
}
