package dev.llmfit.tui.state;

import java.util.List;

/**
 * What runs in the background, or ran last.
 *
 * @param title what it is; empty if nothing has run
 * @param going whether it still runs
 * @param step what it does now
 * @param done how much of it is done, 0 to 1
 * @param lines what came out, as text
 */
public record RunState(String title, boolean going, String step, double done, List<String> lines) {
    /** Nothing has run. */
    public static final RunState NONE = new RunState("", false, "", 0, List.of());

    public RunState {
        lines = List.copyOf(lines);
    }
}
