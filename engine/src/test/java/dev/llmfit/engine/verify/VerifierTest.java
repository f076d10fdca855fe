package dev.llmfit.engine.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.llamacpp.LlamaCppPrograms;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a real llama.cpp on phantoms; skipped where none is installed. */
@Tag("llama.cpp")
class VerifierTest {
    @TempDir
    private Path folder;

    @Test
    void aPhantomTakesWhatIsPredicted() throws IOException {
        Verification verification = verify("smollm2:135m", -1, List.of());
        assertTrue(verification.passed(), () -> verification.comparisons().toString());
        assertEquals(4, verification.comparisons().size());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList(), "the phantom is removed");
        }
    }

    @Test
    void layersOnRpcServersTakeWhatIsPredicted() throws Exception {
        Path rpc = RpcServers.program(programs().server().orElseThrow());
        assumeTrue(Files.isExecutable(rpc), "no ggml-rpc-server is installed");
        try (RpcServers servers = new RpcServers(rpc, 2)) {
            Verification verification = verify("qwen3:0.6b", 20, servers.endpoints());
            assertTrue(verification.passed(), () -> verification.comparisons().toString());
            assertEquals(2, verification.estimate().devices().size());
        }
    }

    private Verification verify(String name, int layers, List<String> rpc) throws IOException {
        LlamaCpp engine = new LlamaCpp(programs());
        Model model = ModelResolver.of(Environment.ofProcess(), false)
                .resolve(name)
                .in(FileType.Q4_K_M)
                .model();
        LaunchOptions options =
                LaunchOptions.defaults().withNCtx(2048).withNOutputsMax(1).withNGpuLayers(layers);
        Verifier verifier = new Verifier(
                engine,
                new GraphEstimator(),
                (m, devices, launch, workload) -> Optional.empty(),
                folder,
                Bytes.ofGib(1),
                new MachineLoad(0, 8));
        VerifyTask task = new VerifyTask(
                model,
                Optional.empty(),
                new Launch(options, OptionalInt.empty(), rpc),
                Tolerance.defaults(),
                false,
                Duration.ofMinutes(3));
        return verifier.verify(task, Progress.NONE, Alternatives.SMALLER);
    }

    private static LlamaCppPrograms programs() {
        Optional<LlamaCppPrograms> found = LlamaCppPrograms.find(Environment.ofProcess());
        assumeTrue(found.flatMap(LlamaCppPrograms::server).isPresent(), "no llama-server is installed");
        return found.orElseThrow();
    }
}
