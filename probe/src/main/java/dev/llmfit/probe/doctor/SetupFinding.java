package dev.llmfit.probe.doctor;

import dev.llmfit.units.Hint;

/**
 * Something that is wrong or worth knowing.
 *
 * @param severity how bad it is
 * @param id stable id, for example {@code cgroup-limit}
 * @param text what was found, one sentence
 * @param fix what to do, one sentence or command; may be empty
 */
public record SetupFinding(Severity severity, String id, String text, Hint fix) {
    /** How bad a finding is, worst first. */
    public enum Severity {
        /** Something does not work. */
        ERROR,
        /** It works, but not as well as it could. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }

    /** Creates a finding whose fix is the same in every shell. */
    public SetupFinding(Severity severity, String id, String text, String fix) {
        this(severity, id, text, Hint.plain(fix));
    }
}
