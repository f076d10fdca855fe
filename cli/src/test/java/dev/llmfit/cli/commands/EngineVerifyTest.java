package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.llmfit.cli.CommandRun;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineVerifyTest {
    private static final String LOG = """
            Initializing a V1 LLM engine (v0.24.0) with config: model='Qwen/Qwen3-8B', max_seq_len=32768, tensor_parallel_size=1
            Free memory on device (30.5/31.36 GiB) on startup. Desired GPU memory utilization is (0.92, 28.85 GiB).
            Model loading took 15.27 GiB memory and 3.1 seconds
            Available KV cache memory: 12.23 GiB
            GPU KV cache size: 89,040 tokens
            Maximum concurrency for 32,768 tokens per request: 2.72x
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private CommandRun run(String... words) {
        return CommandRun.of(words);
    }

    private CommandRun log(String text) throws IOException {
        Path log = Files.writeString(folder.resolve("vllm.log"), text);
        return run("verify", "--engine", "vllm", log.toString(), "--hardware", "RTX 5090");
    }

    @Test
    void aLogStandsBesideThePredictionLineByLine() throws IOException {
        CommandRun run = log(LOG);
        assertEquals(0, run.exit(), run::err);
        for (String line : new String[] {
            "weights on a GPU .* 15.27 GiB +15.27 GiB +0 +exact",
            ".*asked for .* 28.85 GiB +28.85 GiB +0 +exact",
            "left for the KV cache .* 12.23 GiB +.*inside",
            "tokens in the KV cache +89,008 – 89,088 +89,040 .*inside",
            "longest requests at once .*exact",
            "Verified."
        }) {
            assertTrue(run.out().lines().anyMatch(l -> l.matches(" *" + line)), () -> line + "\n" + run.out());
        }
    }

    @Test
    void whatLiesOutsideEndsWithAnotherCode() throws IOException {
        CommandRun run = log(LOG.replace("89,040", "99,040"));
        assertEquals(6, run.exit(), run::out);
        assertTrue(run.out().contains("Not verified: tokens in the KV cache off."), run.out());
    }

    @Test
    void aLogOfAnotherProgramIsRefused() throws IOException {
        CommandRun run = log("llama_model_loader: loaded meta data\n");
        assertEquals(2, run.exit(), run::out);
        assertTrue(run.err().contains("is none of a start of vLLM"), run.err());
    }

    @Test
    void aServersMetricsStandBesideThePrediction() throws IOException {
        Map<String, String> answers = Map.of(
                "/metrics",
                "# HELP x\nvllm:cache_config_info{block_size=\"16\",cache_dtype=\"auto\",engine=\"0\","
                        + "gpu_memory_utilization=\"0.92\",kv_cache_max_concurrency=\"2.717\","
                        + "kv_cache_memory_bytes=\"None\",kv_cache_size_tokens=\"89040\",num_gpu_blocks=\"5565\"} 1.0\n",
                "/v1/models",
                "{\"data\":[{\"id\":\"q\",\"root\":\"Qwen/Qwen3-8B\",\"max_model_len\":32768}]}",
                "/version",
                "{\"version\":\"0.24.0\"}");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] text =
                    answers.getOrDefault(exchange.getRequestURI().getPath(), "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(text.length == 0 ? 404 : 200, text.length == 0 ? -1 : text.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(text);
            }
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            CommandRun run = run("verify", "--engine", "vllm", address, "--hardware", "RTX 5090", "--json");
            assertEquals(0, run.exit(), run::err);
            assertTrue(run.out().contains("\"num_gpu_blocks\""), run.out());
            assertTrue(run.out().contains("\"measured\" : 89040"), run.out());
            assertTrue(run.out().contains("\"passed\" : true"), run.out());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void classesOfMlxNeedAConfigThatNamesOne() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 8}");
        CommandRun run = run("verify", "--engine", "mlx", config.toString(), "-m", "qwen3:8b");
        assertEquals(2, run.exit(), run::out);
        assertTrue(run.err().contains("names no model_type"), run.err());
    }
}
