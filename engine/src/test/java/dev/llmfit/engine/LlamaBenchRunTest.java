package dev.llmfit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.llamacpp.LlamaCppPrograms;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A {@code llama-bench} that ends in the middle. */
@DisabledOnOs(OS.WINDOWS)
class LlamaBenchRunTest {
    private static final String NO_MEMORY =
            "echo 'llama_init_from_model: failed to allocate compute buffers: out of memory' >&2; exit 1";
    private static final Workload PP = new Workload(Workload.Phase.PP, 64, 0);
    private static final Workload TG = new Workload(Workload.Phase.TG, 16, 0);
    private static final Workload DEEP = new Workload(Workload.Phase.TG, 16, 4096);

    @TempDir
    private Path folder;

    @Test
    void keepsTheDepthsBeforeTheOneThatFailed() throws IOException {
        BenchResult result = bench(NO_MEMORY, ":", List.of(PP, TG, DEEP));
        assertEquals(
                20.5, result.first(Workload.Phase.PP).orElseThrow().samples().mean());
        assertEquals(
                8.5, result.first(Workload.Phase.TG).orElseThrow().samples().mean());
        assertEquals(List.of("tg16 @ d4096"), result.missing());
        assertTrue(
                result.notes().getFirst().contains("could not get its memory"),
                () -> result.notes().toString());
    }

    @Test
    void keepsTheTestsBeforeACrash() throws IOException {
        BenchResult result = bench(NO_MEMORY, "echo '{\"n_prompt\":0,\"n_g'; kill -SEGV $$", List.of(PP, TG));
        assertEquals(List.of("tg16"), result.missing());
        assertEquals(1, result.readings().size());
    }

    @Test
    void keepsTheTestsBeforeTheTimeLimit() throws IOException {
        BenchResult result = bench(NO_MEMORY, "sleep 60", List.of(PP, TG));
        assertEquals(List.of("tg16"), result.missing());
        assertTrue(
                result.notes().getFirst().contains("did not finish within"),
                () -> result.notes().toString());
    }

    @Test
    void failsIfNothingWasMeasured() {
        EngineException failure = assertThrows(EngineException.class, () -> bench(NO_MEMORY, ":", List.of(DEEP)));
        assertEquals(EngineException.Kind.OUT_OF_MEMORY, failure.kind());
    }

    private BenchResult bench(String deep, String between, List<Workload> workloads) throws IOException {
        Path program = Files.writeString(folder.resolve("llama-bench"), script(deep, between));
        assertTrue(program.toFile().setExecutable(true));
        LlamaCpp engine = new LlamaCpp(LlamaCppPrograms.in(folder).orElseThrow());
        Repetition repetition = new Repetition(1, 1, 0.03, Duration.ofSeconds(5), Duration.ofSeconds(3));
        return engine.bench(
                new BenchTask(
                        new Subject.File(folder.resolve("model.gguf")),
                        Launch.of(LaunchOptions.defaults()),
                        workloads,
                        repetition),
                Progress.NONE);
    }

    private static String script(String deep, String between) {
        return """
                #!/bin/sh
                case "$1" in
                --version) echo "version: 11434 (fake)" >&2; exit 0 ;;
                --help) echo "-o, --output <csv|json|jsonl|md|sql> rpc"; exit 0 ;;
                esac
                for a in "$@"; do
                  if [ "$a" = 4096 ]; then
                    %s
                  fi
                done
                echo '{"n_prompt":64,"n_gen":0,"n_depth":0,"samples_ts":[20.5]}'
                %s
                echo '{"n_prompt":0,"n_gen":16,"n_depth":0,"samples_ts":[8.5]}'
                """.formatted(deep, between);
    }
}
