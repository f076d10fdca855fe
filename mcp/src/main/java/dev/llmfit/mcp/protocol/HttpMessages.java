package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Workbench;
import dev.llmfit.mcp.tools.Doc;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.modern.McpSchema.ErrorCodes;
import io.modelcontextprotocol.modern.server.McpHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Answers messages that came by HTTP, each by itself: streamable HTTP without sessions. */
public final class HttpMessages {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String VERSION_HEADER = "mcp-protocol-version";

    /** Versions are dates, so that their order is that of their texts. */
    private static final String LAST_WITH_SESSIONS = "2025-11-25";

    private static final Response NOTHING = new Response(202, "", out -> {});

    private final Messages messages;

    /**
     * Creates it.
     *
     * @param bench what answers
     * @param mayRun whether engines may be run
     * @param version version of the program
     */
    public HttpMessages(Workbench bench, boolean mayRun, String version) {
        this(Offer.of(bench, mayRun, version));
    }

    /** Creates it of an offer. */
    HttpMessages(Offer offer) {
        this.messages = new Messages(offer);
    }

    /**
     * A response.
     *
     * @param status its code
     * @param type type of what is sent; empty where nothing is
     * @param body writes it
     */
    public record Response(int status, String type, Body body) {}

    /** Writes the body of a response. */
    @FunctionalInterface
    public interface Body {
        /** Writes it, bit by bit where a call tells its progress. */
        void write(OutputStream out) throws IOException;
    }

    /** Where that is done which may take long, so that it waits for its turn; what it throws ends the request. */
    @FunctionalInterface
    public interface Lane {
        /** Does it, and returns what it gives. */
        Response done(Callable<Response> work);
    }

    /**
     * Answers what was posted.
     *
     * @param headers headers of the request, by their names in lower case
     * @param posted the body of the request
     * @param lane where calls of tools are answered
     */
    public Response answer(Map<String, String> headers, byte[] posted, Lane lane) {
        try {
            Heard heard = Heard.of(new String(posted, StandardCharsets.UTF_8));
            if (heard.id().isEmpty() || heard.answers()) {
                return NOTHING; // what is told without a question changes no answer
            }
            boolean newer = isNewer(headers, heard);
            if (newer && heard.version().isPresent()) {
                requireSameInHeaders(headers, heard);
            }
            Dialect dialect = newer ? messages.newer() : messages.of(heard);
            McpTransportContext context = context(headers);
            if (heard.wantsProgress() && headers.getOrDefault("accept", "").contains(EVENTS)) {
                return new Response(200, EVENTS, out -> streamed(dialect, heard, context, lane, new Events(out)));
            }
            Callable<Response> work = () -> whole(dialect, heard, context, newer);
            return heard.mayTakeLong() ? lane.done(work) : whole(dialect, heard, context, newer);
        } catch (MessageFault e) {
            return response(e.answer(), true);
        }
    }

    /** What was begun with 200 says why it goes no further. */
    private static void streamed(Dialect dialect, Heard heard, McpTransportContext context, Lane lane, Events events)
            throws IOException {
        try {
            lane.done(() -> {
                events.end(dialect.answer(heard, context, events::tell).text());
                return NOTHING;
            });
        } catch (RuntimeException | Error e) {
            events.end(new MessageFault(ErrorCodes.INTERNAL_ERROR, String.valueOf(e.getMessage()))
                    .to(heard.id())
                    .answer()
                    .text());
        }
    }

    /** A stream of events. Whoever ends it has the last word: a call that went on too long is not heard any more. */
    private static final class Events {
        private final OutputStream out;
        private boolean over;

        Events(OutputStream out) {
            this.out = out;
        }

        synchronized void tell(String message) throws IOException {
            if (over) {
                throw new IOException("The stream of events is over");
            }
            out.write(("event: message\ndata: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        synchronized void end(String message) throws IOException {
            tell(message);
            over = true;
        }
    }

    private static Response whole(Dialect dialect, Heard heard, McpTransportContext context, boolean newer) {
        try {
            return response(dialect.answer(heard, context, Dialect.Telling.NOBODY), newer);
        } catch (IOException e) {
            return response(MessageFault.unread(heard, e).answer(), true);
        }
    }

    /** A message that does not name its version itself is of that which the header names: those of the newer must do both. */
    private static boolean isNewer(Map<String, String> headers, Heard heard) {
        return heard.version().isPresent()
                || headers.getOrDefault(VERSION_HEADER, "").compareTo(LAST_WITH_SESSIONS) > 0;
    }

    private static McpTransportContext context(Map<String, String> headers) {
        McpHeaders.Builder mirrored = McpHeaders.builder();
        headers.forEach(mirrored::header);
        return McpTransportContext.create(Map.of(McpHeaders.TRANSPORT_CONTEXT_KEY, mirrored.build()));
    }

    /** Headers of newer messages say again what stands in them, so that a proxy need not read it; both must say the same. */
    private static void requireSameInHeaders(Map<String, String> headers, Heard heard) throws MessageFault {
        String method = heard.method();
        String name = Doc.text(heard.object(), "params", "name")
                .or(() -> Doc.text(heard.object(), "params", "uri"))
                .orElse("");
        boolean named = heard.mayTakeLong() || method.equals("prompts/get");
        if (!heard.version().equals(Optional.ofNullable(headers.get(VERSION_HEADER)))) {
            throw mismatch(heard, "MCP-Protocol-Version is not the version of the message");
        }
        if (!method.equals(headers.get("mcp-method"))) {
            throw mismatch(heard, "Mcp-Method is not the method of the message");
        }
        if (named && !name.equals(headers.get("mcp-name"))) {
            throw mismatch(heard, "Mcp-Name is not the name of the message");
        }
    }

    private static MessageFault mismatch(Heard heard, String sentence) {
        return new MessageFault(ErrorCodes.HEADER_MISMATCH, sentence).to(heard.id());
    }

    /** Older messages are answered with 200 whatever they are answered; newer ones say in the status too that they failed. */
    private static Response response(AnswerLine answer, boolean said) {
        byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
        return new Response(said ? status(answer.error()) : 200, JSON, out -> out.write(bytes));
    }

    private static int status(int error) {
        return switch (error) {
            case 0, ErrorCodes.INTERNAL_ERROR -> 200;
            case ErrorCodes.METHOD_NOT_FOUND -> 404;
            default -> 400;
        };
    }
}
