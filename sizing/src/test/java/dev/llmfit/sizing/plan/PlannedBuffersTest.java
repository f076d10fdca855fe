package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an estimator remembers of the launches of a model, against one that remembers nothing. */
class PlannedBuffersTest {
    private static final int LAUNCHES = 60;

    /** Of launches that are much alike so many may differ by more than a tenth; of all architectures together 0.5 % do. */
    private static final double FAR = 0.05;

    private final Random random = new Random(20261201);

    @ParameterizedTest
    @ValueSource(strings = {"llama3.1-8b", "qwen3-30b-a3b", "gemma3-12b", "qwen3-next-80b-a3b"})
    void whatIsRememberedIsWhatWouldBePlanned(String id) {
        Model model = model(id);
        GraphEstimator remembering = new GraphEstimator();
        for (int i = 0; i < LAUNCHES; i++) {
            List<DeviceMemory> devices = devices();
            LaunchOptions options = options(devices.size());
            assertEquals(
                    new GraphEstimator().estimate(model, devices, options, EngineBuild.NEWEST),
                    remembering.estimate(model, devices, options, EngineBuild.NEWEST),
                    options.toString());
        }
    }

    @Test
    void howeverManyLaunchesAreAskedForMemoryIsBounded() {
        List<Model> models = Stream.of("llama3.2-1b", "qwen3-0.6b", "smollm2-135m")
                .map(PlannedBuffersTest::model)
                .toList();
        long all =
                models.stream().mapToLong(m -> PreparedModel.of(m).heldBytes()).sum();
        long most = all + 100_000; // of some hundred launches
        GraphEstimator bounded = new GraphEstimator(most);
        GraphEstimator unbounded = new GraphEstimator();
        int dropped = 0;
        for (int i = 0; i < 6 * LAUNCHES; i++) {
            Model model = models.get(random.nextInt(models.size()));
            List<DeviceMemory> devices = devices();
            LaunchOptions options = options(devices.size()).withNCtx(256 * (1 + random.nextInt(64)));
            Estimate estimate = bounded.estimate(model, devices, options, EngineBuild.NEWEST);
            assertEquals(unbounded.estimate(model, devices, options, EngineBuild.NEWEST), estimate);
            long held = bounded.heldBytes();
            assertTrue(held <= most, () -> held + " bytes of " + most);
            dropped += held < unbounded.heldBytes() ? 1 : 0;
        }
        assertTrue(dropped > LAUNCHES, "the bound is never reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3.1-8b", "qwen3-30b-a3b", "gemma3-12b", "qwen3-next-80b-a3b"})
    void theLeastOfALaunchIsItsWeightsAndCaches(String id) {
        Model model = model(id);
        GraphEstimator estimator = new GraphEstimator();
        for (int i = 0; i < LAUNCHES; i++) {
            List<DeviceMemory> devices = devices();
            LaunchOptions options = options(devices.size());
            Estimate whole = estimator.estimate(model, devices, options, EngineBuild.NEWEST);
            Estimate least = estimator.least(model, devices, options, EngineBuild.NEWEST);
            List<BufferSizes> bare = whole.devices().stream()
                    .map(d -> new BufferSizes(d.name(), d.weights(), d.context(), Bytes.ZERO))
                    .toList();
            assertEquals(bare, least.devices(), options.toString());
            assertEquals(whole.layerDevice(), least.layerDevice());
            assertEquals(whole.nCtx(), least.nCtx());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3.1-8b", "qwen3-30b-a3b", "gemma3-12b", "qwen3-next-80b-a3b"})
    void launchesThatAreMuchAlikeHaveMuchTheSameBuffers(String id) {
        Model model = model(id);
        GraphEstimator remembering = new GraphEstimator();
        int asked = 0;
        int far = 0;
        for (int i = 0; i < 2 * LAUNCHES; i++) {
            List<DeviceMemory> devices = devices();
            LaunchOptions options = options(devices.size());
            Estimate near =
                    remembering.estimate(model, devices, options, EngineBuild.NEWEST, PlannedBuffersTest::hasBuffers);
            Estimate exact = new GraphEstimator().estimate(model, devices, options, EngineBuild.NEWEST);
            for (int d = 0; d < devices.size(); d++) {
                BufferSizes sizes = exact.devices().get(d);
                assertEquals(sizes.weights(), near.devices().get(d).weights());
                assertEquals(sizes.context(), near.devices().get(d).context());
                asked++;
                far += near.devices().get(d).compute().count() * 0.9
                                > sizes.compute().count()
                        ? 1
                        : 0;
            }
        }
        int some = far;
        int all = asked;
        assertTrue(far <= asked * FAR, () -> some + " of " + all);
    }

    /** Without buffers of launches much like it, an estimate is offered with none at all. */
    private static boolean hasBuffers(Estimate estimate) {
        return estimate.host().compute().count() > 0;
    }

    private static Model model(String id) {
        return Quantizer.quantize(Catalogue.bundled().byId(id).orElseThrow().model(), FileType.Q4_K_M);
    }

    private List<DeviceMemory> devices() {
        List<DeviceMemory> devices = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int d = 0; d < count; d++) {
            Bytes free = Bytes.ofGib(8 + random.nextInt(3) * 8);
            devices.add(new DeviceMemory("CUDA" + d, Backend.CUDA, free, free));
        }
        return devices;
    }

    private LaunchOptions options(int devices) {
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(8192)
                .withNOutputsMax(1)
                .withNGpuLayers(random.nextInt(50))
                .withNCpuMoe(random.nextInt(3) * 12);
        if (devices > 1 && random.nextBoolean()) {
            return options.withTensorSplit(List.of(1.0 + random.nextInt(3), 2.0));
        }
        return devices > 1 && random.nextInt(4) == 0
                ? options.withSplitMode(SplitMode.NONE).withMainGpu(1)
                : options;
    }
}
