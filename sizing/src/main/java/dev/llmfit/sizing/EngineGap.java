package dev.llmfit.sizing;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One change of llama.cpp that is known and not undone for the builds before it, in the order of the builds. What it touches is sized
 * there as after it.
 */
public enum EngineGap {
    PLACEHOLDER(1, "2026-01-01", "", "");

    private final int with;
    private final LocalDate date;
    private final String effect;
    private final String source;

    EngineGap(int with, String date, String effect, String source) {
        this.with = with;
        this.date = LocalDate.parse(date);
        this.effect = effect;
        this.source = source;
    }

    /** Returns the name in documents. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the oldest source package that has it. */
    public int with() {
        return with;
    }

    /** Returns the day of that package. */
    public LocalDate date() {
        return date;
    }

    /** Returns which models or launches it touches and how, as a clause without a full stop. */
    public String effect() {
        return effect;
    }

    /** Returns where that is to be seen. */
    public String source() {
        return source;
    }

    /** Returns those that come after a build, in their order. */
    static List<EngineGap> after(int build) {
        return Arrays.stream(values()).filter(gap -> gap.with > build).toList();
    }
}
