package dev.llmfit.mcp.protocol;

import io.modelcontextprotocol.modern.McpSchema.ErrorCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Messages of an input, one a line. */
final class MessageLines {
    /** A message may be so long: a log to diagnose is the longest thing that is sent. */
    static final int LONGEST_MESSAGE = 16 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean tooLong;

    MessageLines(InputStream in) {
        this.in = in;
    }

    /** Goes on to the next line that is not empty; false if the input has ended. */
    boolean next() throws IOException {
        line.reset();
        tooLong = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                if (line.size() > 0) {
                    return true;
                }
            } else if (line.size() < LONGEST_MESSAGE) {
                if (b != '\r') {
                    line.write(b);
                }
            } else {
                tooLong = true;
            }
        }
        return line.size() > 0; // a last line without its end is a line too
    }

    /**
     * Returns the message of the line.
     *
     * @throws MessageFault if it is none
     */
    Heard message() throws MessageFault {
        if (tooLong) {
            throw new MessageFault(
                    ErrorCodes.INVALID_REQUEST, "the message is longer than " + LONGEST_MESSAGE + " bytes");
        }
        return Heard.of(line.toString(StandardCharsets.UTF_8));
    }
}
