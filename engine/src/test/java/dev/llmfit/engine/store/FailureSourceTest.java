package dev.llmfit.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.Launch;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What launches that failed for want of memory say about later ones. */
class FailureSourceTest {
    private static final Machine CARD = machine("rtx4090-24g-64g");
    private static final Instant FIRST = Instant.parse("2026-11-25T08:00:00Z");
    private static final LaunchOptions WHOLE =
            LaunchOptions.defaults().withNCtx(32768).withNOutputsMax(1);
    private static final String CUDA =
            "llama-server could not get its memory: ggml_backend_cuda_buffer_type_alloc_buffer: allocating 4403.49 MiB on"
                    + " device 0: cudaMalloc failed: out of memory";

    @TempDir
    private Path folder;

    private MeasurementStore store;
    private Model model;

    @BeforeEach
    void resolve() throws IOException {
        store = new MeasurementStore(folder);
        model = ModelResolver.of(Environment.ofProcess(), false)
                .resolve("llama3.1:8b")
                .in(FileType.Q4_K_M)
                .model();
    }

    @Test
    void speaksAgainstTheSameLaunchAndLargerOnes() {
        fail(WHOLE);
        FailedLaunch known = source().of(CARD, model).getFirst();
        assertEquals("CUDA0", known.pool());
        assertEquals(estimate(WHOLE).devices().getFirst().total(), known.needed());
        assertEquals(CARD.devices().getFirst().free(), known.free());
        assertEquals(1, against(WHOLE).size());
        assertEquals(1, against(WHOLE.withNCtx(65536)).size());
        assertEquals(List.of(), against(WHOLE.withNCtx(4096)));
        assertEquals(List.of(), against(WHOLE.withNGpuLayers(10)), "the host was not what failed");
    }

    @Test
    void isAboutThisLayoutOnThisHardware() throws IOException {
        fail(WHOLE);
        assertEquals(List.of(), source().of(machine("laptop-4060-8g-32g-hybrid"), model));
        Model other = ModelResolver.of(Environment.ofProcess(), false)
                .resolve("llama3.1:8b")
                .in(FileType.Q5_K_M)
                .model();
        assertEquals(List.of(), source().of(CARD, other));
    }

    @Test
    void theLimitRisesWithTheFreeMemory() {
        FailedLaunch failed = new FailedLaunch(FIRST, 0, "CUDA0", Bytes.ofGib(16), Bytes.ofGib(18), "");
        assertEquals(Bytes.ofGib(15), failed.limit(Bytes.ofGib(18)));
        assertEquals(Bytes.ofGib(15), failed.limit(Bytes.ofGib(12)));
        assertEquals(Bytes.ofGib(17), failed.limit(Bytes.ofGib(20)));
    }

    @Test
    void aLaunchThatRanTakesTheFailureBack() {
        fail(WHOLE);
        store.addSuccess(
                HardwareFingerprint.of(CARD),
                ModelIdentity.of(model),
                Launch.of(WHOLE),
                StoredLesson.at(FIRST.plusSeconds(60), CARD, estimate(WHOLE), 0, "ran"));
        assertEquals(List.of(), source().of(CARD, model));
        LaunchOptions larger = WHOLE.withNCtx(65536);
        store.addFailure(
                HardwareFingerprint.of(CARD),
                ModelIdentity.of(model),
                Launch.of(larger),
                StoredLesson.failure(FIRST.plusSeconds(30), CARD, estimate(larger), CUDA));
        assertEquals(1, source().of(CARD, model).size(), "a smaller launch that ran says nothing of a larger one");
    }

    @Test
    void linesWithoutSizesAndDamagedLinesTeachNothing() throws IOException {
        Files.writeString(folder.resolve("lessons.jsonl"), """
                {"schema":"llmfit/lesson/1","time":"2026-11-25T08:00:00Z","hardware_id":"x","options":{},"reason":"old"}
                {"schema":"llmfit/lesson/1","time":"never","pool":"host","needed_bytes":1,"free_bytes":1}
                {"schema":"llmfit/lesson/1","time":"2026-11-25T08:00:00Z","pool":"CUDA7","needed_bytes":1,"free_bytes":1}
                {"schema":"llmfit/less
                """, StandardOpenOption.CREATE);
        assertEquals(List.of(), source().of(CARD, model));
        fail(WHOLE);
        assertEquals(1, source().of(CARD, model).size());
        assertEquals(
                "2 of 5 stored lessons cannot be read (" + folder.resolve("lessons.jsonl") + ").",
                source().damage().orElseThrow().sentence(),
                "old lines and other devices are no damage");
        assertEquals(1, store.damage().size());
    }

    @Test
    void aFileThatCannotBeReadCountsAsEmptyAndSaysSo() throws IOException {
        Files.createDirectories(folder.resolve("lessons.jsonl"));
        assertEquals(List.of(), source().of(CARD, model));
        assertTrue(source().damage().orElseThrow().sentence().endsWith("; its lessons are not used."));
    }

    @Test
    void saysItInASentence() {
        fail(WHOLE);
        String text = StoredLesson.sentence(source().of(CARD, model).getFirst());
        assertTrue(text.startsWith("a launch of these tensors that needed "), text);
        assertTrue(text.contains(" on CUDA0 failed here on 2026-11-25 with "), text);
    }

    @ParameterizedTest
    @CsvSource({
        "'ggml_backend_cuda_buffer_type_alloc_buffer: allocating 1.00 MiB on device 1: cudaMalloc failed: out of memory', 1",
        "'ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 123', -1",
        "the system killed it, -1",
        "'ggml_vulkan: Device memory allocation of size 1 failed. vk::Device::allocateMemory: ErrorOutOfDeviceMemory', 1",
        "alloc_tensor_range: failed to allocate buffer, 1"
    })
    void findsThePlace(String reason, int device) {
        Machine two = machine("2x3090");
        LaunchOptions second = WHOLE.withTensorSplit(List.of(1.0, 3.0));
        Estimate estimate = new GraphEstimator().estimate(model, devices(two), second, EngineBuild.NEWEST);
        assertEquals(device, FailurePlace.of(two, estimate, reason));
    }

    private void fail(LaunchOptions options) {
        store.addFailure(
                HardwareFingerprint.of(CARD),
                ModelIdentity.of(model),
                Launch.of(options),
                StoredLesson.failure(FIRST, CARD, estimate(options), CUDA));
    }

    private FailureSource source() {
        return FailureSource.of(store);
    }

    private List<FailedLaunch> against(LaunchOptions options) {
        return source().against(CARD, model, estimate(options));
    }

    private Estimate estimate(LaunchOptions options) {
        return new GraphEstimator().estimate(model, devices(CARD), options, EngineBuild.NEWEST);
    }

    private static List<DeviceMemory> devices(Machine machine) {
        return machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
    }

    private static Machine machine(String id) {
        return MachineResolver.bundled(() -> {
                    throw new IllegalStateException("not this machine");
                })
                .resolve(HardwareSelector.named(id));
    }
}
