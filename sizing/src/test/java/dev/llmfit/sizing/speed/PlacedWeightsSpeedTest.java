package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Speed knows where the memory model put each weight, whatever flag put it there. */
class PlacedWeightsSpeedTest {
    private static final GraphEstimator ESTIMATOR = new GraphEstimator();
    private static final SpeedModel SPEEDS = SpeedModel.bundled();
    private static final Bytes MEMORY = Bytes.ofGib(1000);
    private static final SpeedHost HOST = new SpeedHost(Optional.of(80e9), 16, Set.of("avx2"), "x86_64");
    private static final LaunchOptions ON_DEVICES =
            LaunchOptions.defaults().withNCtx(4096).withNGpuLayers(99).withNOutputsMax(1);

    private static Model model(String id) {
        return Catalogue.bundled().find(id).map(CatalogueEntry::model).orElseThrow();
    }

    private static Estimate sized(Model model, LaunchOptions options) {
        return ESTIMATOR.estimate(
                model,
                List.of(
                        new DeviceMemory("CUDA0", Backend.CUDA, MEMORY, MEMORY),
                        new DeviceMemory("CUDA1", Backend.CUDA, MEMORY, MEMORY)),
                options,
                EngineBuild.NEWEST);
    }

    private static SpeedRequest request(Model model, LaunchOptions options) {
        SpeedDevice card = HardwareDatabase.bundled()
                .byId("geforce-rtx-3090-24g")
                .flatMap(e -> SpeedDevice.of(e, Backend.CUDA))
                .orElseThrow();
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        return new LaunchSpeed(List.of(card, card), HOST).request(work, options, sized(model, options), 512, 128, 0);
    }

    private static SpeedEstimate speed(Model model, LaunchOptions options) {
        return SPEEDS.predict(request(model, options));
    }

    private static LaunchOptions moving(String... patterns) {
        return ON_DEVICES.withOverrideTensor(List.of(patterns));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen3-30b-a3b", "gpt-oss-20b", "mixtral-8x7b", "deepseek-v2-lite", "qwen3.5-35b-a3b"})
    void theSameBytesInTheSamePlaceHaveTheSameSpeed(String id) {
        Model model = model(id);
        int layers = HyperParameters.of(model).nLayer();
        for (int n : new int[] {1, 5, layers / 2, layers}) {
            String first = IntStream.range(0, n).mapToObj(Integer::toString).collect(Collectors.joining("|"));
            LaunchOptions counted = ON_DEVICES.withNCpuMoe(n);
            LaunchOptions named = moving("blk\\.(" + first + ")\\.ffn_(up|down|gate|gate_up)_exps=CPU");
            assertEquals(sized(model, counted).moved(), sized(model, named).moved(), id + " " + n);
            assertEquals(speed(model, counted), speed(model, named), id + " " + n);
            ModelWork work = request(model, counted).work();
            SpeedRequest sized = request(model, counted);
            SpeedRequest searched = new SpeedRequest(
                    work,
                    counted,
                    sized.layerDevice(),
                    sized.flashAttn(),
                    sized.devices(),
                    sized.host(),
                    512,
                    128,
                    0,
                    1);
            assertEquals(SPEEDS.predict(sized), SPEEDS.predict(searched), id + " " + n);
        }
        assertEquals(
                speed(model, ON_DEVICES.withNCpuMoe(Integer.MAX_VALUE)),
                speed(model, moving("\\.ffn_(up|down|gate|gate_up)_exps=CPU")));
        assertEquals(speed(model, moving("up_exps=CPU,down_exps=CPU")), speed(model, moving("(up|down)_exps=CPU")));
        SpeedEstimate unmoved = speed(model, moving("no_such_tensor=CPU"));
        assertEquals(speed(model, ON_DEVICES).tg(), unmoved.tg());
        // any pattern keeps llama.cpp from overlapping ubatches on two cards
        assertTrue(unmoved.pp().mid() <= speed(model, ON_DEVICES).pp().mid(), id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "exps=CPU",
                "blk\\.[0-9]\\.ffn_up_exps=CPU",
                "attn_(q|k|v)=CPU",
                "ffn_(up|down|gate)\\.weight=CPU",
                "blk\\.(1|3|5)\\.=CPU",
                "^output\\.weight=CPU",
                "blk\\.1\\..*=CUDA1,attn=CPU",
                "exps=CUDA1",
                ".*=CPU"
            })
    void whatTheSpeedModelReadsLiesWhereTheMemoryModelPutIt(String patterns) {
        for (String id : List.of("qwen3-30b-a3b", "llama3.1-8b", "qwen3.5-9b", "gemma3-4b", "deepseek-v2-lite")) {
            Model model = model(id);
            LaunchOptions options = moving(patterns);
            SpeedRequest before = request(model, ON_DEVICES);
            SpeedRequest after = request(model, options);
            double[] read = {read(after, 0) - read(before, 0), read(after, 1) - read(before, 1), 0};
            Estimate plain = sized(model, ON_DEVICES);
            Estimate placed = sized(model, options);
            for (int d = 0; d < 2; d++) {
                long kept = placed.devices().get(d).weights().count()
                        - plain.devices().get(d).weights().count();
                // what tables of factors, norms of the end and padding take
                assertEquals((double) kept, read[d], 2 << 20, id + " " + patterns + " on device " + d);
            }
            assertEquals(total(before), total(after), 1, id + " " + patterns);
        }
    }

    private static double read(SpeedRequest request, int device) {
        double sum = 0;
        for (int il = 0; il < request.work().layers().size(); il++) {
            LayerWork layer = request.placed().layers().get(il);
            if (request.deviceOf(il).orElse(-1) == device) {
                sum += layer.denseBytes().sum() + layer.expertBytes().sum();
            }
            for (MovedWork part : request.placed().moved().get(il)) {
                sum += part.device().orElse(-1) == device
                        ? part.denseBytes().sum() + part.expertBytes().sum()
                        : 0;
            }
        }
        boolean head = request.deviceOf(request.work().layers().size()).orElse(-1) == device;
        return sum + (head ? request.work().headBytes().sum() : 0);
    }

    private static double total(SpeedRequest request) {
        return read(request, -1) + read(request, 0) + read(request, 1);
    }

    @Test
    void whatGoesToTheProcessorMakesTokensSlower() {
        for (String id : List.of("qwen3-30b-a3b", "llama3.1-8b", "qwen3.5-9b")) {
            Model model = model(id);
            double all = speed(model, ON_DEVICES).tg().mid();
            double attention = speed(model, moving("attn=CPU")).tg().mid();
            double both = speed(model, moving("attn=CPU", "ffn=CPU")).tg().mid();
            double output = speed(model, moving("^output\\.weight=CPU,^token_embd\\.weight=CPU"))
                    .tg()
                    .mid();
            assertTrue(both < attention && attention < all, id + ": " + both + ", " + attention + ", " + all);
            assertTrue(output < all, id + ": " + output);
            assertTrue(speed(model, moving("attn=CPU")).pp().mid()
                    < speed(model, ON_DEVICES).pp().mid());
        }
    }

    @Test
    void matricesOnTheOtherCardCostTheWayThere() {
        Model model = model("qwen3-30b-a3b");
        double plain = speed(model, ON_DEVICES).tg().mid();
        double across = speed(model, moving("exps=CUDA1")).tg().mid();
        double host = speed(model, moving("exps=CPU")).tg().mid();
        assertTrue(host < across && across < plain, host + ", " + across + ", " + plain);
    }
}
