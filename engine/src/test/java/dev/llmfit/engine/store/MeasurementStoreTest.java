package dev.llmfit.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.SpeedParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementStoreTest {
    private static final HardwareFingerprint HARDWARE =
            new HardwareFingerprint("00112233aabbccdd", "AMD EPYC", 2, 24, List.of());
    private static final ModelIdentity MODEL =
            new ModelIdentity("ffeeddccbbaa0099", "smollm2:135m", "llama", 96_576_768L);

    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasMeasured() {
        MeasurementStore store = new MeasurementStore(folder.resolve("new"));
        store.add(document("2026-11-25T03:00:00Z", 42.5));
        store.add(document("2026-11-25T04:00:00Z", 43.5));
        List<StoredMeasurement> all = store.all();
        assertEquals(2, all.size());
        StoredMeasurement first = all.getFirst();
        assertEquals(HARDWARE.id(), first.hardwareId());
        assertEquals(MODEL.shape(), first.modelShape());
        assertEquals(11434, first.build().orElseThrow());
        assertEquals(List.of(42.5, 44.5), first.readings().getFirst().samples().samples());
        assertEquals(
                new Workload(Workload.Phase.TG, 128, 4096),
                first.readings().getFirst().workload());
    }

    @Test
    void survivesADamagedLine() throws Exception {
        MeasurementStore store = new MeasurementStore(folder);
        store.add(document("2026-11-25T03:00:00Z", 42.5));
        Files.writeString(store.path(), "{\"schema\":\"llmfit/measu", StandardOpenOption.APPEND);
        store.add(document("2026-11-25T04:00:00Z", 43.5));
        assertEquals(2, store.all().size());
        assertEquals(
                Optional.of(new StoreDamage.Lines(store.path(), 1, 3, "results")),
                store.measurements().damage());
    }

    @Test
    void takesAppendsFromManyThreads() throws Exception {
        int writers = 8;
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < writers; i++) {
            String time = "2026-11-25T03:00:0" + i + "Z";
            threads.add(Thread.ofPlatform().start(() -> appendRetrying(time)));
        }
        for (Thread t : threads) {
            t.join();
        }
        MeasurementStore store = new MeasurementStore(folder);
        assertEquals(writers, store.all().size());
        assertEquals(List.of(), store.damage());
    }

    private void appendRetrying(String time) {
        new MeasurementStore(folder).add(document(time, 40));
    }

    @Test
    void exportsAndImports() {
        MeasurementStore store = new MeasurementStore(folder.resolve("a"));
        store.add(document("2026-11-25T03:00:00Z", 42.5));
        Path file = folder.resolve("shared.jsonl");
        assertEquals(1, store.export(file));
        MeasurementStore other = new MeasurementStore(folder.resolve("b"));
        assertEquals(
                new MeasurementStore.Import(1, 0, List.of()), other.importLines(MeasurementStore.importText(file)));
        assertEquals(
                new MeasurementStore.Import(0, 1, List.of()),
                other.importLines(MeasurementStore.importText(file)),
                "nothing twice");
        StoredMeasurement there = other.all().getFirst();
        assertEquals(store.all().getFirst().readings(), there.readings());
        assertTrue(there.imported() && !store.all().getFirst().imported());
        Path again = folder.resolve("again.jsonl");
        assertEquals(1, other.export(again));
        assertEquals(
                new MeasurementStore.Import(0, 1, List.of()),
                store.importLines(MeasurementStore.importText(again)),
                "home again");
        MeasurementStore.share(folder.resolve("one.json"), List.of(document("2026-11-25T05:00:00Z", 44.5)));
        assertEquals(
                1,
                other.importLines(MeasurementStore.importText(folder.resolve("one.json")))
                        .added(),
                "a shared file is an export of one");
        assertThrows(
                IllegalArgumentException.class,
                () -> other.importLines(MeasurementStore.importText(folder.resolve("absent"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "schema":"llmfit/measurement/1"  | "schema":"other/1"              | its schema is 'other/1', not llmfit/measurement/1
            "schema":"llmfit/measurement/1"  | "schema":7                      | it names no schema
            "00112233aabbccdd"               | "/home/me"                      | it does not say on which hardware
            "ffeeddccbbaa0099"               | ""                              | it does not say which model
            "2026-11-25T03:00:00Z"           | "2999-01-01T00:00:00Z"          | it is from the future
            "2026-11-25T03:00:00Z"           | "yesterday"                     | its time, options or results are not those of a measurement
            [42.5,44.5]                      | [42.5,-1]                       | its time, options or results are not those of a measurement
            [42.5,44.5]                      | [1e12]                          | its tg128 @ d4096 cannot be true
            [42.5,44.5]                      | []                              | its time, options or results are not those of a measurement
            "tokens":128                     | "tokens":0                      | its time, options or results are not those of a measurement
            "smollm2:135m"                   | "\\u001b[2Jme"                  | it holds a name that is too long or has control characters
            "smollm2:135m"                   | [[[[[                           | it is no JSON
            """)
    void refusesWhatCannotBeTrue(String from, String to, String reason) throws Exception {
        MeasurementStore store = new MeasurementStore(folder.resolve("a"));
        store.add(document("2026-11-25T03:00:00Z", 42.5));
        store.add(document("2026-11-25T04:00:00Z", 43.5));
        Path file = folder.resolve("hostile.jsonl");
        store.export(file);
        List<String> lines = new java.util.ArrayList<>(Files.readAllLines(file));
        String spoiled = lines.getFirst().replace(from, to);
        assertTrue(!spoiled.equals(lines.getFirst()), "the case changes the line");
        lines.set(0, spoiled);
        Files.write(file, lines);
        MeasurementStore.Import done =
                new MeasurementStore(folder.resolve("b")).importLines(MeasurementStore.importText(file));
        assertEquals(List.of(new MeasurementStore.Refused(1, reason)), done.refused());
        assertEquals(1, done.added(), "the other line counts");
    }

    @Test
    void refusesDeepAndLongLines() throws Exception {
        Path file = folder.resolve("hostile.jsonl");
        Files.writeString(file, "[".repeat(100_000) + "\n{\"a\":\"" + "x".repeat(2 << 20) + "\"}\n\n\0\n");
        MeasurementStore.Import done =
                new MeasurementStore(folder.resolve("b")).importLines(MeasurementStore.importText(file));
        assertEquals(
                List.of(
                        new MeasurementStore.Refused(1, "it is no JSON"),
                        new MeasurementStore.Refused(2, "it is longer than a measurement can be"),
                        new MeasurementStore.Refused(4, "it is no JSON")),
                done.refused());
    }

    /** A line of the release that wrote the first stores; lines of today must be the same, and that one must be read. */
    private static final String FIRST_LINE = """
            {"schema":"llmfit/measurement/1","time":"2026-11-25T03:00:00Z",\
            "hardware":{"id":"00112233aabbccdd","cpu":"AMD EPYC","cores":2,"ram_gib":24,"gpus":[],"device_ids":[]},\
            "model":{"shape":"ffeeddccbbaa0099","name":"smollm2:135m","architecture":"llama",\
            "tensor_bytes":96576768,"phantom":true},\
            "engine":{"kind":"llama.cpp","version":"0.6.0","build":11434,"backends":["CPU"],"devices":[],\
            "lower_bound":false},\
            "options":{"n_gpu_layers":-1,"n_ctx":0,"n_batch":2048,"n_ubatch":512,"n_parallel":1,"kv_unified":false,\
            "flash_attn":"auto","type_k":"f16","type_v":"f16","tensor_split":[],"split_mode":"layer","n_cpu_moe":0,\
            "no_kv_offload":false,"op_offload":true},"quiet":true,\
            "results":[{"test":"tg128 @ d4096","phase":"tg","tokens":128,"depth":4096,"tok_s":43.0,"median":43.0,\
            "min":42.0,"max":44.0,"interval_95":0.29548837209302325,"repetitions":2,"clock":"engine",\
            "samples":[42.0,44.0]}],\
            "missing":[],"notes":[],\
            "calibration":true,\
            "formula":{"id":"1a","tests":{"tg128 @ d4096":{"place":"device","rest_s":0.001,"parts_s":{"k4":0.02}}}}}
            """;

    @Test
    void linesAreThoseOfOlderVersions() throws Exception {
        MeasurementStore store = new MeasurementStore(folder);
        SpeedParts parts = new SpeedParts(SpeedParts.Place.DEVICE, 0.001, Map.of("k4", 0.02));
        FormulaSaid said = new FormulaSaid("1a", Optional.empty(), Map.of("tg128 @ d4096", parts));
        JsonObject document = document("2026-11-25T03:00:00Z", 42);
        store.add(said.in(StoredMeasurement.calibration(document, new MachineLoad(0, 8))));
        assertEquals(FIRST_LINE, Files.readString(store.path()));
        StoredMeasurement read = store.all().getFirst();
        assertEquals(List.of(42.0, 44.0), read.readings().getFirst().samples().samples());
        assertTrue(read.calibration());
    }

    private static JsonObject document(String time, double speed) {
        EngineDescription engine =
                new EngineDescription("llama.cpp", "0.6.0", OptionalInt.of(11434), List.of("CPU"), List.of(), false);
        SpeedReading reading = new SpeedReading(
                new Workload(Workload.Phase.TG, 128, 4096),
                new SampleSummary(List.of(speed, speed + 2)),
                SpeedReading.Clock.ENGINE);
        return StoredMeasurement.document(
                Instant.parse(time),
                HARDWARE,
                MODEL,
                true,
                Launch.of(LaunchOptions.defaults()),
                new MachineLoad(0, 8),
                new BenchResult(engine, List.of(reading), List.of()));
    }
}
