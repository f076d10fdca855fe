package dev.llmfit.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.fixtures.RawServer;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.json.Json;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server sends, a command ends with a sentence and a code of the contract, and what was wrong is not remembered. */
class ServerFaultsTest {
    private static final String FILE = "m-Q4_0.gguf";
    private static final Model MODEL = Quantizer.quantize(
            Catalogue.bundled().find("smollm2:135m").orElseThrow().model(), FileType.Q4_0);
    private static final byte[] HEADER = GgufWriter.header(MODEL.metadata(), MODEL.tensors());
    private static final int BYTES = (int) GgufWriter.fileBytes(MODEL.metadata(), MODEL.tensors());
    private static final int CHUNK = 896 * 1024;
    private static final String LIST = list(FILE, Long.toString(BYTES));

    @TempDir
    private Path folder = Path.of("");

    private static String list(String path, String size) {
        return "[{\"type\":\"file\",\"path\":\"" + path + "\",\"size\":" + size + "}]";
    }

    private static void write(OutputStream out, String head, byte[] body) throws IOException {
        out.write((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
    }

    private static void ok(OutputStream out, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\nConnection: close", bytes);
    }

    private static byte[] chunk() {
        return Arrays.copyOf(HEADER, CHUNK);
    }

    private static void header(OutputStream out, String contentRange, byte[] body) throws IOException {
        write(
                out,
                "HTTP/1.1 206 Partial\r\nETag: \"e\"\r\nContent-Range: " + contentRange + "\r\nContent-Length: "
                        + body.length + "\r\nConnection: close",
                body);
    }

    private static void rightHeader(OutputStream out) throws IOException {
        header(out, "bytes 0-" + (CHUNK - 1) + "/" + BYTES, chunk());
    }

    private CommandRun llmfit(RawServer server, String... arguments) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("HOME", folder.toString());
        variables.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        variables.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        variables.put("HF_ENDPOINT", server.address().toString());
        variables.put("HF_TOKEN", "hf_secret");
        variables.put("LLMFIT_OLLAMA_REGISTRY", server.address().toString());
        Environment environment =
                Environment.ofProcess().withVariables(variables).withHome(folder);
        return CommandRun.of(new Settings(environment, false), 120, arguments);
    }

    private void isToldInASentence(CommandRun run) {
        assertEquals(4, run.exit(), run.err() + run.out());
        assertTrue(run.err().startsWith("llmfit: "), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(run.err().contains("Unexpected") || run.err().contains("Exception"), run.err());
        assertFalse(run.err().contains("hf_secret"), run.err());
        assertTrue(Json.parse(run.out()).get("error").isPresent(), run.out());
    }

    /** Head and body of an answer are parted by a bar; an answer that begins with 200 gets its length. */
    private static void send(OutputStream out, String answer) throws IOException {
        int bar = answer.indexOf('|');
        String body = answer.substring(bar + 1);
        if (answer.startsWith("200|")) {
            ok(out, body);
        } else {
            write(out, answer.substring(0, bar).replace("~", "\r\n"), body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 No~Content-Length: 0|",
                "HTTP/1.1 401 No~Content-Length: 0|",
                "HTTP/1.1 403 No~Content-Length: 0|",
                "HTTP/1.1 410 No~Content-Length: 0|",
                "HTTP/1.1 418 Teapot~Content-Length: 0|",
                "HTTP/1.1 451 No~Content-Length: 0|",
                "HTTP/1.1 500 No~Content-Length: 0|",
                "HTTP/1.1 503 No~Retry-After: 0~Content-Length: 0|",
                "HTTP/1.1 429 No~Retry-After: 0~Content-Length: 0|",
                "HTTP/1.1 429 No~Retry-After: -99999999999999999999~Content-Length: 0|",
                "HTTP/1.1 204 No Content|",
                "HTTP/1.1 304 Not Modified|",
                "HTTP/1.1 300 Choices~Content-Length: 0|",
                "HTTP/1.1 302 Found~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: ht tp://[[[~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: http://[~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: http://~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: http:///x~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: file:///etc/passwd~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: javascript:1~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: http://a_b:99999/x~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: http://127.0.0.1:1/x~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: ~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: ?x%zz~Content-Length: 0|",
                "HTTP/1.1 302 Found~Location: /api/models/org/repo/tree/main?recursive=true~Content-Length: 0|",
                "HTTP/1.1 200 OK~Content-Length: -1|[]",
                "HTTP/1.1 200 OK~Content-Length: 99999999999999999999|[]",
                "HTTP/1.1 200 OK~Content-Length: 5000|[]",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked|zz~[]",
                "HTTP/1.1 200 OK~Content-Length: 2~Content-Length: 3|[]",
                "HTTP/9.9 200 OK~Content-Length: 2|[]",
                "HTTP/1.1 999 ~Content-Length: 0|",
                "HTTP/1.1 abc OK|",
                "SSH-2.0-OpenSSH_9.6|",
                "|",
                "HTTP/1.1 200 OK~: novalue~Content-Length: 2|[]",
                "200|",
                "200|[]",
                "200|{}",
                "200|null",
                "200|42",
                "200|\"text\"",
                "200|[null,1,\"x\",[],{}]",
                "200|[{\"type\":\"file\"",
                "200|<html>captive portal</html>",
                "200|[{\"type\":\"file\",\"path\":\"m-Q4_0.gguf\"}]",
                "200|[{\"type\":\"file\",\"path\":\"m-Q4_0.gguf\",\"size\":-1}]",
                "200|[{\"type\":\"file\",\"path\":\"m-Q4_0.gguf\",\"size\":1e400}]",
                "200|[{\"type\":\"file\",\"path\":\"m-Q4_0.gguf\",\"size\":\"many\"}]",
                "200|[{\"type\":\"file\",\"path\":7,\"size\":1}]",
                "200|[{\"type\":\"directory\",\"path\":\"m-Q4_0.gguf\",\"size\":1}]",
                "200|[{\"type\":\"file\",\"path\":\"\",\"size\":1}]",
                "200|[{\"type\":\"file\",\"path\":\".gguf\",\"size\":1}]",
                "200|[{\"type\":\"file\",\"path\":\"m-Q4_0-00001-of-00000.gguf\",\"size\":1}]",
                "200|[{\"type\":\"file\",\"path\":\"m-Q4_0-00001-of-99999.gguf\",\"size\":1}]",
                "200|[{\"type\":\"file\",\"path\":\"m-Q4_0-00001-of-00002.gguf\",\"size\":9223372036854775807},"
                        + "{\"type\":\"file\",\"path\":\"m-Q4_0-00002-of-00002.gguf\",\"size\":9223372036854775807}]",
                "200|[{\"type\":\"file\",\"path\":\"config.json\",\"size\":10}]",
                "HTTP/1.1 200 OK~Link: <http://evil.invalid/2>; rel=\"next\"~Content-Length: 2|[]",
                "HTTP/1.1 200 OK~Link: <ht tp://[>; rel=\"next\"~Content-Length: 2|[]",
                "HTTP/1.1 200 OK~Link: <>; rel=\"next\"~Content-Length: 2|[]",
            })
    void aListThatIsNone(String answer) throws IOException {
        try (RawServer server = RawServer.start((path, range, out) -> send(out, answer))) {
            isToldInASentence(llmfit(server, "size", "hf:org/repo:Q4_0", "--json"));
            assertTrue(server.requests().size() <= 52, () -> server.requests().size() + " requests");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 206 P~Content-Range: bytes 0-9/99999999999999999999999~Content-Length: 4|GGUF",
                "HTTP/1.1 206 P~Content-Range: bytes 0-9/0~Content-Length: 4|GGUF",
                "HTTP/1.1 206 P~Content-Range: bytes 0-9/*~Content-Length: 4|GGUF",
                "HTTP/1.1 206 P~Content-Range: bytes 500-1000/3000~Content-Length: 4|GGUF",
                "HTTP/1.1 206 P~Content-Range: bytes 0-1/3000~Content-Length: 2|GG",
                "HTTP/1.1 206 P~Content-Range: bytes 9-0/3000~Content-Length: 0|",
                "HTTP/1.1 206 P~Content-Range: lines 0-3/4~Content-Length: 4|GGUF",
                "HTTP/1.1 206 P~Content-Length: 4|GGUF",
                "HTTP/1.1 416 R~Content-Range: bytes */9~Content-Length: 0|",
                "HTTP/1.1 200 OK~Content-Length: 0|",
                "HTTP/1.1 200 OK~Content-Length: 4|GGUF",
                "HTTP/1.1 200 OK|GGUF",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked|4~GGUF~0~~",
                "HTTP/1.1 304 Not Modified|",
                "200|<html>no model</html>",
                "200|GGUF\u0003\u0000\u0000\u0000",
                "200|version https://git-lfs.github.com/spec/v1",
            })
    void aHeaderThatIsNone(String answer) throws IOException {
        boolean[] recovered = {false};
        try (RawServer server = RawServer.start((path, range, out) -> {
            if (path.startsWith("/api/")) {
                ok(out, LIST);
            } else if (recovered[0]) {
                rightHeader(out);
            } else {
                send(out, answer);
            }
        })) {
            isToldInASentence(llmfit(server, "size", "hf:org/repo:Q4_0", "--json"));
            recovered[0] = true;
            CommandRun again = llmfit(server, "size", "hf:org/repo:Q4_0", "--json", "--vram", "8", "--ram", "16");
            assertEquals(0, again.exit(), again.err());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200|{}",
                "200|[]",
                "200|{\"layers\":null}",
                "200|{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\"}]}",
                "200|{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:../..\","
                        + "\"size\":1}]}",
                "200|{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:"
                        + "00000000000000000000000000000000000000000000000000000000000000ff\",\"size\":-1}]}",
                "200|{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:"
                        + "00000000000000000000000000000000000000000000000000000000000000ff\",\"size\":1e99}]}",
                "200|{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:"
                        + "00000000000000000000000000000000000000000000000000000000000000ff\",\"size\":100}]}",
            })
    void aManifestThatIsNone(String answer) throws IOException {
        try (RawServer server = RawServer.start((path, range, out) -> send(out, answer))) {
            isToldInASentence(llmfit(server, "size", "ollama:somebody/thing:1b", "--json"));
        }
    }

    @Test
    void whatIsRememberedAndDamagedIsReadAgain() throws IOException {
        byte[] wrong = chunk();
        Arrays.fill(wrong, 1000, 5000, (byte) 0x7f);
        String size = "bytes 0-" + (CHUNK - 1) + "/" + BYTES;
        boolean[] recovered = {false};
        try (RawServer server = RawServer.start((path, range, out) -> {
            if (path.startsWith("/api/")) {
                ok(out, LIST);
            } else {
                header(out, size, recovered[0] ? chunk() : wrong);
            }
        })) {
            isToldInASentence(llmfit(server, "size", "hf:org/repo:Q4_0", "--json"));
            recovered[0] = true;
            CommandRun again = llmfit(server, "size", "hf:org/repo:Q4_0", "--vram", "8", "--ram", "16");
            assertEquals(0, again.exit(), "the same ETag: " + again.err());
        }
    }
}
