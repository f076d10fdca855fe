package dev.llmfit.cli.foreign;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.rpc.RpcServer;
import dev.llmfit.engine.server.Ollama;
import dev.llmfit.engine.server.OpenAiServer;
import dev.llmfit.fixtures.ForeignReader;
import dev.llmfit.fixtures.RawServer;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.remote.OnlineModels;
import dev.llmfit.gguf.remote.RemoteSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Readers of what servers answer: lists of repositories, registries, inference servers. The bodies are foreign; the heads are right. */
final class ServerReaders implements AutoCloseable {
    private static final byte[] NOTHING = Foreign.bytes("{}");

    private final AtomicReference<byte[]> body = new AtomicReference<>(NOTHING);
    private final RawServer server;
    private final Path folder;
    private int requests;

    ServerReaders(Path folder) throws IOException {
        this.folder = folder;
        this.server = RawServer.start((path, range, out) -> {
            byte[] answer = path.contains("/resolve/") || path.contains("/blobs/") ? NOTHING : body.get();
            String type = path.startsWith("/v1/chat") ? "text/event-stream" : "application/json";
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nConnection: close\r\nContent-Length: "
                            + answer.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(answer);
        });
    }

    /** Nothing is remembered: each input has a cache of its own name. */
    private OnlineModels online() {
        return new OnlineModels(new RemoteSettings(
                server.address(),
                Optional.empty(),
                server.address(),
                true,
                false,
                folder.resolve("cache" + requests++ % 2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                1,
                Duration.ofMillis(1)));
    }

    private ForeignReader reader(String name, List<byte[]> seeds, ForeignReader.Reading reading) {
        return Foreign.reader(name, seeds, input -> {
            body.set(input);
            return reading.of(input);
        });
    }

    List<ForeignReader> all() {
        String address = server.address().toString();
        Ollama ollama = new Ollama(address);
        OpenAiServer openAi = new OpenAiServer(address);
        return List.of(
                reader("list of a repository", LISTS, input -> {
                    OnlineModels online = online();
                    ModelReference.HuggingFaceRepository repository =
                            (ModelReference.HuggingFaceRepository) ModelReference.parse("hf:org/m-GGUF:Q4_K_M");
                    online.listing("org/m-GGUF");
                    return online.chosen(repository).isPresent() + " " + online.hasProjector("org/m-GGUF");
                }),
                reader(
                        "manifest of a registry",
                        MANIFESTS,
                        input -> online().registry()
                                .weights((ModelReference.OllamaName) ModelReference.parse("ollama:somebody/thing:1b"))
                                .bytes()),
                reader(
                        "answers of Ollama",
                        OLLAMA,
                        input -> ollama.describe().toString() + ollama.loaded().size()),
                reader("answers of a server", OPEN_AI, input -> openAi.models().size() + " " + openAi.describe()),
                new ForeignReader(
                        "RPC server",
                        RPC,
                        input -> asked(input, RpcServer::devices),
                        t -> t instanceof EngineException),
                new ForeignReader(
                        "way to an RPC server",
                        List.of(trips(0), trips(77)),
                        input -> asked(input, RpcServer::link),
                        t -> t instanceof EngineException),
                reader(
                        "stream of a server",
                        STREAMS,
                        input -> openAi.stream("m", 16, 8, 1, Duration.ofSeconds(10))
                                .getClass()));
    }

    /** What an RPC server is asked. */
    private interface Asking {
        Object of(String endpoint, Duration limit) throws EngineException;
    }

    /** Sends all answers at once: greeting, number of devices, memory and block of each; or trips, a buffer and a copy. */
    private static Object asked(byte[] input, Asking asking) throws IOException {
        try (ServerSocket rpc = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = Thread.ofVirtual().start(() -> {
                try (Socket client = rpc.accept()) {
                    client.getOutputStream().write(input);
                    client.shutdownOutput();
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    return; // the client has heard enough
                }
            });
            try {
                return asking.of("127.0.0.1:" + rpc.getLocalPort(), Duration.ofSeconds(10));
            } finally {
                thread.interrupt();
            }
        }
    }

    private static byte[] answers(int devices) {
        ByteBuffer all = ByteBuffer.allocate(48 + 40 * devices).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(28).put((byte) PROTOCOL).position(36);
        all.putLong(4).putInt(devices);
        for (int i = 0; i < devices; i++) {
            all.putLong(16).putLong(24L << 30).putLong(25L << 30);
            all.putLong(8).putLong(288);
        }
        return all.array();
    }

    /** Five round trips, a buffer (0: none was free), its place, and the first of two copies. */
    private static byte[] trips(long buffer) {
        ByteBuffer all = ByteBuffer.allocate(36 + 5 * 12 + 24 + 16 + 8 + COPY).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(28).put((byte) PROTOCOL).position(36);
        for (int i = 0; i < 5; i++) {
            all.putLong(4).putInt(1);
        }
        all.putLong(16).putLong(buffer).putLong(COPY);
        all.putLong(8).putLong(4096);
        all.putLong(COPY);
        return all.array();
    }

    /** Bytes of the first copy. */
    private static final int COPY = 1 << 18;

    /** Major version that RpcServer speaks. */
    private static final int PROTOCOL = 7;

    private static final List<byte[]> RPC = List.of(answers(1), answers(3));

    private static final List<byte[]> LISTS = Foreign.texts(
            "[{\"type\":\"file\",\"oid\":\"a\",\"size\":4912898304,\"path\":\"m-Q4_K_M.gguf\",\"lfs\":{\"oid\":\""
                    + "ab".repeat(32)
                    + "\",\"size\":4912898304}},{\"type\":\"file\",\"size\":899,\"path\":\"README.md\"},"
                    + "{\"type\":\"directory\",\"size\":0,\"path\":\"BF16\"},{\"type\":\"file\",\"size\":9000000000,"
                    + "\"path\":\"BF16/m-BF16-00001-of-00002.gguf\"},{\"type\":\"file\",\"size\":7000000000,"
                    + "\"path\":\"BF16/m-BF16-00002-of-00002.gguf\"},{\"type\":\"file\",\"size\":999,\"path\":\"mmproj-F16.gguf\"},"
                    + "{\"type\":\"file\",\"size\":3000000000,\"path\":\"m-UD-Q3_K_XL.gguf\"}]",
            "[{\"type\":\"file\",\"size\":899,\"path\":\"config.json\"},{\"type\":\"file\",\"size\":9,\"path\":\"model.safetensors\"}]");

    private static final List<byte[]> MANIFESTS = Foreign.texts("{\"schemaVersion\":2,\"config\":{\"digest\":\"sha256:"
            + "cd".repeat(32)
            + "\",\"size\":561},\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:"
            + "ab".repeat(32)
            + "\",\"size\":4912898304},{\"mediaType\":\"application/vnd.ollama.image.params\",\"digest\":\"sha256:"
            + "ef".repeat(32) + "\",\"size\":96}]}");

    private static final List<byte[]> OLLAMA = Foreign.texts(
            "{\"version\":\"0.12.6\",\"models\":[{\"name\":\"llama3.1:8b\",\"model\":\"llama3.1:8b\",\"size\":6654289920,"
                    + "\"digest\":\"42182419e950\",\"details\":{\"format\":\"gguf\",\"family\":\"llama\",\"parameter_size\":\"8.0B\","
                    + "\"quantization_level\":\"Q4_K_M\"},\"expires_at\":\"2026-11-30T10:00:00Z\",\"size_vram\":6654289920,\"context_length\":4096}]}");

    private static final List<byte[]> OPEN_AI = Foreign.texts(
            "{\"object\":\"list\",\"data\":[{\"id\":\"m.gguf\",\"object\":\"model\",\"created\":1,\"owned_by\":\"llamacpp\","
                    + "\"meta\":{\"vocab_type\":2,\"n_vocab\":128256,\"n_ctx_train\":131072,\"size\":4912898304}}],"
                    + "\"models\":[{\"name\":\"m.gguf\",\"model\":\"m.gguf\"}]}");

    private static final List<byte[]> STREAMS = Foreign.texts(
            "data: {\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":null}],\"model\":\"m\",\"object\":\"text_completion\"}\n\n"
                    + "data: {\"choices\":[{\"index\":0,\"text\":\" b\",\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":16,"
                    + "\"completion_tokens\":8,\"total_tokens\":24},\"timings\":{\"prompt_n\":16,\"prompt_ms\":20.5,\"prompt_per_second\":780,"
                    + "\"predicted_n\":8,\"predicted_ms\":100.25,\"predicted_per_second\":79.8}}\n\ndata: [DONE]\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\n\r\ndata: [DONE]\r\n\r\n");

    @Override
    public void close() throws IOException {
        server.close();
    }
}
