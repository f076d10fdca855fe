package dev.llmfit.sizing.vllm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.vllm.VllmLaunch.Batch;
import dev.llmfit.sizing.vllm.VllmLaunch.Cache;
import dev.llmfit.sizing.vllm.VllmLaunch.Drafts;
import dev.llmfit.sizing.vllm.VllmLaunch.Memory;
import dev.llmfit.sizing.vllm.VllmLaunch.Split;
import dev.llmfit.sizing.vllm.VllmLaunch.Weights;
import dev.llmfit.sizing.vllm.speed.StepWork;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table that prices are fitted to has the work that the product counts. */
class VllmWorkTest {
    private static final VllmGpu GPU = new VllmGpu("H100", 8, 80L << 30, 9, 0, true, false);

    static Stream<String> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(StepWork.class.getResourceAsStream("kernel-tables.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> l.contains(",1@1024,"));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isThatOfTheTable(String row) {
        List<String> f = List.of(row.split(",", -1));
        EngineModel model = EngineModel.of(Catalogue.bundled().byId(f.get(1)).orElseThrow());
        VllmLaunch launch = new VllmLaunch(
                VllmRelease.NEWEST,
                GPU,
                new Split(Integer.parseInt(f.get(3)), 1, 1, 1, false),
                8192,
                new Batch(8192, 64),
                new Cache(VllmCacheType.AUTO, true, true, 0, 0),
                new Weights(VllmQuantization.byId(f.get(4)).orElseThrow(), false, true),
                new Memory(0.92, OptionalLong.empty(), OptionalLong.empty(), false),
                Drafts.NONE);
        StepWork work = VllmWork.of(model, launch);
        assertEquals(number(f.get(5)), (double) work.denseBytes(), 0.001 * number(f.get(5)), "dense bytes");
        assertEquals(number(f.get(6)), (double) work.experts().bytes(), 0.001 * number(f.get(6)), "bytes of experts");
        assertEquals(number(f.get(9)), (double) work.weights(), 0.001 * number(f.get(9)), "weights");
        assertEquals(number(f.get(10)), work.layers(), "layers");
        assertEquals(number(f.get(11)), work.experts().layers(), "layers with experts");
        assertEquals(Boolean.parseBoolean(f.get(12)), work.latent(), "latent");
        assertEquals(number(f.get(14)), (double) work.cache().fullBytes(), "cache");
        assertEquals(number(f.get(15)), (double) work.cache().windowBytes(), "cache of windows");
        assertEquals(number(f.get(16)), (double) work.cache().fullWidth(), "width of attention");
        assertEquals(f.get(4).startsWith("fp8"), work.eightBit(), "8 bits");
    }

    private static double number(String digits) {
        return Double.parseDouble(digits);
    }
}
