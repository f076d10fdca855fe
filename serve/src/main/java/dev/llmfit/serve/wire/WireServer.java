package dev.llmfit.serve.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Handler;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's server with a virtual thread for each call. */
public final class WireServer {
    /** Connections at once; more are closed when they come. A browser opens six, an agent one. */
    static final int CONNECTIONS = 256;

    /** Bytes of a request's line and headers. */
    static final int HEADER_BYTES = 16 * 1024;

    /** Seconds in which a whole request must have come, streams included. */
    static final int REQUEST_SECONDS = 30;

    /** Connections that wait to be accepted. */
    private static final int BACKLOG = 128;

    /** Ports that are tried when the usual one is taken. */
    private static final int PORTS = 10;

    private static final int LOCK_STEP_MILLIS = 10;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BodyClock clock = new BodyClock();
    private final Departures departures = new Departures(Departures.TABLES);
    private final AtomicInteger going = new AtomicInteger();
    private volatile boolean ending;

    private WireServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Opens a port.
     *
     * @param address where to listen
     * @param port the port; 0 for any
     * @param next whether the next free of ten ports will do
     * @throws IOException if there is none
     */
    public static WireServer open(InetAddress address, int port, boolean next) throws IOException {
        limit();
        int last = next && port != 0 ? Math.min(port + PORTS - 1, 65_535) : port;
        for (int tried = port; ; tried++) {
            try {
                return new WireServer(HttpServer.create(new InetSocketAddress(address, tried), BACKLOG));
            } catch (BindException e) {
                if (tried >= last) {
                    throw e;
                }
            }
        }
    }

    private static void limit() {
        Environment.limit("sun.net.httpserver.nodelay", "true");
        Environment.limit("jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));
        Environment.limit("sun.net.httpserver.maxIdleConnections", Integer.toString(CONNECTIONS));
        Environment.limit("sun.net.httpserver.maxReqHeaderSize", Integer.toString(HEADER_BYTES));
        Environment.limit("sun.net.httpserver.maxReqTime", Integer.toString(REQUEST_SECONDS));
    }

    /** Returns the port. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Begins to answer. */
    public void start(Handler handler) {
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, handler));
        server.start();
    }

    /** Returns whether no more calls are taken. */
    public boolean isEnding() {
        return ending;
    }

    /** Refuses what comes now, waits for what is going on, and closes all connections. */
    public void stop(int seconds) {
        ending = true;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (going.get() > 0 && System.nanoTime() < end) {
                Thread.sleep(LOCK_STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
        clock.end();
        departures.end();
    }

    private void handle(HttpExchange exchange, Handler handler) throws IOException {
        going.incrementAndGet();
        try (exchange;
                Departures.Waiting _ = departures.of(exchange)) {
            ExchangeBody body = new ExchangeBody(exchange, clock);
            Reply reply = reply(exchange, body, handler);
            send(exchange, body, reply);
        } finally {
            going.decrementAndGet();
        }
    }

    private Reply reply(HttpExchange exchange, ExchangeBody body, Handler handler) throws IOException {
        try {
            return ending
                    ? new HttpProblem(503, "ending", "The server is about to end.").reply()
                    : handler.handle(call(exchange, body));
        } catch (HttpProblem problem) {
            return problem.reply();
        }
    }

    private static Call call(HttpExchange exchange, ExchangeBody body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!values.isEmpty()) {
                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst());
            }
        });
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getRawQuery();
        return new Call(
                method.equals("HEAD") ? "GET" : method,
                path == null ? "" : path,
                query == null ? "" : query,
                headers,
                exchange.getRemoteAddress().getAddress(),
                body);
    }

    private void send(HttpExchange exchange, ExchangeBody body, Reply reply) throws IOException {
        Reply sent = Packed.of(reply, exchange.getRequestHeaders().getFirst("Accept-Encoding"));
        sent.headers().forEach(exchange.getResponseHeaders()::set);
        if (ending || !body.isRead()) {
            exchange.getResponseHeaders().set("Connection", "close"); // what was not read is not the next request
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (sent.content() instanceof Reply.Whole whole) {
            int length = whole.bytes().length;
            if (head && length > 0) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(length));
            }
            exchange.sendResponseHeaders(sent.status(), head || length == 0 ? -1 : length);
            if (!head && length > 0) {
                exchange.getResponseBody().write(whole.bytes());
            }
        } else if (sent.content() instanceof Reply.Flow flow) {
            exchange.sendResponseHeaders(sent.status(), head ? -1 : 0);
            if (!head) {
                try (OutputStream out = exchange.getResponseBody()) {
                    flow.writer().write(out);
                }
            }
        }
    }
}
