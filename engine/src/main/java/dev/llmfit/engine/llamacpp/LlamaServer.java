package dev.llmfit.engine.llamacpp;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.LoadedModel;
import dev.llmfit.engine.ServerTiming;
import dev.llmfit.engine.http.LocalHttp;
import dev.llmfit.engine.log.BufferLog;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.engine.process.ChildProcess;
import dev.llmfit.engine.process.FreePort;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Hint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@code llama-server} that this program started on the loopback interface; ended by {@link #close()}. */
public final class LlamaServer implements LoadedModel {
    private static final String NAME = "llama-server";

    /** Short beside the load of a model. */
    private static final Duration POLL = Duration.ofMillis(50);

    private final ChildProcess process;
    private final LocalHttp http;
    private final Duration limit;

    private LlamaServer(ChildProcess process, LocalHttp http, Duration limit) {
        this.process = process;
        this.http = http;
        this.limit = limit;
    }

    /**
     * Starts the server and waits until the model is loaded.
     *
     * @param program path of {@code llama-server}
     * @param model path of the GGUF file
     * @param flags arguments of the launch
     * @param limit when it is ended at the latest
     * @throws EngineException if it refuses the launch, cannot get its memory or is not ready in time
     */
    static LlamaServer start(Path program, Path model, List<String> flags, Duration limit) {
        int port = FreePort.find();
        List<String> command = new ArrayList<>(List.of(program.toString(), "-m", model.toString()));
        command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(flags);
        ChildProcess process = ChildProcess.start(NAME, command, limit);
        process.closeInput();
        LlamaServer server = new LlamaServer(process, LocalHttp.to("http://127.0.0.1:" + port, NAME), limit);
        try {
            server.awaitReady();
            return server;
        } catch (EngineException e) {
            process.close();
            throw e;
        }
    }

    private void awaitReady() {
        while (http.status("/health", Duration.ofSeconds(5)) != 200) {
            if (!process.alive()) {
                throw ended();
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException(EngineException.Kind.FAILED, NAME + " was interrupted", Hint.NONE, e);
            }
        }
        if (!process.alive()) {
            // Another program answers on this port.
            throw ended();
        }
    }

    private EngineException ended() {
        ChildProcess.Finished finished = process.await();
        return LaunchFailure.of(NAME, finished, log());
    }

    /** Returns everything it printed so far. */
    private List<String> log() {
        List<String> lines = new ArrayList<>(process.out());
        lines.addAll(process.err());
        return lines;
    }

    @Override
    public MeasuredBuffers buffers() {
        return BufferLog.parse(log());
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** Runs one request with token ids chosen here, so that nothing is tokenized. */
    ServerTiming complete(int promptTokens, int generate, int seed) {
        JsonObject.Builder body = JsonObject.builder();
        List<Integer> prompt = new ArrayList<>();
        for (int i = 0; i < promptTokens; i++) {
            prompt.add(100 + Math.floorMod(seed * 31 + i * 7, 400));
        }
        body.put("prompt", prompt);
        body.put("n_predict", generate);
        body.put("ignore_eos", true);
        body.put("cache_prompt", false);
        long start = System.nanoTime();
        JsonValue answer;
        try {
            answer = http.post("/completion", Json.compact(body.build()), limit);
        } catch (EngineException e) {
            if (!process.alive()) {
                throw ended();
            }
            throw e;
        }
        double wall = (System.nanoTime() - start) / 1e9;
        JsonValue timings = answer.get("timings")
                .orElseThrow(() -> new EngineException(
                        EngineException.Kind.UNSUPPORTED,
                        "this llama-server reports no timings",
                        Hint.plain("install a newer llama.cpp")));
        return new ServerTiming(
                        timings.integer("prompt_n").orElse(0),
                        timings.number("prompt_ms").orElse(Double.NaN) / 1000,
                        timings.integer("predicted_n").orElse(0),
                        timings.number("predicted_ms").orElse(Double.NaN) / 1000)
                .checked(NAME, wall)
                .within(NAME, generate);
    }

    @Override
    public boolean inJvm() {
        return false;
    }

    @Override
    public Optional<String> address() {
        return Optional.of(http.address());
    }

    @Override
    public void close() {
        process.close();
    }
}
