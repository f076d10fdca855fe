package dev.llmfit.cli.flags;

import picocli.CommandLine.Option;

/** How the answer is written. */
public final class OutputFlags {
    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(names = "--debug", description = "Print a stack trace when something fails unexpectedly.")
    private boolean debug;

    /** Returns whether the answer is JSON. */
    public boolean json() {
        return json;
    }

    /** Returns whether stack traces are wanted. */
    public boolean debug() {
        return debug;
    }

    // Read by the runner before any command: the workbench is made with it.
    @Option(names = "--offline", description = "Ask no server; what was read before and the catalogue answer.")
    private boolean offline;

    /** Returns whether no server is to be asked. */
    public boolean offline() {
        return offline;
    }

    // The two below are read by the runner too: help and errors follow them.
    @Option(names = "--plain", description = "Words instead of bars and colours, for screen readers.")
    private boolean plain;

    @Option(names = "--ascii", description = "ASCII characters only.")
    private boolean ascii;

    /** Returns whether a screen reader speaks the answer. */
    public boolean plain() {
        return plain;
    }

    /** Returns whether only ASCII is wanted. */
    public boolean ascii() {
        return ascii;
    }
}
