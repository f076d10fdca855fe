package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeedModelTest {
    private static final SpeedModel MODEL = SpeedModel.bundled();
    private static final SpeedHost DESKTOP = new SpeedHost(Optional.of(89.6e9), 8, Set.of("avx2"), "x86_64");

    private static ModelWork work(String name, FileType type) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(name).orElseThrow().model(), type);
        return ModelWork.of(model, HyperParameters.of(model));
    }

    private static SpeedDevice device(String id, Backend backend) {
        return HardwareDatabase.bundled()
                .byId(id)
                .flatMap(e -> SpeedDevice.of(e, backend))
                .orElseThrow();
    }

    /** The last {@code onDevice} layers and the output on one device, the others on the CPU. */
    private static SpeedRequest request(
            ModelWork work, SpeedDevice device, int onDevice, LaunchOptions options, int depth) {
        List<Integer> placement = new ArrayList<>();
        int layers = work.layers().size() + 1;
        for (int il = 0; il < layers; il++) {
            placement.add(il >= layers - onDevice ? 0 : -1);
        }
        return new SpeedRequest(
                work, options, placement, true, List.of(device), Optional.of(DESKTOP), 512, 128, depth, 1);
    }

    private static SpeedRequest whole(ModelWork work, SpeedDevice device, int depth) {
        return request(work, device, work.layers().size() + 1, LaunchOptions.defaults(), depth);
    }

    private static SpeedEstimate onProcessor(ModelWork work, SpeedHost host) {
        List<Integer> placement = new ArrayList<>();
        for (int il = 0; il <= work.layers().size(); il++) {
            placement.add(-1);
        }
        return MODEL.predict(new SpeedRequest(
                work, LaunchOptions.defaults(), placement, true, List.of(), Optional.of(host), 512, 128, 0, 1));
    }

    @Test
    void nothingExceedsTheRoofline() {
        ModelWork work = work("llama3.2-1b", FileType.F16);
        int devices = 0;
        for (HardwareEntry entry : HardwareDatabase.bundled().all()) {
            for (Backend backend : List.of(Backend.CUDA, Backend.METAL, Backend.VULKAN, Backend.ROCM, Backend.SYCL)) {
                Optional<SpeedDevice> found = SpeedDevice.of(entry, backend);
                if (found.isPresent()) {
                    devices++;
                    withinRoofline(work, found.get(), entry.id() + " " + backend);
                }
            }
        }
        assertTrue(devices > 1000, devices + " devices");
    }

    /** Every model of the catalogue on every ninth GPU of the database, each start of the nine in turn. */
    @Test
    void noModelOfTheCatalogueExceedsTheRoofline() {
        List<HardwareEntry> entries = HardwareDatabase.bundled().all();
        int start = 0;
        int pairs = 0;
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            CatalogueEntry entry = Catalogue.bundled().byId(summary.id()).orElseThrow();
            Model model = Quantizer.quantize(entry.model(), FileType.Q4_K_M);
            ModelWork work = ModelWork.of(model, HyperParameters.of(model));
            start = (start + 1) % 9;
            for (int i = start; i < entries.size(); i += 9) {
                Optional<SpeedDevice> found = SpeedDevice.of(entries.get(i), Backend.VULKAN);
                if (found.isPresent()) {
                    pairs++;
                    withinRoofline(
                            work,
                            found.get(),
                            entry.id() + " on " + entries.get(i).id());
                }
            }
        }
        assertTrue(pairs > 10_000, pairs + " pairs of model and device");
    }

    private static void withinRoofline(ModelWork work, SpeedDevice device, String where) {
        SpeedEstimate e = MODEL.predict(whole(work, device, 0));
        assertTrue(e.tg().low() > 0 && e.pp().low() > 0, where);
        assertTrue(e.tg().high() <= device.bandwidth() / work.bytesPerToken() * 1.0001, where);
        assertTrue(e.pp().high() <= device.int8Ops() / work.flopsPerToken() * 1.0001, where);
    }

    @Test
    void moreBandwidthIsNeverSlower() {
        for (String model : List.of("llama3.1-8b", "qwen3-30b-a3b", "qwen3.5-27b")) {
            ModelWork work = work(model, FileType.Q4_K_M);
            for (Backend backend : List.of(Backend.CUDA, Backend.VULKAN, Backend.METAL)) {
                SpeedDevice device = device("geforce-rtx-3090-24g", backend);
                double tg = 0;
                double pp = 0;
                for (double bandwidth = 50e9; bandwidth < 5e12; bandwidth *= 1.3) {
                    SpeedEstimate e = MODEL.predict(whole(work, device.withBandwidth(bandwidth), 8192));
                    assertTrue(e.tg().mid() > tg && e.pp().mid() >= pp * (1 - 1e-9), model + " at " + bandwidth);
                    tg = e.tg().mid();
                    pp = e.pp().mid();
                }
            }
        }
    }

    @Test
    void everyLayerOnTheGpuHelps() {
        ModelWork work = work("llama3.1-8b", FileType.Q4_K_M);
        SpeedDevice device = device("geforce-rtx-4090-24g", Backend.CUDA);
        double before = 0;
        for (int layers = 0; layers <= work.layers().size() + 1; layers++) {
            double tg = MODEL.predict(request(work, device, layers, LaunchOptions.defaults(), 0))
                    .tg()
                    .mid();
            assertTrue(tg > before, layers + " layers: " + tg + " after " + before);
            before = tg;
        }
    }

    @Test
    void expertsInHostMemoryCostRamBandwidth() {
        ModelWork work = work("qwen3-30b-a3b", FileType.Q4_K_M);
        SpeedDevice device = device("geforce-rtx-4090-24g", Backend.CUDA);
        double full = MODEL.predict(whole(work, device, 0)).tg().mid();
        double half = MODEL.predict(
                        request(work, device, 49, LaunchOptions.defaults().withNCpuMoe(24), 0))
                .tg()
                .mid();
        double none = MODEL.predict(
                        request(work, device, 49, LaunchOptions.defaults().withNCpuMoe(48), 0))
                .tg()
                .mid();
        double cpu = onProcessor(work, DESKTOP).tg().mid();
        assertTrue(full > half && half > none && none > cpu, full + " " + half + " " + none + " " + cpu);
    }

    @Test
    void speedFallsWithDepthAndLessSoWithASmallerCache() {
        ModelWork work = work("llama3.1-8b", FileType.Q4_K_M);
        SpeedDevice device = device("geforce-rtx-3090-24g", Backend.CUDA);
        double empty = MODEL.predict(whole(work, device, 0)).tg().mid();
        double deep = MODEL.predict(whole(work, device, 32768)).tg().mid();
        assertTrue(empty > deep, empty + " " + deep);
        LaunchOptions small = LaunchOptions.defaults().withTypeK(GgmlType.Q8_0).withTypeV(GgmlType.Q8_0);
        SpeedDevice other = device("geforce-rtx-3090-24g", Backend.VULKAN);
        double plainCache = MODEL.predict(whole(work, other, 32768)).tg().mid();
        double quantized =
                MODEL.predict(request(work, other, 33, small, 32768)).tg().mid();
        assertTrue(quantized > plainCache, quantized + " " + plainCache);
        double window = work("gemma3-12b", FileType.Q4_K_M).cacheBytes(32768, GgmlType.F16, GgmlType.F16);
        double plain = work("mistral-nemo-12b", FileType.Q4_K_M).cacheBytes(32768, GgmlType.F16, GgmlType.F16);
        assertTrue(window < plain, "windows are read, not the whole context");
    }

    /** A quantized cache is read once for each query head on CUDA ({@code ggml_cuda_get_best_fattn_kernel} in {@code fattn.cu}): 8 share a key head here. */
    @Test
    void aQuantizedCacheCostsEveryHeadOnCuda() {
        ModelWork work = work("qwen3.6-35b-a3b", FileType.Q4_K_M);
        SpeedDevice device = device("geforce-rtx-3060-12g", Backend.CUDA);
        LaunchOptions small = LaunchOptions.defaults().withTypeK(GgmlType.Q8_0).withTypeV(GgmlType.Q8_0);
        double layers = work.layers().size() + 1.0;
        double plain = 1 / MODEL.predict(whole(work, device, 180_000)).tg().mid();
        double quantized = 1
                / MODEL.predict(request(work, device, (int) layers, small, 180_000))
                        .tg()
                        .mid();
        assertTrue(quantized > 1.3 * plain, plain + " and " + quantized + " s");
    }

    @Test
    void aTypicalDesktopProcessorComesOutRight() {
        double tg =
                onProcessor(work("llama3.1-8b", FileType.Q4_K_M), DESKTOP).tg().mid();
        assertTrue(tg > 8 && tg < 12, "8B Q4_K_M on dual-channel DDR5-5600: " + tg);
        double q8 =
                onProcessor(work("llama3.1-8b", FileType.Q8_0), DESKTOP).tg().mid();
        assertEquals(1.72, tg / q8, 0.15, "follows the bytes");
    }

    /** SmolLM2-135M as Q4_1 on two quiet AVX-512 threads: 599 tok/s at pp128 (llama-bench b11434). */
    @Test
    void aSmallModelOnTwoThreadsComesOutRight() {
        ModelWork work = work("smollm2-135m", FileType.Q4_1);
        Set<String> isa = Set.of("avx2", "avx512f");
        SpeedHost host = new SpeedHost(Optional.of(5e10), Optional.empty(), 2, isa, "x86_64", ProcessorKind.SERVER);
        List<Integer> placement = Collections.nCopies(work.layers().size() + 1, -1);
        SpeedRange pp = MODEL.predict(new SpeedRequest(
                        work, LaunchOptions.defaults(), placement, true, List.of(), Optional.of(host), 128, 32, 0, 1))
                .pp();
        assertTrue(pp.low() < 599 && 599 < pp.high() && Math.abs(pp.mid() / 599 - 1) < 0.3, pp.toString());
    }

    @Test
    void anAssumedBandwidthHasAWideRange() {
        SpeedDevice known = device("geforce-rtx-4090-24g", Backend.CUDA);
        SpeedDevice assumed = new SpeedDevice(
                Optional.empty(),
                Backend.CUDA,
                "",
                "",
                2e11,
                false,
                known.fp16Flops(),
                known.int8Ops(),
                known.fp32Flops(),
                known.link());
        ModelWork work = work("llama3.2-1b", FileType.Q4_K_M);
        SpeedRange tg = MODEL.predict(whole(work, assumed, 0)).tg();
        assertTrue(tg.low() <= 0.51 * tg.mid(), tg.toString());
    }

    @Test
    void measurementsOutrankCalibrationAndFormula() {
        ModelWork work = work("llama3.1-8b", FileType.Q4_K_M);
        SpeedRequest request = whole(work, device("geforce-rtx-4090-24g", Backend.CUDA), 0);
        SpeedEstimate formula = MODEL.predict(request);
        SpeedParts parts = MODEL.parts(request, Evidence.Test.TG);
        Optional<Calibration> slower = Calibration.of(
                List.of(new CalibrationReading(Evidence.Test.TG, parts, parts.seconds() / 0.8, 0)), Optional.empty());
        Evidence calibrated = new FixedEvidence(Optional.empty(), slower);
        SpeedEstimate scaled = MODEL.withEvidence(calibrated).predict(request);
        assertEquals(SpeedEstimate.Basis.CALIBRATED, scaled.basis());
        assertEquals(0.8, scaled.tg().mid() / formula.tg().mid(), 0.01);
        Evidence measured = new FixedEvidence(Optional.of(new Measured(123, 0.02)), slower);
        SpeedEstimate known = MODEL.withEvidence(measured).predict(request);
        assertEquals(SpeedEstimate.Basis.MEASURED, known.basis());
        assertEquals(123, known.tg().mid());
    }

    /** What was measured while something else had the machine, or wrongly, speaks for nothing. */
    @ParameterizedTest
    @CsvSource({"0.09, false", "0.11, true", "1.5, true", "5, false"})
    void aMeasurementFarFromWhatThisHardwareCanDoIsLeftOut(double ofFormula, boolean counts) {
        ModelWork work = work("llama3.1-8b", FileType.Q4_K_M);
        SpeedRequest request = whole(work, device("geforce-rtx-4090-24g", Backend.CUDA), 0);
        double speed = ofFormula * MODEL.predict(request).tg().mid();
        SpeedModel informed =
                MODEL.withEvidence(new FixedEvidence(Optional.of(new Measured(speed, 0.02)), Optional.empty()));
        assertEquals(
                counts ? speed : MODEL.generation(request).mid(),
                informed.generation(request).mid(),
                1e-9);
        assertEquals(counts, MODEL.bounds(request, Evidence.Test.TG).hold(speed));
    }

    /** Measured on two threads of a virtual EPYC that tells no bandwidth: 17.4 tok/s (llama3.2:3b Q4_K_M, llama-bench b11434). */
    @Test
    void aServerOfUnknownBandwidthIsBoundByItsThreads() {
        Set<String> isa = Set.of("avx2", "avx512f");
        SpeedHost desktop = new SpeedHost(Optional.empty(), Optional.empty(), 2, isa, "x86_64", ProcessorKind.DESKTOP);
        SpeedHost server = new SpeedHost(Optional.empty(), Optional.empty(), 2, isa, "x86_64", ProcessorKind.SERVER);
        ModelWork work = work("llama3.2-3b", FileType.Q4_K_M);
        SpeedRange tg = onProcessor(work, server).tg();
        assertEquals(17.4, tg.mid(), 0.15 * 17.4);
        assertTrue(onProcessor(work, desktop).tg().mid() < 0.9 * tg.mid(), "two channels limit a desktop");
    }

    /** llama.cpp pull requests 7676, 15131 (RTX 4090) and 8278 (P40): tokens per second of 16 at once, 8B models. */
    @ParameterizedTest
    @CsvSource({
        "geforce-rtx-4090-24g, Q4_0, 16, 1937",
        "geforce-rtx-4090-24g, Q4_0, 10, 1217",
        "geforce-rtx-4090-24g, Q4_0, 32, 3428",
        "geforce-rtx-4090-24g, Q4_1, 32, 3252",
        "geforce-rtx-4090-24g, Q4_1, 64, 5778",
        "tesla-p40-24g, IQ4_XS, 16, 258"
    })
    void severalSequencesShareTheReading(String gpu, FileType type, int sequences, double together) {
        SpeedRequest one = whole(work("llama3-8b", type), device(gpu, Backend.CUDA), 0);
        double each = MODEL.generation(one.withSequences(sequences)).mid();
        assertTrue(each < MODEL.generation(one).mid(), "a step of many takes longer");
        assertEquals(together, sequences * each, 0.35 * together);
    }

    /**
     * llama.cpp pull requests 5434 and 14262 (RTX 3090) and 10581 (M2 Ultra): how many times the tokens of one sequence several have
     * together.
     */
    @ParameterizedTest
    @CsvSource({
        "geforce-rtx-3090-24g, CUDA, llama2-7b, Q2_K, 2, 1.81",
        "geforce-rtx-3090-24g, CUDA, llama2-7b, Q2_K, 4, 2.70",
        "geforce-rtx-3090-24g, CUDA, llama2-7b, Q2_K, 6, 3.49",
        "geforce-rtx-3090-24g, CUDA, llama2-7b, Q2_K, 8, 3.86",
        "geforce-rtx-3090-24g, CUDA, llama3-8b, BF16, 2, 1.88",
        "apple-m2-ultra-76c-192g, METAL, qwen2.5-7b, Q8_0, 2, 1.80",
        "apple-m2-ultra-76c-192g, METAL, qwen2.5-7b, Q8_0, 4, 2.85",
        "apple-m2-ultra-76c-192g, METAL, qwen2.5-7b, Q8_0, 6, 3.00",
        "apple-m2-ultra-76c-192g, METAL, qwen2.5-7b, Q8_0, 8, 3.70"
    })
    void fewSequencesGainLessTheMoreTheyAre(
            String gpu, Backend backend, String model, FileType type, int sequences, double gain) {
        SpeedRequest one = whole(work(model, type), device(gpu, backend), 0);
        double said = sequences
                * MODEL.generation(one.withSequences(sequences)).mid()
                / MODEL.generation(one).mid();
        assertEquals(gain, said, 0.2 * gain);
    }

    @Test
    void layersOnTheProcessorNeedAHost() {
        ModelWork work = work("llama3.2-1b", FileType.Q4_K_M);
        SpeedRequest request =
                request(work, device("geforce-rtx-4090-24g", Backend.CUDA), 4, LaunchOptions.defaults(), 0);
        SpeedRequest withoutHost = new SpeedRequest(
                work,
                request.options(),
                request.layerDevice(),
                true,
                request.devices(),
                Optional.empty(),
                512,
                128,
                0,
                1);
        assertThrows(IllegalArgumentException.class, () -> MODEL.predict(withoutHost));
    }

    private record FixedEvidence(Optional<Measured> measured, Optional<Calibration> factors) implements Evidence {
        @Override
        public Optional<Measured> here(SpeedRequest request, Evidence.Test test) {
            return measured;
        }

        @Override
        public Optional<Calibration> calibration(SpeedRequest request) {
            return factors;
        }
    }
}
