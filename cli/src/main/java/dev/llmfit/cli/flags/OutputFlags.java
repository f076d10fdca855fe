package dev.llmfit.cli.flags;

import dev.llmfit.gguf.remote.RemoteSettings;
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

    @Option(names = "--offline", description = "Ask no server; what was read before and the catalogue answer.")
    private void offline(boolean on) {
        if (on) {
            System.setProperty(RemoteSettings.OFFLINE_PROPERTY, "true");
        }
    }
}
