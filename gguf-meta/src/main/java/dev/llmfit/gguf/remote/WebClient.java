package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers: follows redirects without handing the token to another host, tries again after network failures, 429 and
 * 5xx, and turns every refusal into a {@link RemoteException}.
 */
final class WebClient {
    /** A file of Hugging Face is one or two redirects away; judgement. */
    private static final int MOST_REDIRECTS = 8;

    /** A server may ask for minutes; nobody waits that long at a prompt; judgement. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** A network that drops packets is taken for no network after this time. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private static final String LINKED_ETAG = "x-linked-etag";

    /**
     * What a server answered. The body must be closed.
     *
     * @param status 200, 206 or 304
     * @param headers of the last answer
     * @param etag the file's own ETag, from the redirect to its storage if there was one
     * @param body the body
     */
    record Answer(int status, HttpHeaders headers, Optional<String> etag, InputStream body) implements AutoCloseable {

        OptionalLong length() {
            return headers.firstValueAsLong("content-length");
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    private final RemoteSettings settings;
    private @Nullable HttpClient client;

    WebClient(RemoteSettings settings) {
        this.settings = settings;
    }

    /**
     * Gets an address.
     *
     * @param headers headers to send; {@code Authorization} only goes to the address's own host
     * @throws RemoteException if it is not answered with 200, 206 or 304
     */
    Answer get(URI address, Map<String, String> headers) throws IOException {
        if (settings.offline()) {
            throw new RemoteException(
                    Kind.OFFLINE,
                    "No server is asked in offline mode",
                    Hint.of("leave out {0}", new Change("offline", "")));
        }
        Duration pause = settings.pause();
        for (int attempt = 1; ; attempt++) {
            try {
                Answer answer = follow(address, headers);
                if (!isTemporary(answer.status())) {
                    return accepted(address, answer);
                }
                try (answer) {
                    if (attempt >= settings.attempts()) {
                        throw refusal(address, answer.status());
                    }
                    pause = retryAfter(answer).orElse(pause);
                }
            } catch (RemoteException e) {
                throw e;
            } catch (IOException e) {
                if (attempt >= settings.attempts() || isUnreachable(e)) {
                    throw unreachable(address, e);
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    /** Reads from an answer. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Repeats a request whose answer breaks off, as often as a request is tried.
     *
     * @throws RemoteException if all break off
     */
    <T> T whole(URI address, Reading<T> reading) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return reading.read();
            } catch (RemoteException e) {
                throw e;
            } catch (IOException e) {
                if (attempt >= settings.attempts()) {
                    throw unreachable(address, e);
                }
            }
            sleep(settings.pause());
        }
    }

    private Answer follow(URI start, Map<String, String> headers) throws IOException {
        URI address = start;
        Optional<String> etag = Optional.empty();
        Set<URI> seen = new HashSet<>();
        for (int i = 0; i <= MOST_REDIRECTS && seen.add(address); i++) {
            HttpResponse<InputStream> response = send(address, headersFor(start, address, headers));
            if (etag.isEmpty()) {
                etag = response.headers().firstValue(LINKED_ETAG);
            }
            Optional<String> location = response.headers().firstValue("location");
            int status = response.statusCode();
            if (status / 100 != 3 || status == 304 || location.isEmpty()) {
                Optional<String> own = etag.or(() -> response.headers().firstValue("etag"));
                return new Answer(
                        status, response.headers(), own, new GuardedBody(response.body(), settings.timeout()));
            }
            response.body().close();
            address = address.resolve(location.get());
            requireWeb(address);
        }
        throw new RemoteException(Kind.FAILED, start.getHost() + " redirects without end", "try again later");
    }

    private static Map<String, String> headersFor(URI start, URI address, Map<String, String> headers) {
        boolean sameHost = start.getScheme().equals(address.getScheme())
                && String.valueOf(start.getAuthority()).equals(address.getAuthority());
        if (sameHost) {
            return headers;
        }
        Map<String, String> without = new LinkedHashMap<>(headers);
        without.keySet().removeIf(name -> name.equalsIgnoreCase("authorization"));
        return without;
    }

    private static void requireWeb(URI address) throws RemoteException {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || address.getHost() == null) {
            throw new RemoteException(Kind.FAILED, "A server redirects to " + address, "this is not followed");
        }
    }

    private HttpResponse<InputStream> send(URI address, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(settings.timeout());
        request.header("User-Agent", "llmfit");
        headers.forEach(request::header);
        try {
            return client().send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + address.getHost());
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(
                            settings.timeout().compareTo(LONGEST_CONNECT) < 0 ? settings.timeout() : LONGEST_CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        }
        return client;
    }

    private static boolean isTemporary(int status) {
        return status == 429 || status == 408 || status >= 500;
    }

    private static Answer accepted(URI address, Answer answer) throws IOException {
        int status = answer.status();
        if (status == 200 || status == 206 || status == 304) {
            return answer;
        }
        answer.close();
        throw refusal(address, status);
    }

    private static RemoteException refusal(URI address, int status) {
        String host = address.getHost();
        return switch (status) {
            case 401, 403 ->
                new RemoteException(
                        Kind.FORBIDDEN,
                        host + " refuses " + address.getPath() + " (status " + status + ")",
                        "if the repository is gated, accept its terms there and set HF_TOKEN; else check the name");
            case 404, 410 ->
                new RemoteException(
                        Kind.NOT_FOUND, host + " has no " + address.getPath(), "check the name and its spelling");
            case 429 ->
                new RemoteException(
                        Kind.LIMITED,
                        host + " answers no more requests for now (status 429)",
                        "try again in some minutes");
            default -> new RemoteException(Kind.FAILED, host + " answered with status " + status, "try again later");
        };
    }

    private static boolean isUnreachable(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof HttpConnectTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static RemoteException unreachable(URI address, IOException e) {
        boolean noNetwork = isUnreachable(e) || e instanceof ConnectException;
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        RemoteException failure = new RemoteException(
                noNetwork ? Kind.OFFLINE : Kind.FAILED,
                address.getHost() + (noNetwork ? " cannot be reached" : " broke off: " + reason),
                "check the network connection; the catalogue works without one");
        failure.initCause(e);
        return failure;
    }

    private static Optional<Duration> retryAfter(Answer answer) {
        return answer.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(d -> d.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : d);
    }

    private static void sleep(Duration pause) throws InterruptedIOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two attempts");
        }
    }
}
