package dev.llmfit.probe;

import dev.llmfit.units.Hint;

/**
 * Something odd about a machine.
 *
 * @param id stable id, for example {@code cgroup-limit}
 * @param text what was seen, one sentence
 * @param fix what to do about it, one sentence; may be empty
 */
public record Warning(String id, String text, Hint fix) {
    /** Creates a warning whose fix is the same in every shell. */
    public Warning(String id, String text, String fix) {
        this(id, text, Hint.plain(fix));
    }
}
