package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
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

    /** A server that drops a request by chance answers the next; judgement. */
    private static final int ATTEMPTS_IN_SILENCE = 2;

    /** Pauses of a download grow to the longest and no further. */
    private static final int MOST_DOUBLINGS = 16;

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
     * @param pace how long the server may take, with what is read of its answer
     * @throws RemoteException if it is not answered with 200, 206 or 304
     */
    Answer get(URI address, Map<String, String> headers, ServerPace pace) throws IOException {
        if (settings.offline()) {
            throw new RemoteException(
                    Kind.OFFLINE,
                    "No server is asked in offline mode",
                    Hint.of("leave out {0}", new Change("offline", "")));
        }
        Duration pause = settings.pause();
        int attempts = settings.attempts();
        for (int attempt = 1; ; attempt++) {
            try {
                Answer answer = follow(address, headers, pace);
                if (!isTemporary(answer.status())) {
                    return accepted(address, answer);
                }
                try (answer) {
                    if (attempt >= attempts || !pace.left().isPositive()) {
                        throw refusal(address, answer.status());
                    }
                    pause = retryAfter(answer).orElse(pause);
                }
            } catch (RemoteException e) {
                throw e;
            } catch (IOException e) {
                attempts = attempts(attempts, e);
                if (attempt >= attempts || isUnreachable(e) || !pace.left().isPositive()) {
                    throw unreachable(address, e);
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    /** Who was silent once is asked once more, not as often as one whose connection broke. */
    private static int attempts(int allowed, IOException failure) {
        return failure instanceof HttpTimeoutException ? Math.min(allowed, ATTEMPTS_IN_SILENCE) : allowed;
    }

    /** Reads from an answer. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Repeats a request whose answer breaks off, as often as a request is tried.
     *
     * @param pace how long the server may take for all of them
     * @throws RemoteException if all break off
     */
    <T> T whole(URI address, ServerPace pace, Reading<T> reading) throws IOException {
        Duration pause = settings.pause();
        int attempts = settings.attempts();
        for (int attempt = 1; ; attempt++) {
            try {
                return reading.read();
            } catch (RemoteException e) {
                throw e;
            } catch (IOException e) {
                attempts = attempts(attempts, e);
                if (attempt >= attempts || !pace.left().isPositive()) {
                    throw unreachable(address, e);
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    /** Returns how long a document or header may take. */
    ServerPace pace() {
        return ServerPace.of(settings.total());
    }

    /** Returns how long a download may take. */
    ServerPace downloadPace() {
        return ServerPace.ofDownload(settings.total());
    }

    /** Waits before a broken download goes on. */
    void pause(int breaks) throws InterruptedIOException {
        Duration pause = settings.pause().multipliedBy(1L << Math.min(breaks, MOST_DOUBLINGS));
        sleep(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    private Answer follow(URI start, Map<String, String> headers, ServerPace pace) throws IOException {
        URI address = start;
        Optional<String> etag = Optional.empty();
        Set<URI> seen = new HashSet<>();
        for (int i = 0; i <= MOST_REDIRECTS && seen.add(address); i++) {
            HttpResponse<InputStream> response = send(address, headersFor(start, address, headers), pace);
            if (etag.isEmpty()) {
                etag = response.headers().firstValue(LINKED_ETAG);
            }
            Optional<String> location = response.headers().firstValue("location");
            int status = response.statusCode();
            if (status / 100 != 3 || status == 304 || location.isEmpty()) {
                Optional<String> own = etag.or(() -> response.headers().firstValue("etag"));
                return new Answer(
                        status, response.headers(), own, new GuardedBody(response.body(), settings.timeout(), pace));
            }
            response.body().close();
            address = target(address, location.get());
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

    private static URI target(URI from, String location) throws RemoteException {
        try {
            URI address = from.resolve(new URI(location));
            requireWeb(address);
            return address;
        } catch (URISyntaxException e) {
            RemoteException failure = new RemoteException(
                    Kind.FAILED, from.getHost() + " redirects to what is no address", "try again later");
            failure.initCause(e);
            throw failure;
        }
    }

    private static void requireWeb(URI address) throws RemoteException {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || address.getHost() == null) {
            throw new RemoteException(Kind.FAILED, "A server redirects to " + address, "this is not followed");
        }
    }

    private HttpResponse<InputStream> send(URI address, Map<String, String> headers, ServerPace pace)
            throws IOException {
        Duration left = pace.left();
        Duration limit = left.compareTo(settings.timeout()) < 0 ? left : settings.timeout();
        if (!limit.isPositive()) {
            throw new HttpTimeoutException(pace.tooSlow());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(limit);
        request.header("User-Agent", "llmfit");
        headers.forEach(request::header);
        try {
            return client().send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException e) {
            // The JDK's client throws it for header fields that it cannot read, such as a length above 2^63.
            throw new IOException("its answer is no valid HTTP", e);
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
