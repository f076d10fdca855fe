package dev.llmfit.serve;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is started.
 *
 * @param bind address to listen at
 * @param port port to listen at; 0 for any
 * @param otherPort whether the next free of ten ports will do
 * @param token what callers must show where they must; empty where nobody must
 * @param runs whether engines may be run
 * @param origins origins of other pages that may ask
 * @param embedding origins of pages that may show the page or a badge inside them
 * @param modelsInMetrics whether metrics name models
 * @param seconds after which nobody waits for an answer any more
 * @param program name and version of the program
 */
public record ServeSettings(
        InetAddress bind,
        int port,
        boolean otherPort,
        Optional<String> token,
        boolean runs,
        Set<String> origins,
        Set<String> embedding,
        boolean modelsInMetrics,
        int seconds,
        String program) {
    /** Seconds that a client waits for an answer where nothing else is said. */
    public static final int SECONDS = 10;

    /** The port that is taken where none is named; no service is registered for it. */
    public static final int PORT = 7272;

    public ServeSettings {
        origins = Set.copyOf(origins);
        embedding = Set.copyOf(embedding);
    }

    /** Returns whether only programs of this machine reach the server. */
    public boolean isLoopback() {
        return bind.isLoopbackAddress();
    }
}
