package dev.llmfit.probe.doctor;

/**
 * Something that is wrong or worth knowing.
 *
 * @param severity how bad it is
 * @param id stable id, for example {@code cgroup-limit}
 * @param text what was found, one sentence
 * @param fix what to do, one sentence or command; may be empty
 */
public record SetupFinding(Severity severity, String id, String text, String fix) {
    /** How bad a finding is, worst first. */
    public enum Severity {
        /** Something does not work. */
        ERROR,
        /** It works, but not as well as it could. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }
}
