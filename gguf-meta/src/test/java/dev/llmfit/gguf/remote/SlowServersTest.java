package dev.llmfit.gguf.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RawServer;
import dev.llmfit.fixtures.RawServer.Responder;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are silent, drip, redirect without end or close early get a bounded time and a bounded number of requests. */
@Timeout(60)
class SlowServersTest {
    @TempDir
    private Path folder = Path.of("");

    private OnlineModels online(RawServer server, int timeoutMillis, int totalMillis) {
        URI address = server.address();
        return new OnlineModels(new RemoteSettings(
                address,
                Optional.empty(),
                address,
                true,
                false,
                folder.resolve("cache"),
                Duration.ofMillis(timeoutMillis),
                Duration.ofMillis(totalMillis),
                3,
                Duration.ofMillis(1)));
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void drip(OutputStream out, String bytes) throws IOException {
        try {
            while (true) {
                text(out, bytes);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RemoteException failure(Responder responder, int most) throws IOException {
        try (RawServer server = RawServer.start(responder)) {
            HuggingFaceRepository repository =
                    new HuggingFaceRepository("org/repo", Optional.empty(), Optional.empty());
            RemoteException e = assertThrows(
                    RemoteException.class,
                    () -> online(server, 300, 900).huggingFace(repository).shape());
            assertTrue(server.requests().size() <= most, () -> server.requests().size() + " requests");
            return e;
        }
    }

    @Test
    void aDrippingDocumentEnds() throws IOException {
        RemoteException e = failure(
                (path, range, out) -> {
                    text(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n[");
                    drip(out, " ");
                },
                2);
        assertEquals(Kind.FAILED, e.kind(), e.getMessage());
    }

    @Test
    void drippingHeaderFieldsEnd() throws IOException {
        failure(
                (path, range, out) -> {
                    text(out, "HTTP/1.1 200 OK\r\n");
                    drip(out, "X-A: b\r\n");
                },
                2);
    }

    @Test
    void silenceIsAskedOnceMore() throws IOException {
        failure(
                (path, range, out) -> {
                    try {
                        TimeUnit.SECONDS.sleep(30);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                2);
    }

    @Test
    void headerFieldsWithoutEndAreRefused() throws IOException {
        failure(
                (path, range, out) -> {
                    text(out, "HTTP/1.1 200 OK\r\n");
                    String line = "X-Long: " + "a".repeat(8000) + "\r\n";
                    for (int i = 0; i < 1000; i++) {
                        text(out, line);
                    }
                },
                3);
    }

    @Test
    void everNewRedirectsEnd() throws IOException {
        failure(
                (path, range, out) ->
                        text(out, "HTTP/1.1 302 Found\r\nLocation: " + path + "x\r\nContent-Length: 0\r\n\r\n"),
                10);
    }

    @Test
    void aDownloadWhoseServerClosesEarlyIsGivenUp() throws IOException {
        try (RawServer server = RawServer.start((path, range, out) -> {
            long from = range.isEmpty() ? 0 : Long.parseLong(range.replaceAll("\\D", ""));
            text(
                    out,
                    "HTTP/1.1 "
                            + (from > 0 ? "206 P\r\nContent-Range: bytes " + from + "-99999999/100000000" : "200 OK")
                            + "\r\nContent-Length: " + (100_000_000 - from) + "\r\n\r\n" + "x".repeat(16 << 10));
        })) {
            Download.File file = new Download.File(
                    server.address().resolve("big"), 100_000_000, Optional.empty(), folder.resolve("big.gguf"));
            Download download = online(server, 5000, 20_000).download(Map.of());
            RemoteException e = assertThrows(RemoteException.class, () -> download.run(file, there -> {}));
            assertTrue(String.valueOf(e.getMessage()).contains("broke off 8 times"), e.getMessage());
            assertTrue(server.requests().size() <= 8, () -> server.requests().size() + " requests");
            assertTrue(Files.size(folder.resolve("big.gguf.part")) > 0, "what came is kept for the next attempt");
        }
    }

    @Test
    void aDownloadThatDripsIsGivenUp() throws IOException {
        try (RawServer server = RawServer.start((path, range, out) -> {
            text(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
            drip(out, "x");
        })) {
            Download.File file = new Download.File(
                    server.address().resolve("big"), 100_000_000, Optional.empty(), folder.resolve("big.gguf"));
            Download download = online(server, 300, 900).download(Map.of());
            assertThrows(RemoteException.class, () -> download.run(file, there -> {}));
        }
    }

    @Test
    void nothingOfAFailedReadingIsKept() throws IOException {
        failure((path, range, out) -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n<p>"), 1);
        Path cache = folder.resolve("cache").resolve("remote");
        if (Files.isDirectory(cache)) {
            try (Stream<Path> files = Files.list(cache)) {
                assertEquals(0, files.count());
            }
        }
    }
}
