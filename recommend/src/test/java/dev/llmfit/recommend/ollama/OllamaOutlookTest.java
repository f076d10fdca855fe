package dev.llmfit.recommend.ollama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.LayerSums;
import dev.llmfit.recommend.PeakBandwidth;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.SmallMachine;
import dev.llmfit.recommend.SmallModel;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaOutlookTest {
    private static final Engines ENGINES = new Engines(new LayerSums(), new PeakBandwidth(), EngineBuild.NEWEST);

    /** server/routes.go Serve: thresholds one GiB below 24 and 48. */
    @ParameterizedTest
    @CsvSource({"0, 4096", "8, 4096", "22.9, 4096", "23, 32768", "24, 32768", "46.9, 32768", "47, 262144", "80, 262144"
    })
    void theTierFollowsTheMemoryOfAllGpus(double gib, int tokens) {
        assertEquals(tokens, OllamaRules.tier(Bytes.ofGib(gib)));
    }

    /**
     * server/sched.go automaticGenerationBatch: 512 to 4,096 cells, 1,024 to 32,768, 2,048 above, while the prediction leaves 25 and 40 %
     * of what is free and 768 MiB or 2 GiB stay below 80 %.
     */
    @ParameterizedTest
    @CsvSource({
        "4096, 1, 24, 512",
        "4097, 1, 24, 1024",
        "32768, 17.9, 24, 1024",
        "32768, 18.1, 24, 512",
        "32768, 5.7, 8, 512",
        "32768, 5.6, 8, 1024",
        "32769, 14.3, 24, 2048",
        "32769, 14.5, 24, 1024",
        "262144, 20, 24, 512",
        "262144, 40, 0, 2048"
    })
    void theBatchFollowsTheContextAndWhatIsLeft(int ctx, double predictedGib, double freeGib, int batch) {
        List<Bytes> cards = freeGib == 0 ? List.of() : List.of(Bytes.ofGib(freeGib));
        Machine machine = SmallMachine.discrete(Bytes.ofGib(64), cards);
        assertEquals(batch, OllamaRules.batch(ctx, Bytes.ofGib(predictedGib).count(), machine));
    }

    /** llm/llama_server.go PredictServerVRAM: file + 2 · layers · kv heads · (embd / heads) · ctx · 2. */
    @Test
    void thePredictionIsTheFileAndAFullCache() {
        SmallModel model = new SmallModel(24, 2048, 8192, 4, 32000, 0, false);
        HyperParameters hyper = HyperParameters.of(model.model("Q4_K_M"));
        long head = hyper.nEmbd() / hyper.nHead(0);
        assertEquals(
                1_000_000 + 2L * 24 * 4 * head * 8192 * 2, OllamaRules.predicted(Bytes.of(1_000_000), hyper, 8192));
    }

    /** Gemma 3 270M, a file of 241.4 MiB, 32,768 tokens: llama-server took 396.18 MiB; Ollama knows no windows and no head size. */
    @Test
    void thePredictionForWindowsIsTooHigh() {
        CatalogueOffer offer = CatalogueOffer.of(
                "gemma3:270m", Catalogue.bundled().find("gemma3:270m").orElseThrow());
        HyperParameters hyper = HyperParameters.of(offer.shape());
        Bytes predicted = Bytes.of(OllamaRules.predicted(Bytes.ofMib(241.4), hyper, 32768));
        assertEquals(601.4, predicted.mib(), 0.1);
        DeviceMemory device = new DeviceMemory("RPC0", Backend.REFERENCE, Bytes.ofGib(8), Bytes.ofGib(8));
        LaunchOptions options = LaunchOptions.defaults().withNCtx(32768).withNOutputsMax(1);
        Bytes real = new GraphEstimator()
                .estimate(offer.model("Q4_K_M"), List.of(device), options, EngineBuild.NEWEST)
                .devices()
                .getFirst()
                .total();
        assertEquals(396.18, real.mib(), 0.5);
    }

    /** server/sched.go bestSingleGPUFit: 80 % of one card, else all cards of the group. */
    @Test
    void aModelThatOneCardHoldsGoesThere() {
        Machine two = SmallMachine.discrete(Bytes.ofGib(64), List.of(Bytes.ofGib(8), Bytes.ofGib(12)));
        Machine one = OllamaRules.placement(two, Bytes.ofGib(9.5).count());
        assertEquals(List.of("CUDA1"), one.devices().stream().map(Device::name).toList());
        assertEquals(
                2,
                OllamaRules.placement(two, Bytes.ofGib(9.7).count()).devices().size());
    }

    /** discover/runner.go filterIntegratedGPUs and integratedGPUAllowedByDefault. */
    @Test
    void gpusOfAProcessorAreLeftOutButForThreeKinds() {
        assertEquals(0, seen(Backend.VULKAN, "", "linux"));
        assertEquals(0, seen(Backend.ROCM, "gfx1103", "linux"));
        assertEquals(1, seen(Backend.ROCM, "gfx1151", "linux"));
        assertEquals(1, seen(Backend.CUDA, "12.1", "linux"));
        assertEquals(1, seen(Backend.METAL, "", "macos"));
    }

    private static int seen(Backend backend, String architecture, String os) {
        Machine m = SmallMachine.unified(Bytes.ofGib(96), Bytes.ofGib(64));
        Device d = m.devices().getFirst();
        Device other = new Device(
                d.name(),
                d.description(),
                backend,
                d.poolId(),
                d.installed(),
                d.capacity(),
                d.free(),
                d.databaseId(),
                d.pciId(),
                d.bandwidthGbps(),
                d.architecture(),
                Optional.of(architecture));
        Machine machine = new Machine(
                m.id(), os, m.arch(), m.enclosure(), m.cpu(), m.pools(), List.of(other), m.warnings(), m.excluded());
        return OllamaRules.visible(machine).devices().size();
    }

    @Test
    void aWishBeyondTheTierIsASettingAndWhatFitsByItselfNeedsNone() {
        Random random = new Random(11);
        int set = 0;
        for (int i = 0; i < 200; i++) {
            SmallModel model = SmallModel.random(random, 20);
            Machine machine = SmallMachine.random(random);
            Candidate first = first(machine, model);
            if (first.verdict() != Verdict.NO_FIT) {
                OllamaOutlook outlook = first.outlook().orElseThrow();
                assertTrue(outlook.nGpuLayers() <= outlook.layers(), "case " + i);
                assertFalse(machine.devices().isEmpty() && outlook.nGpuLayers() > 0, "case " + i);
                boolean shorter = outlook.nCtx() < first.options().nCtx();
                boolean told = outlook.settings()
                        .contains("OLLAMA_CONTEXT_LENGTH=" + first.options().nCtx());
                assertTrue(!shorter || told, "case " + i + ": " + outlook);
                set += told ? 1 : 0;
            }
        }
        assertTrue(set > 20, set + " cases");
    }

    /** The search along a line finds what counting finds. */
    @Test
    void theLayersAreTheMostThatFit() {
        Random random = new Random(12);
        int partial = 0;
        int experts = 0;
        for (int i = 0; i < 150; i++) {
            SmallModel model = SmallModel.random(random, 30);
            Machine machine =
                    SmallMachine.discrete(Bytes.ofGib(32), List.of(Bytes.ofGib(1.1 + random.nextDouble() * 3)));
            Candidate first = first(machine, model);
            OllamaOutlook outlook = first.outlook().orElseThrow();
            LaunchOptions options = LaunchOptions.defaults()
                    .withNCtx(outlook.nCtx())
                    .withNBatch(outlook.nUbatch())
                    .withNUbatch(outlook.nUbatch())
                    .withNOutputsMax(1)
                    .withNCpuMoe(outlook.cpuMoe());
            int layers = outlook.nGpuLayers();
            assertTrue(layers == 0 || fits(machine, model, first, options.withNGpuLayers(layers)), "case " + i);
            if (outlook.cpuMoe() > 0 && layers == outlook.layers()) {
                LaunchOptions more = options.withNGpuLayers(layers).withNCpuMoe(outlook.cpuMoe() - 1);
                assertFalse(fits(machine, model, first, more), "case " + i + ": " + outlook);
                experts++;
            } else if (layers < outlook.layers()) {
                assertFalse(
                        fits(machine, model, first, options.withNGpuLayers(layers + 1)), "case " + i + ": " + outlook);
                partial++;
            }
        }
        assertTrue(partial > 10 && experts > 10, partial + " partial, " + experts + " with experts in RAM");
    }

    private static boolean fits(Machine machine, SmallModel model, Candidate c, LaunchOptions options) {
        Budgets budgets = Budgets.of(machine, Budgets.DEFAULT_MARGIN);
        return budgets.devicesFit(
                ENGINES.memory().estimate(model.model(c.fileType()), budgets.memory(), options, EngineBuild.NEWEST));
    }

    private static Candidate first(Machine machine, SmallModel model) {
        return new Recommender(machine, RuleBook.bundled(), ENGINES)
                .forModel(model, Request.chat().withTop(1))
                .candidates()
                .getFirst();
    }
}
