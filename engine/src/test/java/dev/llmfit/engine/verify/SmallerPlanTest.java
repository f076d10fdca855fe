package dev.llmfit.engine.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.embedded.EmbeddedLlama;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.llamacpp.LlamaCppPrograms;
import dev.llmfit.fixtures.FakeLlamaCpp;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code verify} does when an engine has no memory for the launch. */
@DisabledOnOs(OS.WINDOWS)
class SmallerPlanTest {
    private static final LaunchOptions OPTIONS =
            LaunchOptions.defaults().withNCtx(8192).withNOutputsMax(1);

    @TempDir
    private Path programs;

    @TempDir
    private Path temporary;

    private Model model;

    @BeforeEach
    void resolve() throws IOException {
        model = ModelResolver.of(Environment.ofProcess(), false)
                .resolve("smollm2:135m")
                .in(FileType.Q4_K_M)
                .model();
    }

    @Test
    void triesTheNextSmallerPlanAndKeepsTheLessons() throws IOException {
        Verification verification = verify(fake(2048), List.of());
        assertEquals(
                List.of(8192, 4096),
                verification.lessons().stream()
                        .map(l -> l.launch().options().nCtx())
                        .toList());
        assertEquals(2048, verification.launch().options().nCtx());
        assertTrue(verification.lessons().getFirst().reason().contains("failed to allocate buffer of size"));
        assertEquals(List.of(), verification.outside(), "the smaller launch agrees with its prediction");
        assertFalse(verification.passed(), "the launch that was asked for did not run");
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList(), "the phantom is removed");
        }
    }

    @Test
    void givesUpWhenNoPlanRuns() {
        EngineException failure = assertThrows(EngineException.class, () -> verify(fake(100), List.of()));
        assertEquals(EngineException.Kind.OUT_OF_MEMORY, failure.kind());
    }

    @Test
    void triesHalfTheContextAndThenFewerLayers() {
        VerifyTask second = SmallerPlans.after(task(OPTIONS)).orElseThrow();
        assertEquals(4096, second.launch().options().nCtx());
        VerifyTask third = SmallerPlans.after(second).orElseThrow();
        assertEquals(2048, third.launch().options().nCtx());
        LaunchOptions fewer = SmallerPlans.after(third).orElseThrow().launch().options();
        assertEquals(23, fewer.nGpuLayers(), "three quarters of 30 layers and the output layer");
        assertEquals(
                Optional.empty(), SmallerPlans.after(task(OPTIONS.withNCtx(2048).withNGpuLayers(0))));
        assertEquals(
                4096,
                SmallerPlans.after(task(LaunchOptions.defaults()))
                        .orElseThrow()
                        .launch()
                        .options()
                        .nCtx(),
                "half the trained context");
    }

    @Test
    void asksForAnotherPlanAfterEachFailure() throws IOException {
        List<String> asked = new java.util.ArrayList<>();
        EngineException failure = assertThrows(
                EngineException.class,
                () -> verifier(fake(100)).verify(task(OPTIONS), Progress.NONE, (failed, lesson) -> {
                    asked.add(lesson.launch().options().nCtx() + " "
                            + lesson.model().name());
                    return Optional.of(failed.withLaunch(Launch.of(OPTIONS.withNCtx(8192 - 256 * asked.size()))));
                }));
        assertEquals(EngineException.Kind.OUT_OF_MEMORY, failure.kind());
        String name = " " + model.name();
        assertEquals(List.of(8192 + name, 7936 + name, 7680 + name, 7424 + name), asked);
    }

    @Test
    void needsAnInstalledEngineForRpc() {
        EngineException failure = assertThrows(
                EngineException.class,
                () -> verify(new EmbeddedLlama(Environment.ofProcess()), List.of("127.0.0.1:50052")));
        assertEquals(EngineException.Kind.UNSUPPORTED, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains("RPC"), failure::getMessage);
    }

    private Engine fake(int mostContext) {
        BufferSizes host = new GraphEstimator()
                .estimate(model, List.of(), OPTIONS.withNCtx(2048), EngineBuild.NEWEST)
                .host();
        new FakeLlamaCpp(
                        mostContext,
                        0,
                        host.weights().mib(),
                        host.context().mib(),
                        host.compute().mib())
                .install(programs);
        return new LlamaCpp(LlamaCppPrograms.in(programs).orElseThrow());
    }

    private Verification verify(Engine engine, List<String> rpc) {
        VerifyTask task = task(OPTIONS).withLaunch(new Launch(OPTIONS, OptionalInt.empty(), rpc));
        return verifier(engine).verify(task, Progress.NONE, Alternatives.SMALLER);
    }

    /** The kernel does not always count what it ends; without its word only weights that take all that is free speak of memory. */
    @ParameterizedTest
    @CsvSource({"1, OUT_OF_MEMORY", "100000, KILLED"})
    void aSignalIsWantOfMemoryWhereTheWeightsTakeWhatIsFree(int freeMib, EngineException.Kind kind) throws IOException {
        Path server = Files.writeString(programs.resolve("llama-server"), """
                #!/bin/sh
                case "$*" in
                *--version*) echo "version: 11434 (fake)" >&2 ;;
                *--help*) echo "-fit, -lv" ;;
                *) kill -9 $$ ;;
                esac
                """);
        assertTrue(server.toFile().setExecutable(true));
        Engine engine = new LlamaCpp(LlamaCppPrograms.in(programs).orElseThrow());
        List<Alternatives> asked = new ArrayList<>();
        EngineException failure = assertThrows(
                EngineException.class,
                () -> verifier(engine, Bytes.ofMib(freeMib)).verify(task(OPTIONS), Progress.NONE, (failed, lesson) -> {
                    asked.add(Alternatives.SMALLER);
                    return Optional.empty();
                }));
        assertEquals(kind, failure.kind());
        assertEquals(kind == EngineException.Kind.OUT_OF_MEMORY ? 1 : 0, asked.size(), "lessons");
    }

    private Verifier verifier(Engine engine) {
        return verifier(engine, Bytes.ofMib(1));
    }

    private Verifier verifier(Engine engine, Bytes free) {
        // With so little memory the file is mapped, and the size of the fake's process says nothing.
        return new Verifier(
                engine,
                new GraphEstimator(),
                (m, devices, launch, workload) -> Optional.empty(),
                temporary,
                free,
                new MachineLoad(0, 8));
    }

    private VerifyTask task(LaunchOptions options) {
        return new VerifyTask(
                model, Optional.empty(), Launch.of(options), Tolerance.defaults(), false, Duration.ofSeconds(60));
    }
}
