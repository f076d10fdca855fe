package dev.llmfit.cli.shell;

import dev.llmfit.answers.Workbench;
import org.jspecify.annotations.Nullable;

/** The workbench of the running command, for commands that do not ask it questions yet. */
public final class Session {
    private static @Nullable Workbench current;

    private Session() {}

    /** Makes a workbench the current one. */
    public static void begin(Workbench bench) {
        current = bench;
    }

    /** Returns the current workbench. */
    public static Workbench bench() {
        Workbench bench = current;
        if (bench == null) {
            throw new IllegalStateException("no command runs");
        }
        return bench;
    }
}
