package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.units.ControlCharacters;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text from elsewhere never steers the terminal: not by an answer, not by a message, whatever its source is. */
class ForeignTextTest {
    /** Colour, title and bell, a line of its own, 8-bit CSI, and the other direction; the last is in every source as it is. */
    private static final String EVIL = "e\u001b[31m\u001b]0;t\u0007\nx\u009b2J\u007f\u202eevil";

    /** The same where a line break cannot stand. */
    private static final String NAME = EVIL.replace("\n", "");

    @TempDir
    private Path folder = Path.of("");

    private CommandRun llmfit(Map<String, String> variables, String... arguments) {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.put("HOME", folder.toString());
        all.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        all.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        all.putAll(variables);
        Environment environment = Environment.ofProcess().withVariables(all).withHome(folder);
        return CommandRun.of(new Settings(environment, false), 120, arguments);
    }

    /** The text arrived, and harmless. */
    private static void harmless(CommandRun run) {
        assertTrue((run.out() + run.err()).contains("evil"), () -> "the source is not named: " + run);
        steersNothing(run);
    }

    private static void steersNothing(CommandRun run) {
        String written = run.out() + run.err();
        String bad = written.codePoints()
                .filter(c -> c != '\n' && c != '\t' && ControlCharacters.isOne(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertEquals("", bad, () -> written);
        assertFalse(written.lines().anyMatch(line -> line.startsWith("x?2J")), () -> "a line of its own: " + written);
    }

    private static void harmless(int exit, CommandRun run) {
        assertEquals(exit, run.exit(), run.err());
        harmless(run);
    }

    private static byte[] header(String replaced, String by) {
        Model model = Quantizer.quantize(
                Catalogue.bundled().find("smollm2:135m").orElseThrow().model(), FileType.Q4_0);
        byte[] header = GgufWriter.header(model.metadata(), model.tensors());
        byte[] from = withLength(replaced);
        byte[] to = withLength(by);
        String text = new String(header, StandardCharsets.ISO_8859_1);
        String key = new String(from, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(key), replaced);
        return text.replace(key, new String(to, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withLength(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[8 + utf8.length];
        all[0] = (byte) utf8.length;
        System.arraycopy(utf8, 0, all, 8, utf8.length);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "quants", "recommend", "models show"})
    void architectures(String command) throws IOException {
        Path file = folder.resolve("model.gguf");
        Files.write(file, header("llama", EVIL));
        String[] words = command.equals("recommend") ? new String[] {command, "-m"} : command.split(" ");
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = file.toString();
        all[words.length + 1] = command.equals("recommend") ? "--offline" : "--header-only";
        harmless(4, llmfit(Map.of(), all));
    }

    @Test
    void fileNames() throws IOException {
        Path file = folder.resolve(NAME + ".gguf");
        Files.write(file, header("llama", "llama"));
        harmless(llmfit(Map.of(), "size", file.toString(), "--header-only"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "models show", "--hardware", "--use-case", "rules", "-ctk", "doctor --log"})
    void argumentsInMessages(String words) {
        String[] first = (words.startsWith("--") ? "recommend " + words : words.equals("-ctk") ? "size a -ctk" : words)
                .split(" ");
        String[] all = java.util.Arrays.copyOf(first, first.length + 1);
        all[first.length] = EVIL;
        CommandRun run = llmfit(Map.of(), all);
        assertTrue(run.exit() > 1, run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        if (words.equals("--hardware")) { // several lines are a pasted text, which is not told again
            steersNothing(run);
        } else {
            harmless(run);
        }
    }

    @Test
    void machineProfiles() throws IOException {
        Path file = folder.resolve("m.yaml");
        Files.writeString(file, "machines:\n  - id: \"e\\e[31m\\a\\nx\\x9B2J\\x7F\\u202Eevil\"\n");
        harmless(5, llmfit(Map.of(), "matrix", file.toString()));
    }

    @Test
    void rules() throws IOException {
        Path file = folder.resolve("r.yaml");
        Files.writeString(file, "rules:\n  - id: \"e\\e[31m\\a\\nx\\x9B2J\\x7F\\u202Eevil\"\n    wen: 1\n");
        harmless(llmfit(Map.of(), "rules", "check", file.toString()));
    }

    @Test
    void whatAnEngineSaysLast() throws IOException {
        Path engine = Files.createDirectories(folder.resolve("bin"));
        for (String name : new String[] {"llama-bench", "llama-server"}) {
            Path program = engine.resolve(name);
            Files.writeString(program, """
                    #!/bin/sh
                    case "$*" in
                    *--version*) echo "version: 6000 (a)" >&2 ;;
                    *--help*) echo jsonl ;;
                    *) printf 'error: e\\033[31m\\007\\302\\2332J\\177\\342\\200\\256evil\\n' >&2; exit 1 ;;
                    esac
                    """);
            assertTrue(program.toFile().setExecutable(true));
        }
        harmless(7, llmfit(Map.of(), "bench", "smollm2:135m", "--no-store", "--engine", engine.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 302 Found\r\nLocation: evil:\u001b[31mx\u009b2J\u007f\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://evil\u001b[31m/\r\n\r\n",
                "HTTP/1.1 500 evil\u001b[31m\u0007\u009b2J\r\n\r\n",
                "HTTP/1.1 \u001b[31mevil\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/evil\u001b[31m\r\n\r\n\u001b]0;evil\u0007"
            })
    void serversHeads(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server, answer));
            String address = "http://127.0.0.1:" + server.getLocalPort();
            CommandRun run = llmfit(Map.of("HF_ENDPOINT", address), "size", "hf:org/evil:Q4_K_M");
            assertEquals(4, run.exit(), run.err());
            steersNothing(run);
        }
    }

    private static void answer(ServerSocket server, String answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    InputStream in = socket.getInputStream()) {
                in.read(new byte[4096]);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quants", "models show", "size"})
    void filesOfARepository(String command) throws IOException {
        try (FakeHub hub = FakeHub.start()) {
            hub.serve(
                    "/api/models/org/evil-GGUF/tree/main?recursive=true",
                    ("[{\"type\":\"file\",\"path\":\"e\\u001b[31m\\u0007\\nx\\u009b2J\\u007f\\u202eevil-Q4_0.gguf\",\"size\":99},"
                                    + "{\"type\":\"file\",\"path\":\"evil\\u001b[31m-Q5_0.gguf\",\"size\":99}]")
                            .getBytes(StandardCharsets.UTF_8));
            String[] words = (command + " hf:org/evil-GGUF" + (command.equals("size") ? ":Q8_0" : "")).split(" ");
            harmless(llmfit(Map.of("HF_ENDPOINT", hub.address().toString()), words));
        }
    }

    @Test
    void manifestsOfOllama() throws IOException {
        Path models = folder.resolve("store");
        Path manifest = models.resolve("manifests/registry.ollama.ai/library/" + NAME + "/latest");
        Files.createDirectories(manifest.getParent());
        String digest = "sha256:" + "0".repeat(64);
        Files.writeString(
                manifest,
                "{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"" + digest
                        + "\",\"size\":99}]}");
        Path blob = models.resolve("blobs/" + digest.replace(':', '-'));
        Files.createDirectories(blob.getParent());
        Files.write(blob, header("llama", "llama"));
        harmless(llmfit(Map.of("OLLAMA_MODELS", models.toString()), "models", "--local"));
    }
}
