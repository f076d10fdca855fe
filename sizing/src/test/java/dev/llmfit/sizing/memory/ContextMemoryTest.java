package dev.llmfit.sizing.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a context keeps, worked out by hand from published shapes: bytes of a cell times cells times layers. */
class ContextMemoryTest {
    private static final int CTX = 8192;
    private static final LaunchOptions OPTIONS = LaunchOptions.defaults().withNCtx(CTX);

    /** A context with the rules of the devices that it lies on. */
    private record Laid(HyperParameters hp, ContextMemory memory, List<BackendProfile> backends) {
        List<KeptMemory> uses() {
            return memory.uses(backends);
        }

        long bytes(int pool) {
            return memory.bytes()[pool];
        }
    }

    private static Laid lay(String model, LaunchOptions options, int devices) {
        HyperParameters hp =
                HyperParameters.of(Catalogue.bundled().byId(model).orElseThrow().model());
        List<DeviceMemory> gpus = IntStream.range(0, devices)
                .mapToObj(d -> new DeviceMemory("GPU" + d, Backend.REFERENCE, Bytes.ofGib(80), Bytes.ofGib(80)))
                .toList();
        EffectiveLaunch launch = new EffectiveLaunch(hp, options, devices, EngineBuild.NEWEST);
        List<BackendProfile> backends = new ArrayList<>();
        gpus.forEach(g -> backends.add(BackendProfile.of(g.backend(), EngineBuild.NEWEST)));
        backends.add(BackendProfile.of(Backend.CPU, EngineBuild.NEWEST));
        return new Laid(
                hp,
                new ContextMemory(hp, launch, LayerDevices.place(hp, launch, gpus), backends),
                List.copyOf(backends));
    }

    @ParameterizedTest
    @CsvSource({
        // model, kind, layers, cells, bytes of a cell and layer in F16
        "llama3.2-1b, full attention, 16, 8192, 2048", // 8 heads of 64, keys and values
        "gemma3-4b, full attention, 5, 8192, 4096", // every sixth of 34; 4 heads of 256
        "gemma3-4b, sliding window, 29, 1536, 4096", // a window of 1024 and the ubatch
        "deepseek-v2-lite, full attention, 27, 8192, 1152", // a latent row of 512 and 64 rotated, no values
        "qwen3-next-80b-a3b, full attention, 12, 8192, 2048", // every fourth of 48; 2 heads of 256
        "gemma3n-e4b, full attention, 4, 8192, 2048", // of the 20 layers with caches, every fifth
        "gemma3n-e4b, sliding window, 16, 1024, 2048",
    })
    void attentionKeepsARowForEachCell(String model, String kind, int layers, long cells, long bytesOfACell) {
        KeptMemory kept = lay(model, OPTIONS, 0).uses().stream()
                .filter(k -> k.kind().equals(kind))
                .findFirst()
                .orElseThrow();
        assertEquals(new KeptMemory(kind, layers, cells, layers * cells * bytesOfACell), kept);
    }

    @ParameterizedTest
    @CsvSource({
        // parallel, unified, swaFull: cells of a window, streams
        "1, false, false, 1536, 1",
        "4, false, false, 1536, 4",
        "4, true, false, 4608, 1", // four windows in one
        "1, false, true, 8192, 1",
    })
    void aWindowHoldsWhatItsSequencesSeeAndTheBatch(
            int parallel, boolean unified, boolean swaFull, long cells, int streams) {
        LaunchOptions options = OPTIONS.withNCtx(CTX * (unified ? 1 : parallel))
                .withNParallel(parallel)
                .withKvUnified(unified)
                .withSwaFull(swaFull);
        ContextMemory memory = lay("gemma3-4b", options, 0).memory();
        assertTrue(memory.hasWindow());
        assertEquals(cells, memory.window().cells());
        assertEquals(streams, memory.window().streams());
        assertEquals(CTX, memory.base().cells());
    }

    @Test
    void aWindowIsNeverLongerThanTheContext() {
        assertEquals(
                512,
                lay("gemma3-4b", OPTIONS.withNCtx(512), 0).memory().window().cells());
    }

    @Test
    void layersReadTheCacheOfTheirKind() {
        ContextMemory memory = lay("gemma3-4b", OPTIONS, 0).memory();
        assertSame(memory.window(), memory.cacheOf(0));
        assertSame(memory.base(), memory.cacheOf(5));
        assertThrows(IllegalStateException.class, () -> memory.base().keys(0));
        assertThrows(IllegalStateException.class, () -> memory.window().values(5));
        assertEquals(
                List.of(5, 11, 17, 23, 29),
                Arrays.stream(memory.base().layers()).boxed().toList());
        ContextMemory plain = lay("llama3.2-1b", OPTIONS, 0).memory();
        assertSame(plain.base(), plain.cacheOf(3));
    }

    /** Gemma 3n: the last 15 of 35 layers read the caches of layers 18 and 19. */
    @Test
    void layersWithoutACacheReadTheLastOneOfTheirKind() {
        ContextMemory memory = lay("gemma3n-e4b", OPTIONS, 0).memory();
        assertSame(memory.base().keys(19), memory.base().keys(24));
        assertSame(memory.base().values(19), memory.base().values(34));
        assertSame(memory.window().keys(18), memory.window().keys(20));
        assertSame(memory.window().values(18), memory.window().values(33));
        assertNotSame(memory.window().keys(17), memory.window().keys(18));
    }

    @Test
    void compressedKeysHaveNoValues() {
        ContextMemory memory = lay("deepseek-v2-lite", OPTIONS, 0).memory();
        assertEquals(576, memory.base().keys(0).ne0());
        assertNull(memory.base().valuesOrNull(0));
        assertThrows(IllegalStateException.class, () -> memory.base().values(0));
    }

    @Test
    void anIndexerKeepsKeysOfItsOwn() {
        Laid laid = lay("deepseek-v3.2", OPTIONS, 0);
        KeptMemory index = laid.uses().stream()
                .filter(k -> k.kind().equals("sparse-attention index"))
                .findFirst()
                .orElseThrow();
        assertEquals(laid.hp().nLayer(), index.layers());
        assertEquals(
                (long) laid.hp().nLayer() * CTX * laid.hp().requiredIndexer().head() * 2, index.bytes());
        assertEquals(
                laid.hp().requiredIndexer().head(),
                laid.memory().indexer().keys(0).ne0());
        assertNull(laid.memory().indexer().valuesOrNull(0));
        assertTrue(laid.memory().indexer().rotationK() >= 64, "always rotated");
        assertEquals(0, laid.memory().indexer().rotationV());
    }

    @ParameterizedTest
    @CsvSource({"mamba-130m, 24", "qwen3-next-80b-a3b, 36", "falcon-h1-0.5b, 36"})
    void statesAreOfSequencesNotOfTokens(String model, int layers) {
        Laid one = lay(model, OPTIONS, 0);
        Laid four = lay(model, OPTIONS.withNParallel(4).withNCtx(4 * CTX), 0);
        KeptMemory state = one.uses().getLast();
        assertEquals("recurrent state", state.kind());
        assertEquals(layers, state.layers());
        assertEquals(1, state.cells());
        Recurrence recurrence = one.hp().recurrence().orElseThrow();
        assertEquals(4L * layers * (recurrence.rollingState() + recurrence.state()), state.bytes(), "F32");
        assertEquals(4, four.uses().getLast().cells());
        assertEquals(4 * state.bytes(), four.uses().getLast().bytes());
        assertEquals(1, one.memory().state().rows());
        assertEquals(4, four.memory().state().rows());
    }

    @Test
    void eachKindOfLayerHasItsStore() {
        Laid laid = lay("qwen3-next-80b-a3b", OPTIONS, 0);
        Recurrence recurrence = laid.hp().recurrence().orElseThrow();
        assertEquals(recurrence.rollingState(), laid.memory().state().rolling(0).ne0());
        assertEquals(recurrence.state(), laid.memory().state().states(0).ne0());
        assertThrows(IllegalStateException.class, () -> laid.memory().state().rolling(3));
        assertThrows(IllegalStateException.class, () -> laid.memory().state().states(3));
        assertThrows(IllegalStateException.class, () -> laid.memory().base().keys(0));
        assertEquals(8192, laid.memory().base().keys(3).ne1());
    }

    @Test
    void whatIsNotThereIsNotAskedFor() {
        ContextMemory plain = lay("llama3.2-1b", OPTIONS, 0).memory();
        assertFalse(plain.hasWindow());
        assertThrows(IllegalStateException.class, plain::window);
        assertThrows(IllegalStateException.class, plain::indexer);
        assertThrows(IllegalStateException.class, plain::state);
        ContextMemory recurrent = lay("mamba-130m", OPTIONS, 0).memory();
        assertThrows(IllegalStateException.class, recurrent::base);
    }

    @Test
    void encodersKeepNothing() {
        Laid laid = lay("bge-small-en-v1.5", LaunchOptions.defaults().withNCtx(512), 1);
        assertEquals(0, LongStream.of(laid.memory().bytes()).sum());
        assertEquals(0, laid.uses().stream().mapToLong(KeptMemory::bytes).sum());
    }

    @Test
    void aCacheLiesWhereItsLayerDoes() {
        long all = 16L * CTX * 2048;
        Laid whole = lay("llama3.2-1b", OPTIONS, 1);
        assertEquals(List.of(all, 0L), List.of(whole.bytes(0), whole.bytes(1)));
        Laid half = lay("llama3.2-1b", OPTIONS.withNGpuLayers(9), 1); // eight layers and the output
        assertEquals(List.of(all / 2, all / 2), List.of(half.bytes(0), half.bytes(1)));
        Laid host = lay("llama3.2-1b", OPTIONS.withNoKvOffload(true), 1);
        assertEquals(List.of(0L, all), List.of(host.bytes(0), host.bytes(1)));
        whole.memory().bytes()[0] = 0;
        assertEquals(all, whole.bytes(0), "the numbers are handed out as copies");
    }

    @Test
    void aSharedCacheCountsOnce() {
        Laid laid = lay("gemma3n-e4b", OPTIONS, 1);
        assertEquals(4L * CTX * 2048 + 16L * 1024 * 2048, laid.bytes(0));
    }

    @ParameterizedTest
    @CsvSource({
        // model, type of keys and values: width of their rotations
        "llama3.2-1b, f16, 0, 0",
        "llama3.2-1b, q8_0, 64, 64", // heads of 64
        "llama3.1-8b, q8_0, 128, 64", // heads of 128: keys in the widest power of two that divides them
        "gemma3-4b, q4_0, 256, 64",
        "deepseek-v2-lite, q8_0, 0, 0",
    })
    void quantizedKeysAndValuesAreRotated(String model, String type, int keys, int values) {
        GgmlType t = GgmlType.byName(type).orElseThrow();
        AttentionCache cache =
                lay(model, OPTIONS.withTypeK(t).withTypeV(t), 0).memory().base();
        assertEquals(keys, cache.rotationK());
        assertEquals(values, cache.rotationV());
    }

    @Test
    void valuesAreTransposedWithoutFlashAttention() {
        LaunchOptions off = OPTIONS.withFlashAttn(LaunchOptions.FlashAttn.OFF);
        assertTrue(lay("llama3.2-1b", off, 0).memory().base().isTransposed());
        assertFalse(lay("llama3.2-1b", OPTIONS, 0).memory().base().isTransposed());
    }

    @ParameterizedTest
    @CsvSource({
        "llama3.2-1b, 16, 32768", // 16 layers of 2048 bytes
        "gemma3-4b, 5, 20480", // windows do not grow
        "deepseek-v2-lite, 27, 31104",
        "qwen3-next-80b-a3b, 12, 24576",
    })
    void aTokenAddsARowToEachLayerThatGrows(String model, int layers, long perToken) {
        HyperParameters hp =
                HyperParameters.of(Catalogue.bundled().byId(model).orElseThrow().model());
        assertEquals(
                new CacheGrowth(Bytes.of(perToken), layers), CacheGrowth.of(hp).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"mamba-130m", "bge-small-en-v1.5"})
    void aModelMayGrowNotAtAll(String model) {
        HyperParameters hp =
                HyperParameters.of(Catalogue.bundled().byId(model).orElseThrow().model());
        assertTrue(CacheGrowth.of(hp).isEmpty());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new KeptMemory("x", -1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new KeptMemory("x", 0, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new KeptMemory("x", 0, 0, -1));
    }
}
