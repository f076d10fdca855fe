package dev.llmfit.cli;

import static dev.llmfit.cli.ChangedMachines.both;
import static dev.llmfit.cli.ChangedMachines.free;
import static dev.llmfit.cli.ChangedMachines.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.purchase.PurchaseWish;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions that other tools answer wrongly; docs/peers.md lists them. */
class PeerFailuresTest {
    private static Machine machine(String vram, String ram) {
        return MachineResolver.bundled(() -> ThisMachine.read(Environment.ofProcess()))
                .resolve(HardwareSelector.parse(
                        Optional.empty(), Optional.of(vram), Optional.of(ram), Optional.of(1), Optional.of("700GB/s")));
    }

    private static Candidate first(Machine machine, String model, Request request) {
        Recommendation answer = new Recommender(
                        machine, RuleBook.bundled(), CommandRun.bench().estimators())
                .forModel(Offers.find(CommandRun.bench(), model).offer(), request);
        return answer.candidates().getFirst();
    }

    private static long used(Candidate c) {
        long sum = c.host().buffers().total().count();
        for (DeviceUse use : c.memory()) {
            sum += use.buffers().total().count();
        }
        return sum;
    }

    @Test
    void memoryOfAMixtureHoldsItsFileAndGrowsWithTheContext() {
        long before = 0;
        for (int ctx : new int[] {2048, 32768, 40960}) {
            Candidate c = first(
                    machine("80GiB", "64GiB"),
                    "qwen3:30b",
                    Request.chat().withCtx(ctx).withFileType("Q8_0"));
            assertTrue(used(c) > before, "context " + ctx);
            assertTrue(used(c) >= c.fileBytes().count() * 0.99, "context " + ctx);
            before = used(c);
        }
    }

    @Test
    void moreVramNeverGivesSlowerAndPoorerAnswers() {
        Candidate before = first(machine("4GiB", "64GiB"), "qwen3:30b", Request.chat());
        for (String vram : new String[] {"8GiB", "12GiB", "16GiB", "24GiB"}) {
            Candidate now = first(machine(vram, "64GiB"), "qwen3:30b", Request.chat());
            boolean slower = now.speed().tg().mid() < before.speed().tg().mid();
            boolean poorer = now.quality().doublingsLost() > before.quality().doublingsLost();
            assertTrue(!slower || !poorer, vram);
            before = now;
        }
    }

    @Test
    void moreVramTakesMoreLayersOfTheSameFile() {
        int before = -1;
        for (String vram : new String[] {"4GiB", "8GiB", "12GiB"}) {
            Candidate c = first(
                    machine(vram, "32GiB"),
                    "qwen3:32b",
                    Request.chat().withCtx(8192).withFileType("Q4_K_M"));
            assertTrue(
                    c.options().nGpuLayers() > before, vram + ": " + c.options().nGpuLayers());
            before = c.options().nGpuLayers();
        }
    }

    /** T1: the peer states 15.6 GB for a file of 32 GB, whatever the context. */
    @Test
    void everyContextOfAMixtureTakesMore() {
        Model model = Offers.find(CommandRun.bench(), "qwen3:30b-a3b").offer().model("Q8_0");
        long before = model.tensorBytes();
        for (int ctx : new int[] {2048, 32768, 131072}) {
            long now = total(model, options(ctx));
            assertTrue(now > before, "context " + ctx);
            before = now;
        }
        // 48 layers of 4 heads of 128, K and V, F16: 96 KiB a token.
        assertEquals(
                131072L * 48 * 4 * 128 * 2 * 2,
                estimate(model, options(131072)).devices().getFirst().context().count());
    }

    /** T3: Qwen3-32B, 20 GB of RAM, 4, 8 and 12 GB of VRAM: the peer answers three times the same. */
    @Test
    void littleRamAndMoreVramGiveMoreLayersOrABetterFile() {
        Candidate before = first(machine("4GiB", "20GiB"), "qwen3:32b", Request.chat());
        for (String vram : new String[] {"8GiB", "12GiB"}) {
            Candidate now = first(machine(vram, "20GiB"), "qwen3:32b", Request.chat());
            boolean more = now.options().nGpuLayers() > before.options().nGpuLayers();
            boolean better = now.quality().doublingsLost() < before.quality().doublingsLost();
            assertTrue(more || better, vram);
            assertTrue(now.options().nGpuLayers() > 0, vram);
            before = now;
        }
    }

    /** T8: 24 GiB of which 4,000 MiB are free; the peer's info says fits, its plan says too tight. */
    @Test
    void oneVerdictFromWhatIsFree() {
        Machine busy = free(named("geforce-rtx-3090-24g"), Bytes.ofMib(4000));
        Model model = Offers.find(CommandRun.bench(), "llama3.1:8b").offer().model("Q8_0");
        Candidate c = first(busy, "llama3.1:8b", Request.chat().withFileType("Q8_0"));
        assertNotEquals(Verdict.FULL_GPU, c.verdict());
        assertTrue(c.memory().getFirst().buffers().total().compareTo(Bytes.ofMib(4000 - 1024)) <= 0);
        LaunchOptions all = c.options().withNGpuLayers(33);
        assertFalse(sizeFits(busy, model, all), "size says that all layers do not fit");
        assertTrue(sizeFits(busy, model, c.options()), "size says that the recommended launch fits");
        Candidate small = first(busy, "llama3.2:1b", Request.chat().withCtx(8192));
        assertEquals(Verdict.FULL_GPU, small.verdict());
        PurchaseWish wish = new PurchaseWish(
                Offers.find(CommandRun.bench(), "llama3.2:1b").offer(),
                Request.chat().withCtx(8192),
                100,
                RuleBook.bundled(),
                CommandRun.bench().estimators());
        Candidate planned = wish.kept(busy).orElseThrow();
        assertEquals(small.options(), planned.options(), "plan says the same");
        assertEquals(small.fileType(), planned.fileType());
    }

    private static boolean sizeFits(Machine machine, Model model, LaunchOptions options) {
        Budgets budgets = Budgets.of(machine, Budgets.DEFAULT_MARGIN);
        Estimate estimate = new GraphEstimator().estimate(model, budgets.memory(), options, EngineBuild.NEWEST);
        return budgets.use(machine, estimate).holds();
    }

    /** T9: a 5090 and a 5080 are no card of 48 GB. */
    @Test
    void unlikeCardsArePlannedOneByOne() {
        Machine two = both(named("geforce-rtx-5090-32g"), named("geforce-rtx-5080-16g"));
        Candidate c = first(two, "qwen3:32b", Request.chat().withFileType("Q8_0"));
        assertEquals(Verdict.FULL_GPU, c.verdict());
        assertEquals(2, c.memory().size());
        for (DeviceUse use : c.memory()) {
            assertTrue(use.fits(), use.toString());
            assertTrue(use.buffers().weights().count() > 0, "both cards hold layers");
            assertTrue(use.overhead().typical().count() > 0, "each card has its own driver");
        }
        assertTrue(
                c.memory()
                                .get(0)
                                .buffers()
                                .weights()
                                .compareTo(c.memory().get(1).buffers().weights())
                        > 0,
                "the larger card holds more");
        double pooled =
                first(named("geforce-rtx-5090-32g"), "qwen3:14b", Request.chat().withFileType("Q8_0"))
                                .speed()
                                .tg()
                                .mid()
                        / 2;
        assertTrue(c.speed().tg().mid() < pooled, "32 GB of weights on two cards, 14 on the faster one");
    }

    /** T10: types that the peer rejects; K and V apart. q8_0 takes 34 bytes for 32 values, q5_1 24. */
    @Test
    void allTypesOfFilesAndCachesAreSized() {
        ModelOffer offer = Offers.find(CommandRun.bench(), "llama3.1:8b").offer();
        for (String type : new String[] {"IQ4_XS", "Q4_K_S", "Q3_K_L", "IQ2_XXS", "Q5_0"}) {
            assertTrue(
                    total(offer.model(type), options(4096)) > offer.model(type).tensorBytes() * 0.9, type);
        }
        LaunchOptions split = options(8192).withTypeK(GgmlType.Q8_0).withTypeV(GgmlType.Q5_1);
        assertEquals(
                8192L * 32 * 1024 / 32 * (34 + 24),
                estimate(offer.model("Q4_K_M"), split)
                        .devices()
                        .getFirst()
                        .context()
                        .count());
    }

    /** T11: what the peer takes for detected values, or answers with success. */
    @ParameterizedTest
    @CsvSource({
        "2, recommend --vram abc",
        "2, recommend --ram 0G",
        "2, recommend --vram -3GiB",
        "2, size llama3.1:8b -ctk q9_9 --hardware rtx4090-24g-64g",
        "4, models zzzzqq",
        "4, size no-such-model:7b --offline",
        "2, recommend --model",
        "2, plan gemma2:9b --ctx 999999",
        "2, recommend --model gemma2:9b --ctx 999999 --hardware rtx4090-24g-64g"
    })
    void wrongInputEndsWithACodeAndASentence(int code, String command) {
        CommandRun run = CommandRun.of(command.split(" "));
        assertEquals(code, run.exit(), run.err());
        String told = run.err() + run.out();
        assertFalse(told.isBlank());
        assertFalse(told.contains("Exception"), told);
    }

    /** T11: a context beyond training is sized, with a warning. */
    @Test
    void aContextBeyondTrainingIsWarnedOf() {
        CommandRun run = CommandRun.of("size", "gemma2:9b", "-c", "16384", "--hardware", "rtx4090-24g-64g");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("trained for 8,192 tokens"), run.out());
        CommandRun json = CommandRun.of("size", "gemma2:9b", "-c", "16384", "--hardware", "rtx4090-24g-64g", "--json");
        assertTrue(json.out().contains("trained for 8,192 tokens"), json.out());
        CommandRun within = CommandRun.of("size", "gemma2:9b", "-c", "8192", "--hardware", "rtx4090-24g-64g");
        assertFalse(within.out().contains("trained for"), within.out());
    }

    /** T13: 78 of the peer's first 100 have no GGUF, and all are slower than 3 tok/s. */
    @ParameterizedTest
    @CsvSource({"8GiB", "12GiB", "24GiB"})
    void whatIsRecommendedCanBeHadAndIsFastEnough(String vram) {
        List<CatalogueOffer> offers = CatalogueOffer.published(Catalogue.bundled());
        Recommendation answer = new Recommender(
                        machine(vram, "64GiB"),
                        RuleBook.bundled(),
                        CommandRun.bench().estimators())
                .forMachine(offers, Request.chat().withTop(20));
        assertTrue(answer.candidates().size() >= 3, "few rows: what is much worse than the first is left out");
        for (Candidate c : answer.candidates()) {
            Listing listing = offers.stream()
                    .filter(o -> o.name().equals(c.model()))
                    .findFirst()
                    .orElseThrow()
                    .listing();
            assertTrue(listing.ggufRepo().isPresent() || listing.ollama().isPresent(), c.model());
            assertTrue(c.speed().tg().mid() >= 4, c.model() + " " + c.speed().tg());
            assertTrue(c.memory().stream().allMatch(DeviceUse::fits), c.model());
        }
    }

    /** T17: the peer leaves a web server running after a bare call. */
    @Test
    void nothingIsLeftRunning() {
        long before = ProcessHandle.current().descendants().count();
        CommandRun run = CommandRun.of();
        assertEquals(before, ProcessHandle.current().descendants().count(), run.out());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.isAlive() && t.getName().startsWith("HTTP-Dispatcher")));
    }

    /** W2, W4, W8, W14: Gemma 3 270M as llama-server and llama-fit-params of b11434 printed it. */
    @Test
    void gemmaTakesWhatLlamaServerPrinted() {
        Model model = Offers.find(CommandRun.bench(), "gemma3:270m").offer().model("Q4_K_M");
        BufferSizes server = estimate(model, options(4096)).devices().getFirst();
        assertEquals(27.00, server.context().mib(), 0.005, "window layers hold 512 + 512 cells");
        assertEquals(22.02, server.compute().mib(), 0.005, "llama-server computes one row of logits a slot");
        LaunchOptions library = options(4096).withNOutputsMax(0);
        assertEquals(
                522.03,
                estimate(model, library).devices().getFirst().compute().mib(),
                0.005,
                "programs of the library compute a row for each token of the batch");
        LaunchOptions automatic =
                options(4096).withNParallel(4).withNOutputsMax(4).withKvUnified(true);
        assertEquals(
                49.50, estimate(model, automatic).devices().getFirst().context().mib(), 0.005, "four slots");
        assertEquals(
                111.00,
                estimate(model, options(32768)).devices().getFirst().context().mib(),
                0.005,
                "32,768 cells in 3 of 18 layers");
    }

    /** W13: 28 layers of 8 heads of 128, K and V in F16; a formula from the number of parameters says 67 MiB. */
    @Test
    void theCacheFollowsTheHeads() {
        Model model = Offers.find(CommandRun.bench(), "qwen3:0.6b").offer().model("Q8_0");
        assertEquals(
                3584.0,
                estimate(model, options(32768)).devices().getFirst().context().mib());
    }

    /**
     * W6: what llama-server's fit loads where llama-fit-params, which counts 512 rows of logits, leaves all in RAM. It loaded 12 into
     * 250 MiB, the last of them in part.
     */
    @ParameterizedTest
    @CsvSource({"600, 19", "400, 19", "300, 19", "250, 11"})
    void asManyLayersAsTheServerLoads(int budgetMib, int layers) {
        Model model = Offers.find(CommandRun.bench(), "gemma3:270m").offer().model("Q4_K_M");
        int most = 0;
        for (int n = 1; n <= 19; n++) {
            BufferSizes b =
                    estimate(model, options(4096).withNGpuLayers(n)).devices().getFirst();
            most = b.total().compareTo(Bytes.ofMib(budgetMib)) <= 0 ? n : most;
        }
        assertTrue(most >= layers, most + " of 19 fit into " + budgetMib + " MiB");
    }

    /** W5: the exit code says whether it fits. */
    @ParameterizedTest
    @CsvSource({"0, llama3.1:8b:Q4_K_M", "3, llama3.1:70b:Q4_K_M"})
    void anExitCodeSaysWhetherItFits(int code, String model) {
        assertEquals(
                code,
                CommandRun.of("size", model, "-c", "4096", "--hardware", "geforce-rtx-3060-12g", "--json")
                        .exit());
    }

    private static LaunchOptions options(int ctx) {
        return LaunchOptions.defaults().withNCtx(ctx).withNOutputsMax(1);
    }

    /** One device as the public ground truth has it: an RPC server stands for a GPU. */
    private static Estimate estimate(Model model, LaunchOptions options) {
        DeviceMemory device = new DeviceMemory("RPC0", Backend.REFERENCE, Bytes.ofGib(80), Bytes.ofGib(80));
        return new GraphEstimator().estimate(model, List.of(device), options, new EngineBuild(11_434));
    }

    private static long total(Model model, LaunchOptions options) {
        Estimate e = estimate(model, options);
        return e.devices().getFirst().total().count() + e.host().total().count();
    }

    @Test
    void theSameQuestionHasTheSameSpeed() {
        Machine machine = machine("8GiB", "64GiB");
        Candidate once = first(machine, "qwen3:30b", Request.chat());
        Candidate again = first(machine, "qwen3:30b", Request.chat());
        assertEquals(once.speed(), again.speed());
        assertEquals(once.options(), again.options());
    }
}
