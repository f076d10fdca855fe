package dev.llmfit.tui.state;

import java.util.List;

/**
 * What runs in the background, or ran last, and what ran before.
 *
 * @param title what it is; empty if nothing has run
 * @param going whether it still runs
 * @param step what it does now
 * @param done how much of it is done, 0 to 1
 * @param seconds how long it has run
 * @param lines what came out, as text
 * @param past what has ended, the newest first
 */
public record RunState(
        String title, boolean going, String step, double done, long seconds, List<String> lines, List<Ended> past) {
    /** Nothing has run. */
    public static final RunState NONE = new RunState("", false, "", 0, 0, List.of(), List.of());

    public RunState {
        lines = List.copyOf(lines);
        past = List.copyOf(past);
    }

    /**
     * A run that has ended.
     *
     * @param title what it was
     * @param seconds how long it took
     * @param good whether it came out as it should
     * @param result what came out, a few words
     */
    public record Ended(String title, long seconds, boolean good, String result) {}
}
