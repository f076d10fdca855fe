package dev.llmfit.serve.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.serve.Call;
import dev.llmfit.serve.Handler;
import dev.llmfit.serve.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Connections, as sockets see them. */
class WireServerTest {
    private static final String LONG = "a long text ".repeat(500);

    private static Reply echo(Call call) throws IOException {
        return switch (call.path()) {
            case "/body" -> {
                byte[] bytes = call.body().bytes(1000, 1);
                yield Reply.of(200, "text/plain", Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
            }
            case "/long" -> Reply.of(200, "text/plain", LONG.getBytes(StandardCharsets.UTF_8));
            case "/flow" ->
                Reply.flowing("text/plain", out -> {
                    out.write("one ".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    out.write("two".getBytes(StandardCharsets.UTF_8));
                });
            default -> Reply.of(200, "text/plain", call.query().getBytes(StandardCharsets.UTF_8));
        };
    }

    private static WireServer start(Handler handler) throws IOException {
        WireServer server = WireServer.open(InetAddress.getLoopbackAddress(), 0, false);
        server.start(handler);
        return server;
    }

    private static Socket open(WireServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static byte[] all(Socket socket) throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    private static String asked(WireServer server, String request) throws IOException {
        try (Socket socket = open(server)) {
            send(socket, request);
            return new String(all(socket), StandardCharsets.ISO_8859_1);
        }
    }

    private static String request(String line, String... headers) {
        StringBuilder text = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    @Test
    void repliesGoOutAsTheyAre() throws IOException {
        WireServer server = start(WireServerTest::echo);
        String plain = asked(server, request("GET /x?a=1"));
        assertTrue(plain.startsWith("HTTP/1.1 200 OK\r\n") && plain.endsWith("\r\n\r\na=1"), plain);
        String head = asked(server, request("HEAD /long"));
        assertTrue(head.contains("Content-length: " + LONG.length()) && head.endsWith("\r\n\r\n"), head);
        String flow = asked(server, request("GET /flow"));
        assertTrue(flow.contains("chunked") && flow.contains("one ") && flow.contains("two"), flow);
        server.stop(0);
    }

    @Test
    void longTextsArePacked() throws IOException {
        WireServer server = start(WireServerTest::echo);
        try (Socket socket = open(server)) {
            send(socket, request("GET /long", "Accept-Encoding: br, gzip;q=0.5"));
            byte[] got = all(socket);
            String text = new String(got, StandardCharsets.ISO_8859_1);
            int body = text.indexOf("\r\n\r\n") + 4;
            assertTrue(text.contains("Content-encoding: gzip") && text.contains("Vary: Accept-Encoding"), text);
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(got, body, got.length - body))) {
                assertEquals(LONG, new String(unpacked.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertTrue(
                asked(server, request("GET /long", "Accept-Encoding: gzip;q=0")).endsWith(LONG));
        server.stop(0);
    }

    @Test
    void whatIsTooLongOrTooSlowIsTold() throws IOException {
        WireServer server = start(WireServerTest::echo);
        String body = "x".repeat(1001);
        String tooLong = asked(server, request("POST /body", "Content-Length: 1001") + body);
        assertTrue(tooLong.startsWith("HTTP/1.1 413 ") && tooLong.contains("\"too-long\""), tooLong);
        String right = asked(server, request("POST /body", "Content-Length: 1000") + body.substring(1));
        assertTrue(right.startsWith("HTTP/1.1 200 ") && right.endsWith("1000"), right);
        String slow = asked(server, request("POST /body", "Content-Length: 1000") + "only this");
        assertTrue(slow.startsWith("HTTP/1.1 408 ") && slow.contains("\"slow\""), slow);
        try (Socket socket = open(server)) {
            send(socket, request("GET /x", "X-Long: " + "y".repeat(WireServer.HEADER_BYTES)));
            assertEquals(0, refused(socket)); // the JDK says nothing before it closes
        }
        String malformed = asked(server, "GET\r\n\r\n");
        assertTrue(malformed.startsWith("HTTP/1.1 400 "), malformed);
        assertTrue(asked(server, request("GET /x?still=here")).endsWith("still=here"));
        server.stop(0);
    }

    @Test
    void moreConnectionsThanThereAreAreClosed() throws IOException {
        WireServer server = start(WireServerTest::echo);
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < WireServer.CONNECTIONS; i++) {
            open.add(open(server));
        }
        send(open.getLast(), "GET /x?a=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertEquals('H', open.getLast().getInputStream().read()); // all of them are accepted
        try (Socket more = open(server)) {
            assertEquals(0, refused(more));
        }
        for (Socket socket : open) {
            socket.close();
        }
        server.stop(0);
    }

    /** Returns how many bytes come before the connection is closed, in whichever way. */
    private static int refused(Socket socket) {
        try {
            return all(socket).length;
        } catch (IOException e) {
            return 0; // reset
        }
    }

    @Test
    void aCallThatGoesOnIsEndedFirst() throws IOException, InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        WireServer server = start(call -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.of(200, "text/plain", "whole".getBytes(StandardCharsets.UTF_8));
        });
        try (Socket socket = open(server)) {
            send(socket, request("GET /x"));
            begun.await();
            Thread stopping = Thread.ofPlatform().start(() -> server.stop(60));
            while (!server.isEnding()) {
                Thread.onSpinWait();
            }
            String late = asked(server, request("GET /x"));
            assertTrue(late.startsWith("HTTP/1.1 503 ") && late.contains("\"ending\""), late);
            end.countDown();
            String got = new String(all(socket), StandardCharsets.UTF_8);
            assertTrue(got.startsWith("HTTP/1.1 200 ") && got.endsWith("whole"), got);
            stopping.join();
        }
    }

    @Test
    void theNextFreePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WireServer server = WireServer.open(InetAddress.getLoopbackAddress(), taken.getLocalPort(), true);
            assertTrue(server.port() > taken.getLocalPort() && server.port() < taken.getLocalPort() + 10);
            server.start(WireServerTest::echo);
            server.stop(0);
        }
    }
}
