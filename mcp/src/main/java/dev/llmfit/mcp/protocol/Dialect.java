package dev.llmfit.mcp.protocol;

import io.modelcontextprotocol.common.McpTransportContext;
import java.io.IOException;

/** A generation of the protocol, however its messages come; safe for use by several threads. */
interface Dialect {
    /**
     * Answers a request.
     *
     * @param request asks
     * @param context what the transport knows of it
     * @param telling hears how it goes, before the answer is there
     * @throws IOException if its message cannot be read
     */
    AnswerLine answer(Heard request, McpTransportContext context, Telling telling) throws IOException;

    /** Sends a message that is no answer. */
    @FunctionalInterface
    interface Telling {
        /** Sends nothing. */
        Telling NOBODY = message -> {};

        /** Sends a message, one line. */
        void tell(String message) throws IOException;
    }
}
