package dev.llmfit.engine.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.process.ChildProcess;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of an engine that ended: its own line about the cause, not one that only looks like an error. */
class LaunchFailureTest {
    /** A key of every file with a vocabulary; its name has "unknown" in it. */
    private static final String KEY =
            "0.00.103.811 I llama_model_loader: - kv  20:            tokenizer.ggml.unknown_token_id u32              = 0";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // of b11434, with and without the level
                "0.00.534.004 E llama_model_load: error loading model: bert model needs to define token type count"
                        + "| llama_model_load: error loading model: bert model needs to define token type count",
                "llama_model_load: error loading model: key not found in model: deepseek2.attention.q_lora_rank"
                        + "| llama_model_load: error loading model: key not found in model: deepseek2.attention.q_lora_rank",
                "0.00.412.010 E llama_model_load: error loading model: unordered_map::at"
                        + "| llama_model_load: error loading model: unordered_map::at",
                "/src/llama-context.cpp:2275: GGML_ASSERT(n_outputs_max <= cparams.n_outputs_max) failed"
                        + "| /src/llama-context.cpp:2275: GGML_ASSERT(n_outputs_max <= cparams.n_outputs_max) failed"
            })
    void theEnginesOwnErrorLineIsShown(String line, String shown) {
        List<String> log = List.of(
                KEY,
                KEY.substring(15),
                "0.00.520.956 I print_info: rope_finetuned        = unknown",
                "0.00.530.000 W init: embeddings required but some input tokens were not marked as outputs -> overriding",
                line,
                "llama_model_load_from_file_impl: failed to load model");
        EngineException failure = LaunchFailure.of("llama-server", 1, log);
        assertEquals(EngineException.Kind.FAILED, failure.kind());
        assertEquals("llama-server ended with code 1: " + shown, failure.getMessage());
    }

    @Test
    void anAssertionIsTheCauseOfWhatFailedBefore() {
        List<String> log = List.of("0.01.000.000 E srv: failed to say why", "/src/a.cpp:1: GGML_ASSERT(a > b) failed");
        assertEquals(
                "llama-server ended with code 134: /src/a.cpp:1: GGML_ASSERT(a > b) failed",
                LaunchFailure.of("llama-server", 134, log).getMessage());
    }

    @Test
    void withoutAnErrorTheLastLineIsShown() {
        assertEquals(
                "llama-server ended with code 2: last words",
                LaunchFailure.of("llama-server", 2, List.of(KEY, "last words", " "))
                        .getMessage());
        assertEquals(
                "llama-server ended with code 2: it printed nothing",
                LaunchFailure.of("llama-server", 2, List.of()).getMessage());
    }

    @Test
    void aSignalIsWantOfMemoryOnlyIfTheKernelSaysSo() {
        List<String> nothing = List.of();
        EngineException somebody =
                LaunchFailure.of("llama-server", new ChildProcess.Finished(137, nothing, nothing, false), nothing);
        assertEquals(EngineException.Kind.KILLED, somebody.kind());
        assertEquals(
                "llama-server was ended by signal 9, and the kernel counts no lack of memory meanwhile",
                somebody.getMessage());
        EngineException kernel =
                LaunchFailure.of("llama-server", new ChildProcess.Finished(137, nothing, nothing, true), nothing);
        assertEquals(EngineException.Kind.OUT_OF_MEMORY, kernel.kind());
        EngineException said = LaunchFailure.of(
                "llama-server",
                new ChildProcess.Finished(137, nothing, nothing, false),
                List.of("cudaMalloc failed: out of memory"));
        assertEquals(EngineException.Kind.OUT_OF_MEMORY, said.kind());
        assertEquals(
                EngineException.Kind.KILLED,
                LaunchFailure.of("llama-bench", new ChildProcess.Finished(143, nothing, nothing, true), nothing)
                        .kind());
    }
}
