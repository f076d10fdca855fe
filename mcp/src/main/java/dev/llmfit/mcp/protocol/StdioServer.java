package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Workbench;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Serves one agent over standard input and output until its input ends and all that it asked is answered. */
public final class StdioServer {
    /**
     * So long may what was asked still take when the input has ended: the longest search takes some seconds, also on a busy
     * machine.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private StdioServer() {}

    /**
     * Serves.
     *
     * @param bench what answers
     * @param mayRun whether engines may be run
     * @param version version of the program
     * @throws IOException if the input cannot be read
     */
    public static void run(Workbench bench, boolean mayRun, String version, InputStream in, OutputStream out)
            throws IOException {
        run(Offer.of(bench, mayRun, version), in, out, PATIENCE);
    }

    /** Serves, and waits so long for answers when the input has ended; what is unanswered then gets an error. */
    static void run(Offer offer, InputStream in, OutputStream out, Duration patience) throws IOException {
        try (Conversation conversation = new Conversation(offer, out, patience)) {
            MessageLines lines = new MessageLines(in);
            while (conversation.goesOn() && lines.next()) {
                conversation.hear(lines);
            }
        }
    }
}
