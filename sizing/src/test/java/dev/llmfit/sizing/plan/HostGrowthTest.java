package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.RecordedModels;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What llama-server keeps after its start, against what its logs and sources say. */
class HostGrowthTest {
    /** A checkpoint of Qwen3.5/3.6 27B is "size = 149.626 MiB" in logs of pull request 22929, that of Qwen3-Next "75.376 MiB" of 19408. */
    @ParameterizedTest
    @CsvSource({
        "qwen3.5-27b, 1, 11434, 149.63, 4788.00",
        "qwen3.5-27b, 4, 11434, 149.63, 19152.00",
        "qwen3.5-27b, 4, 8000, 149.63, 4788.00",
        "qwen3-next-80b-a3b, 1, 11434, 75.38, 2412.00",
        "llama3.1-8b, 4, 11434, 0.00, 0.00",
    })
    void checkpointsHoldStates(String model, int slots, int build, String one, String all) {
        LaunchOptions options = LaunchOptions.defaults().withNCtx(32768).withNParallel(slots);
        HostGrowth growth = growth(model, options, build);
        assertEquals(all, mib(growth.checkpoints().bound().orElseThrow()));
        Bytes each = growth.makesCheckpoints() ? Bytes.of(growth.state().partial()) : Bytes.ZERO;
        assertEquals(one, mib(each));
    }

    @Test
    void windowsAreWrittenAsFarAsTheyAreSeen() {
        LaunchOptions options = LaunchOptions.defaults().withNCtx(32768);
        double whole = growth("gemma3-27b", options, 9400).state().partial();
        double seen = growth("gemma3-27b", options, 11434).state().partial();
        assertEquals(1536.0 / 1024, whole / seen, 1e-9, "window and batch against the window");
        assertEquals(
                Bytes.ZERO,
                growth("gemma3-27b", options.withSwaFull(true), 11434)
                        .checkpoints()
                        .bound()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "8192, 11434, 8192.00",
        "100, 11434, 100.00",
        "0, 11434, 0.00",
        "0, 9093, 0.00",
        "-1, 11434, none",
    })
    void promptsAreKeptUpToTheLimit(int cacheRam, int build, String bound) {
        LaunchOptions options = LaunchOptions.defaults().withNCtx(8192).withServerCaches(ServerCaches.of(cacheRam, 32));
        HostGrowth growth = growth("llama3.1-8b", options, build);
        assertEquals(
                bound, growth.promptCache().bound().map(HostGrowthTest::mib).orElse("none"));
    }

    @Test
    void halfAContextIsExpected() {
        HostGrowth growth = growth("llama3.1-8b", LaunchOptions.defaults().withNCtx(8192), 11434);
        // 128 KiB of keys and values, and 20 bytes, a token
        assertEquals(4096 * (131_072 + 20), growth.expected().count());
        // over the limit by a prompt before the cache made room
        HostGrowth old = growth("llama3.1-8b", LaunchOptions.defaults().withNCtx(8192), 9093);
        assertEquals("9216.16", mib(old.promptCache().bound().orElseThrow()));
        assertEquals(
                Bytes.ZERO,
                growth("llama3.1-8b", LaunchOptions.defaults(), 6000).expected());
    }

    @Test
    void resultsOfABatchOfEmbeddingsGrow() {
        LaunchOptions options =
                LaunchOptions.defaults().withNCtx(8192).withNUbatch(512).withEmbeddings(true);
        HostGrowth growth = growth("qwen3-0.6b", options, 11434);
        assertEquals(512 * (151_936 + 1024) * 4L, growth.outputs().count());
        assertEquals(Bytes.ZERO, growth.promptCache().bound().orElseThrow(), "one slot keeps nothing");
    }

    private static HostGrowth growth(String model, LaunchOptions options, int build) {
        return new GraphEstimator()
                .estimate(RecordedModels.f16(model), List.of(), options, new EngineBuild(build))
                .growth();
    }

    private static String mib(Bytes bytes) {
        return String.format(Locale.ROOT, "%.2f", bytes.mib());
    }
}
