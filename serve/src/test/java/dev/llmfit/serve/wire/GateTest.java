package dev.llmfit.serve.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.serve.Call;
import dev.llmfit.serve.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is answered, and who is not. */
class GateTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static Gate gate(boolean loopback, boolean secret, Set<String> origins, Set<String> embedding) {
        return new Gate(
                loopback,
                secret ? Optional.of(new Token(SECRET)) : Optional.empty(),
                call -> call.path().startsWith("/api/v1/runs"),
                call -> !call.path().startsWith("/api/") && !call.path().startsWith("/badge/"),
                origins,
                embedding,
                call -> Reply.empty(200));
    }

    private static Call call(String method, String path, String... headers) {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1:7272"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Call(method, path, "", all, InetAddress.getLoopbackAddress(), new Call.Body() {
            @Override
            public byte[] bytes(int most, int seconds) {
                return new byte[0];
            }

            @Override
            public InputStream stream() {
                return new ByteArrayInputStream(new byte[0]);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:7272, 200",
        "localhost:8080, 200",
        "localhost, 200",
        "[::1]:7272, 200",
        "127.0.0.2:7272, 200",
        "evil.example:7272, 421",
        "127.0.0.1.evil.example, 421",
        "192.168.0.7:7272, 421",
        "'', 421"
    })
    void onlyNamesOfThisMachineAreAnswered(String host, int status) throws IOException {
        Gate gate = gate(true, false, Set.of(), Set.of());
        assertEquals(
                status, gate.handle(call("GET", "/api/v1/rules", "host", host)).status());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:7272, same-origin, 200",
        "http://127.0.0.1:9999, same-site, 403",
        "https://evil.example, cross-site, 403",
        "'null', cross-site, 403",
        "https://tools.example, cross-site, 200",
        "https://tools.example.evil, cross-site, 403"
    })
    void onlyKnownOriginsAreAnswered(String origin, String site, int status) throws IOException {
        Gate gate = gate(true, false, Set.of("https://tools.example"), Set.of());
        Reply reply = gate.handle(call("POST", "/api/v1/size", "origin", origin, "sec-fetch-site", site));
        assertEquals(status, reply.status());
        boolean other = origin.equals("https://tools.example");
        assertEquals(other, origin.equals(reply.headers().get("Access-Control-Allow-Origin")));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/state, cross-site, cors, empty, 403",
        "/api/v1/state, none, navigate, document, 200",
        "/api/v1/state, cross-site, navigate, document, 403",
        "/, cross-site, navigate, document, 200",
        "/, cross-site, navigate, iframe, 403",
        "/, cross-site, no-cors, script, 403",
        "/badge/x.svg, cross-site, no-cors, image, 403"
    })
    void aPageOfAnotherOriginGetsNothing(String path, String site, String mode, String dest, int status)
            throws IOException {
        Call call = call("GET", path, "sec-fetch-site", site, "sec-fetch-mode", mode, "sec-fetch-dest", dest);
        assertEquals(status, gate(true, false, Set.of(), Set.of()).handle(call).status());
    }

    @Test
    void whoMayEmbedGetsBadgesAndThePage() throws IOException {
        Gate gate = gate(true, false, Set.of(), Set.of("https://blog.example"));
        Reply badge =
                gate.handle(call("GET", "/badge/x.svg", "sec-fetch-site", "cross-site", "sec-fetch-mode", "no-cors"));
        assertEquals(200, badge.status());
        assertEquals("cross-origin", badge.headers().get("Cross-Origin-Resource-Policy"));
        Call frame = call(
                "GET", "/", "sec-fetch-site", "cross-site", "sec-fetch-mode", "navigate", "sec-fetch-dest", "iframe");
        assertEquals(200, gate.handle(frame).status());
        assertEquals(
                403,
                gate.handle(call("GET", "/api/v1/state", "sec-fetch-site", "cross-site"))
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "true, /api/v1/size, '', 200",
        "true, /api/v1/runs, '', 401",
        "true, /api/v1/runs/a/events, Bearer wrong, 401",
        "true, /api/v1/runs, Bearer SECRET, 200",
        "true, /api/v1/runs, bearer SECRET, 200",
        "false, /api/v1/size, '', 401",
        "false, /api/v1/size, Basic SECRET, 401",
        "false, /api/v1/size, Bearer SECRETx, 401",
        "false, /api/v1/size, Bearer SECRET, 200",
        "false, /healthz, '', 200"
    })
    void aTokenIsShown(boolean loopback, String path, String shown, int status) throws IOException {
        Call call = call("GET", path, "authorization", shown.replace("SECRET", SECRET), "host", "10.0.0.1:7272");
        Call own = call("GET", path, "authorization", shown.replace("SECRET", SECRET));
        Reply reply = gate(loopback, true, Set.of(), Set.of()).handle(loopback ? own : call);
        assertEquals(status, reply.status());
        assertEquals(status == 401, reply.headers().containsKey("WWW-Authenticate"));
    }

    @Test
    void anotherOriginMayAskBefore() throws IOException {
        Gate gate = gate(false, true, Set.of("https://tools.example"), Set.of());
        Reply reply = gate.handle(call("OPTIONS", "/api/v1/size", "origin", "https://tools.example"));
        assertEquals(204, reply.status());
        assertTrue(String.valueOf(reply.headers().get("Access-Control-Allow-Headers"))
                .contains("Authorization"));
    }

    @Test
    void tokensAreLongAndKeptForTheirOwner(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        Token made = Token.ofFile(file);
        assertEquals(43, made.text().length());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(made, Token.ofFile(file));
        assertFalse(made.toString().contains(made.text()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThrows(IllegalArgumentException.class, () -> Token.ofFile(file));
        Path weak = Files.writeString(folder.resolve("weak"), "secret");
        Files.setPosixFilePermissions(weak, PosixFilePermissions.fromString("rw-------"));
        assertThrows(IllegalArgumentException.class, () -> Token.ofFile(weak));
    }
}
