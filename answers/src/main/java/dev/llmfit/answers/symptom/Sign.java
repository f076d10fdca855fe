package dev.llmfit.answers.symptom;

import dev.llmfit.units.Hint;

/**
 * What a log shows of a cause, and what to do.
 *
 * @param id stable, {@code oom/…}, {@code load/…} (a failure that is not for want of memory), {@code run/…}, {@code slow/…},
 *     {@code quality/…} or {@code hardware/…}
 * @param text one sentence about what the log shows
 * @param fix what to do or to paste
 */
public record Sign(String id, Hint text, Hint fix) {
    /** Creates a sign whose sentence is the same in every shell. */
    public Sign(String id, String text, Hint fix) {
        this(id, Hint.plain(text), fix);
    }

    /** Returns whether it is a failure that is not for want of memory. */
    boolean isFailure() {
        return id.startsWith("load/");
    }
}
