package dev.llmfit.recommend.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.AnyMachine;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.plan.GraphEstimator;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTypeFitTest {
    private static final GraphEstimator ESTIMATOR = new GraphEstimator();
    private static final Model MODEL = Quantizer.quantize(
            Catalogue.bundled().find("llama3.2-1b").orElseThrow().model(),
            FileType.byName("Q4_K_M").orElseThrow());
    private static final LaunchOptions OPTIONS = LaunchOptions.defaults().withNOutputsMax(1);
    private static final int LAYERS = 17;

    private static Machine machine(double ram, double vram) {
        Machine cpu = AnyMachine.cpu(ram, 50);
        return vram == 0 ? cpu : AnyMachine.withCard(cpu, Backend.CUDA, vram, 500);
    }

    private static boolean fits(Budgets budgets, int layers, int ctx) {
        return budgets.fits(ESTIMATOR.estimate(
                MODEL, budgets.memory(), OPTIONS.withNGpuLayers(layers).withNCtx(ctx), EngineBuild.NEWEST));
    }

    /** The most layers and the largest context are those that fit while one more does not. */
    @ParameterizedTest
    @CsvSource({"32, 24", "32, 3", "32, 2.3", "32, 1.7", "32, 1.05", "4, 0", "2.2, 0", "1.1, 8"})
    void oneMoreWouldNotFit(double ram, double vram) {
        Budgets budgets = Budgets.of(machine(ram, vram), Budgets.DEFAULT_MARGIN);
        FileTypeFit fit = FileTypeFit.of(MODEL, budgets, ESTIMATOR);
        int most = vram == 0 ? 0 : LAYERS;
        assertEquals(LAYERS, fit.layers());
        if (fit.nGpuLayers().isPresent()) {
            int layers = fit.nGpuLayers().getAsInt();
            assertTrue(fits(budgets, layers, FileTypeFit.CONTEXT), layers + " layers");
            assertTrue(layers == most || !fits(budgets, layers + 1, FileTypeFit.CONTEXT), layers + " and one more");
        } else {
            assertFalse(fits(budgets, 0, FileTypeFit.CONTEXT));
        }
        if (fit.largestContext().isPresent()) {
            int ctx = fit.largestContext().getAsInt();
            assertEquals(0, ctx % 256);
            assertTrue(fits(budgets, most, ctx), ctx + " tokens");
            assertTrue(ctx == 131072 || !fits(budgets, most, ctx + 256), ctx + " tokens and 256 more");
        } else {
            assertFalse(fits(budgets, most, 256));
        }
    }

    @Test
    void aLargeCardHoldsAllOfIt() {
        FileTypeFit fit = FileTypeFit.of(MODEL, Budgets.of(machine(32, 24), Budgets.DEFAULT_MARGIN), ESTIMATOR);
        assertEquals(new FileTypeFit(OptionalInt.of(LAYERS), LAYERS, OptionalInt.of(131072)), fit);
    }

    @Test
    void withoutAGpuNoLayerIsOffloadedAndTheContextIsThatOfRam() {
        FileTypeFit fit = FileTypeFit.of(MODEL, Budgets.of(machine(32, 0), Budgets.DEFAULT_MARGIN), ESTIMATOR);
        assertEquals(new FileTypeFit(OptionalInt.of(0), LAYERS, OptionalInt.of(131072)), fit);
    }

    @Test
    void nothingFitsWhereNothingIsFree() {
        FileTypeFit fit = FileTypeFit.of(MODEL, Budgets.of(machine(0.9, 0), Budgets.DEFAULT_MARGIN), ESTIMATOR);
        assertEquals(new FileTypeFit(OptionalInt.empty(), LAYERS, OptionalInt.empty()), fit);
    }

    @Test
    void refusesNegativeNumbers() {
        assertThrows(
                IllegalArgumentException.class, () -> new FileTypeFit(OptionalInt.of(-1), LAYERS, OptionalInt.empty()));
        assertThrows(
                IllegalArgumentException.class, () -> new FileTypeFit(OptionalInt.empty(), -1, OptionalInt.empty()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new FileTypeFit(OptionalInt.empty(), LAYERS, OptionalInt.of(-256)));
    }

    @Test
    void aSizerAsksOnceAndKnowsWhatIsRefused() {
        int[] asked = new int[1];
        Budgets budgets = Budgets.of(machine(32, 24), Budgets.DEFAULT_MARGIN);
        Sizer sizer = new Sizer(
                (model, devices, options, build) -> {
                    asked[0]++;
                    if (options.nCtx() == 1) {
                        throw new LaunchRefusedException("too short");
                    }
                    return ESTIMATOR.estimate(model, devices, options, build);
                },
                MODEL,
                budgets.memory(),
                EngineBuild.NEWEST);
        LaunchOptions options = OPTIONS.withNCtx(4096);
        assertSame(
                sizer.size(options).orElseThrow(),
                sizer.size(options.withNCtx(4096)).orElseThrow());
        assertEquals(Optional.empty(), sizer.size(options.withNCtx(1)));
        assertEquals(Optional.empty(), sizer.size(options.withNCtx(1)));
        assertEquals(2, asked[0]);
    }
}
