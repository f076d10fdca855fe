package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Workbench;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import io.modelcontextprotocol.modern.server.McpServer;
import io.modelcontextprotocol.modern.server.transport.StdioMcpTransport;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Serves one agent over standard input and output until its input ends. */
public final class StdioServer {
    /** A message may be so long: a log to diagnose is the longest thing that is sent. */
    private static final int LONGEST_MESSAGE = 16 << 20;

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
        byte[] first = line(in);
        if (first.length == 0) {
            return;
        }
        Offer offer = Offer.of(bench, mayRun, version);
        EndTold input = new EndTold(new SequenceInputStream(new ByteArrayInputStream(first), in));
        if (opensSession(first)) {
            McpSyncServer server = new SessionServer(offer)
                    .start(new StdioServerTransportProvider(offer.json(), input, out, LONGEST_MESSAGE));
            input.await();
            server.closeGracefully();
        } else {
            McpServer server = new RequestServer(offer).build();
            StdioMcpTransport transport = new StdioMcpTransport(server, offer.json(), input, out, LONGEST_MESSAGE);
            transport.start().subscribe();
            input.await();
            transport.closeGracefully().block();
            server.closeGracefully();
        }
    }

    /** Returns the first line with its end; empty if there is none. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && line.size() < LONGEST_MESSAGE; b = in.read()) {
            line.write(b);
            if (b == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    /** The version of the protocol that is spoken is known by its first message: sessions begin with {@code initialize}. */
    private static boolean opensSession(byte[] message) {
        Optional<String> method = Json.member(new String(message, StandardCharsets.UTF_8), "method")
                .flatMap(JsonValue::asText);
        return method.filter("initialize"::equals).isPresent();
    }

    /** Tells when its end was read. */
    private static final class EndTold extends FilterInputStream {
        private final CountDownLatch end = new CountDownLatch(1);

        EndTold(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return told(super.read());
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return told(super.read(into, offset, length));
        }

        private int told(int read) {
            if (read < 0) {
                end.countDown();
            }
            return read;
        }

        void await() {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
