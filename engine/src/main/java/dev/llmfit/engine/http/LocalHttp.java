package dev.llmfit.engine.http;

import dev.llmfit.engine.EngineException;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Talks HTTP to one server on the loopback interface. Every call has a deadline; nothing else is ever contacted. */
public final class LocalHttp {
    /** Far more than any answer to these questions; bounds what a wrong server can make this program hold. */
    private static final int LONGEST_ANSWER = 64 << 20;

    private final URI base;
    private final String server;
    private final HttpClient client;

    private LocalHttp(URI base, String server) {
        this.base = base;
        this.server = server;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Creates a client.
     *
     * @param address for example {@code http://127.0.0.1:11434}
     * @param server what to call it in messages
     * @throws EngineException if the address is not on this machine
     */
    public static LocalHttp to(String address, String server) {
        String text = address.contains("://") ? address : "http://" + address;
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() == null || !InetAddress.getByName(uri.getHost()).isLoopbackAddress()) {
                throw elsewhere(address);
            }
            return new LocalHttp(uri, server);
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw elsewhere(address);
        }
    }

    private static EngineException elsewhere(String address) {
        return new EngineException(
                EngineException.Kind.UNSUPPORTED,
                "'" + address + "' is not an address of this machine",
                Hint.plain("use a server on 127.0.0.1; for another machine run llmfit there"));
    }

    /** Returns the address. */
    public String address() {
        return base.toString();
    }

    /** Returns the JSON answer to a GET. */
    public JsonValue get(String path, Duration limit) {
        return json(request(path, limit).GET().build(), limit);
    }

    /** Returns the JSON answer to a POST of a JSON document. */
    public JsonValue post(String path, String body, Duration limit) {
        return json(
                request(path, limit)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                limit);
    }

    /** Returns the status code of a GET, or -1 if nothing answers. */
    public int status(String path, Duration limit) {
        try {
            return client.send(request(path, limit).GET().build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Hears the lines of a streamed answer as they arrive. */
    @FunctionalInterface
    public interface LineListener {
        /** Called for each line; {@code nanos} is when it arrived, by {@link System#nanoTime()}. */
        void line(String line, long nanos);
    }

    /** Posts and hands over the lines of the answer while they arrive. */
    public void stream(String path, String body, Duration limit, LineListener listener) {
        HttpRequest request = request(path, limit)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        CompletableFuture<Void> done = client.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofLines(), LONGEST_ANSWER))
                .thenAccept(response -> {
                    try (Stream<String> lines = response.body()) {
                        if (response.statusCode() != 200) {
                            throw refused(
                                    response.statusCode(),
                                    String.join(" ", lines.limit(20).toList()));
                        }
                        checkType(response.headers().firstValue("Content-Type").orElse(""));
                        lines.forEach(line -> listener.line(line, System.nanoTime()));
                    }
                });
        await(done, limit);
    }

    private void checkType(String type) {
        boolean page = type.startsWith("text/html") || type.startsWith("application/json");
        if (page) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE,
                    server + " at " + base + " answered with " + type.replaceFirst(";.*$", "")
                            + " where a stream of events was asked for",
                    Hint.plain("check that the address is that of an inference server"));
        }
    }

    /** Returns the text that answers a GET. */
    public String text(String path, Duration limit) {
        return body(request(path, limit).GET().build(), limit);
    }

    private JsonValue json(HttpRequest request, Duration limit) {
        String text = body(request, limit);
        try {
            return Json.parse(text);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE,
                    server + " answered with something that is " + e.getMessage(),
                    Hint.NONE,
                    e);
        }
    }

    private String body(HttpRequest request, Duration limit) {
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        HttpResponse<byte[]> response = await(sent, limit);
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() != 200) {
            throw refused(response.statusCode(), text);
        }
        return text;
    }

    private <T> T await(CompletableFuture<T> sent, Duration limit) {
        try {
            return sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw hangs(limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sent.cancel(true);
            throw new EngineException(
                    EngineException.Kind.FAILED, "the call to " + server + " was interrupted", Hint.NONE, e);
        } catch (ExecutionException e) {
            throw translated(e.getCause() == null ? e : e.getCause(), limit);
        }
    }

    private EngineException translated(Throwable cause, Duration limit) {
        return switch (cause) {
            case EngineException engine -> engine;
            case ConnectException c ->
                new EngineException(
                        EngineException.Kind.MISSING,
                        "nothing answers at " + base,
                        Hint.plain("start " + server + " first"),
                        c);
            case HttpTimeoutException t -> hangs(limit, t);
            default ->
                new EngineException(
                        EngineException.Kind.DIED,
                        server + " at " + base + " broke off the answer: " + cause.getMessage(),
                        Hint.plain("see its log"),
                        cause);
        };
    }

    private EngineException hangs(Duration limit, Throwable cause) {
        return new EngineException(
                EngineException.Kind.TIMEOUT,
                server + " at " + base + " did not answer within " + Math.max(1, limit.toSeconds()) + " s",
                Hint.of("allow more with {0}", new Change("timeout", "")),
                cause);
    }

    private EngineException refused(int status, String text) {
        String reason = text.length() > 300 ? text.substring(0, 300) + "…" : text;
        return new EngineException(
                EngineException.Kind.FAILED,
                server + " answered with status " + status + ": " + reason.strip(),
                Hint.NONE);
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(limit)
                .header("Content-Type", "application/json");
    }
}
