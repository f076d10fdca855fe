package dev.llmfit.sizing.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.fixtures.RecordedLaunches;
import dev.llmfit.fixtures.RecordedLaunches.Buffers;
import dev.llmfit.fixtures.RecordedLaunches.Launch;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Estimate.ComputeBasis;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FamiliesTest {
    /** Of rows that name no build. */
    private static final EngineBuild RECORDED_BUILD = new EngineBuild(11_434);

    /** Ends the file type of a model that has its layers for next-token prediction. */
    private static final String PREDICTING = "+MTP";

    private static final Map<String, List<Launch>> RECORDED = RecordedLaunches.all().stream()
            .collect(Collectors.groupingBy(Launch::architecture, LinkedHashMap::new, Collectors.toList()));

    // what was recorded ran on the allocator rules of a backend, with every kernel
    private final GraphEstimator estimator = new GraphEstimator().withEveryKernel();
    private final Map<String, Model> models = new LinkedHashMap<>();

    static Stream<String> recordedArchitectures() {
        return RECORDED.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("recordedArchitectures")
    void buffersAreThoseOfLlamaCpp(String architecture) {
        for (Launch launch : RECORDED.getOrDefault(architecture, List.of())) {
            if (launch.expected().isEmpty()) {
                assertThrows(LaunchRefusedException.class, () -> estimate(launch), launch::toString);
                continue;
            }
            assertEquals(launch.expected().get(), pools(estimate(launch)), launch::toString);
        }
    }

    static Stream<Launch> catalogueLaunches() {
        return RecordedLaunches.ofCatalogue().stream();
    }

    @ParameterizedTest
    @MethodSource("catalogueLaunches")
    void buffersOfCatalogueModelsAreThoseOfLlamaCpp(Launch launch) {
        CatalogueEntry entry = Catalogue.bundled().byId(launch.model()).orElseThrow();
        boolean predicts = launch.fileType().endsWith(PREDICTING);
        Model shape = predicts ? entry.modelWithNextTokenLayers() : entry.modelWithoutNextTokenLayers();
        FileType type =
                FileType.byName(launch.fileType().replace(PREDICTING, "")).orElseThrow();
        Model model = type == FileType.F16 ? shape : Quantizer.quantize(shape, type);
        assertEquals(launch.expected().orElseThrow(), pools(estimate(model, launch)));
    }

    @Test
    void aBuildBeforeTheArchitectureRefusesIt() {
        Model model = Catalogue.bundled().find("lfm3-1.7b").orElseThrow().model();
        LaunchOptions options = LaunchOptions.defaults().withNCtx(4096);
        LaunchRefusedException refused = assertThrows(
                LaunchRefusedException.class,
                () -> estimator.estimate(model, List.of(), options, EngineBuild.parse("b11434")));
        assertEquals(
                "unknown model architecture: 'lfm3'; llama.cpp b11434 is too old for it, v0.8.0 loads it",
                refused.getMessage());
    }

    static Stream<Launch> contextLaunches() {
        return RecordedLaunches.ofContexts().stream();
    }

    @ParameterizedTest
    @MethodSource("contextLaunches")
    void weightsAndContextsAreThoseOfLlamaCpp(Launch launch) {
        List<Buffers> expected = launch.expected().orElseThrow();
        List<Buffers> sized = pools(estimate(launch));
        if (described().contains(launch.architecture())) {
            assertEquals(expected, sized);
        } else {
            assertEquals(withoutCompute(expected), withoutCompute(sized));
        }
    }

    static Stream<Launch> nextTokenContexts() {
        return RecordedLaunches.ofNextTokenContexts().stream();
    }

    @ParameterizedTest
    @MethodSource("nextTokenContexts")
    void contextsForNextTokensAreThoseOfLlamaCpp(Launch launch) {
        Model shape = Catalogue.bundled().find(launch.model()).orElseThrow().modelWithNextTokenLayers();
        Model model =
                Quantizer.quantize(shape, FileType.byName(launch.fileType()).orElseThrow());
        Estimate estimate =
                estimator.nextTokenContext(model, devices(launch), options(launch.options()), RECORDED_BUILD);
        assertEquals(launch.expected().orElseThrow(), pools(estimate.withoutWeights()));
    }

    @Test
    void contextsForNextTokensNeedTheirLayersAndAGraph() {
        Model trunk = Catalogue.bundled().find("qwen3.5-4b").orElseThrow().modelWithoutNextTokenLayers();
        LaunchOptions options = LaunchOptions.defaults();
        LaunchRefusedException none = assertThrows(
                LaunchRefusedException.class,
                () -> estimator.nextTokenContext(trunk, List.of(), options, EngineBuild.NEWEST));
        assertTrue(String.valueOf(none.getMessage()).contains("this file has none"), none::getMessage);
        Model other =
                Catalogue.bundled().find("k-exaone-236b-a23b").orElseThrow().model();
        assertThrows(
                UnsupportedArchitectureException.class,
                () -> estimator.nextTokenContext(other, List.of(), options, EngineBuild.NEWEST));
    }

    private static List<Buffers> withoutCompute(List<Buffers> pools) {
        return pools.stream().map(p -> new Buffers(p.weights(), p.context(), 0)).toList();
    }

    @Test
    void everyModelOfTheCatalogueIsSized() {
        DeviceMemory device = new DeviceMemory("CUDA0", Backend.CUDA, Bytes.ofGib(80), Bytes.ofGib(80));
        LaunchOptions options = LaunchOptions.defaults().withNCtx(4096).withNGpuLayers(20);
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            Model model = Catalogue.bundled().byId(summary.id()).orElseThrow().model();
            Estimate estimate = estimator.estimate(model, List.of(device), options, EngineBuild.NEWEST);
            assertEquals(ComputeBasis.GRAPH, estimate.computeBasis(), summary::id);
            assertTrue(estimate.devices().getFirst().compute().count() > 0, summary::id);
            assertTrue(estimate.host().compute().count() > 0, summary::id);
        }
    }

    @Test
    void everyRecordedArchitectureHasAGraph() {
        assertTrue(described().containsAll(RECORDED.keySet()));
    }

    @Test
    void everyFamilyHasARecordedLaunchButThese() {
        Set<String> open = described();
        open.removeAll(RECORDED.keySet());
        open.removeAll(RecordedLaunches.ofCatalogue().stream()
                .map(Launch::architecture)
                .toList());
        assertEquals(
                Set.of("arwkv7", "maple"),
                open,
                "record launches of a new architecture, docs/howto/architecture.md; take one off this list that has"
                        + " some");
    }

    private static Set<String> described() {
        return Stream.of(Architecture.values())
                .filter(a -> Families.of(a).isPresent())
                .map(Architecture::ggufName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Buffers> pools(Estimate estimate) {
        List<BufferSizes> pools = new ArrayList<>(estimate.devices());
        pools.add(estimate.host());
        return pools.stream().map(FamiliesTest::buffers).toList();
    }

    private Estimate estimate(Launch launch) {
        return estimate(model(launch), launch);
    }

    private Estimate estimate(Model model, Launch launch) {
        return estimator.estimate(model, devices(launch), options(launch.options()), build(launch));
    }

    private static EngineBuild build(Launch launch) {
        String name = launch.options().get("engine_build");
        return name == null ? RECORDED_BUILD : EngineBuild.parse(name);
    }

    private static List<DeviceMemory> devices(Launch launch) {
        List<DeviceMemory> devices = new ArrayList<>();
        for (RecordedLaunches.Device device : launch.devices()) {
            Backend backend = Backend.valueOf(device.backend().toUpperCase(Locale.ROOT));
            devices.add(new DeviceMemory(
                    "GPU" + devices.size(), backend, Bytes.of(device.freeBytes()), Bytes.of(device.totalBytes())));
        }
        return devices;
    }

    private Model model(Launch launch) {
        return models.computeIfAbsent(launch.model() + "." + launch.fileType(), name -> {
            try {
                Model shape = GgufReader.read(
                                ByteSource.ofBytes(RecordedHeaders.f16(launch.model())), TensorData.OPTIONAL)
                        .toModel(name);
                FileType fileType = FileType.byName(launch.fileType()).orElseThrow();
                return fileType == FileType.F16 ? shape : Quantizer.quantize(shape, fileType);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static LaunchOptions options(Map<String, String> values) {
        LaunchOptions options = LaunchOptions.defaults();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            options = with(options, entry.getKey(), entry.getValue());
        }
        return options;
    }

    private static LaunchOptions with(LaunchOptions options, String name, String value) {
        return switch (name) {
            case "engine_build" -> options;
            case "n_gpu_layers" -> options.withNGpuLayers(Integer.parseInt(value));
            case "n_ctx" -> options.withNCtx(Integer.parseInt(value));
            case "n_ubatch" -> options.withNUbatch(Integer.parseInt(value));
            case "n_batch" -> options.withNBatch(Integer.parseInt(value));
            case "override_tensor" -> options.withOverrideTensor(List.of(value));
            case "split_mode" -> options.withSplitMode(SplitMode.valueOf(value.toUpperCase(Locale.ROOT)));
            case "main_gpu" -> options.withMainGpu(Integer.parseInt(value));
            case "n_parallel" -> options.withNParallel(Integer.parseInt(value));
            case "n_outputs_max" -> options.withNOutputsMax(Integer.parseInt(value));
            case "n_cpu_moe" -> options.withNCpuMoe(Integer.parseInt(value));
            case "moe_cache_mib" -> options.withMoeCacheMib(Integer.parseInt(value));
            case "flash_attn" -> options.withFlashAttn(FlashAttn.valueOf(value.toUpperCase(Locale.ROOT)));
            case "type_k" -> options.withTypeK(GgmlType.byName(value).orElseThrow());
            case "type_v" -> options.withTypeV(GgmlType.byName(value).orElseThrow());
            case "n_rs_seq" -> options.withNDraft(Integer.parseInt(value));
            case "kv_unified" -> options.withKvUnified(Boolean.parseBoolean(value));
            case "swa_full" -> options.withSwaFull(Boolean.parseBoolean(value));
            case "op_offload" -> options.withOpOffload(Boolean.parseBoolean(value));
            case "no_kv_offload" -> options.withNoKvOffload(Boolean.parseBoolean(value));
            case "tensor_split" ->
                options.withTensorSplit(
                        Stream.of(value.split(",", -1)).map(Double::valueOf).toList());
            default -> throw new IllegalArgumentException("option " + name);
        };
    }

    private static Buffers buffers(BufferSizes sizes) {
        return new Buffers(
                sizes.weights().count(),
                sizes.context().count(),
                sizes.compute().count());
    }
}
