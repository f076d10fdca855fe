package dev.llmfit.engine.store;

import static dev.llmfit.engine.store.StoredLines.CPU;
import static dev.llmfit.engine.store.StoredLines.DEFAULTS;
import static dev.llmfit.engine.store.StoredLines.GPU;
import static dev.llmfit.engine.store.StoredLines.MEASURED;
import static dev.llmfit.engine.store.StoredLines.MODEL;
import static dev.llmfit.engine.store.StoredLines.TIME;
import static dev.llmfit.engine.store.StoredLines.measured;
import static dev.llmfit.engine.store.StoredLines.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedEstimate.Basis;
import dev.llmfit.sizing.speed.StoredNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Measured here, then on the same hardware, then calibrated, then the formula. */
class StoredEvidenceTest {
    @TempDir
    private Path folder;

    private MeasurementStore store;

    @BeforeEach
    void emptyStore() {
        store = new MeasurementStore(folder.resolve("data"));
    }

    @Test
    void withoutMeasurementsTheFormulaAnswers() {
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
    }

    @Test
    void aMeasurementOfTheSameLaunchOutranksTheFormula() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        SpeedEstimate estimate = predict(CPU, MODEL, DEFAULTS, 0);
        assertEquals(Basis.MEASURED, estimate.basis());
        assertEquals(MEASURED, estimate.tg().mid(), 1e-9);
        assertEquals(10 * MEASURED, estimate.pp().mid(), 1e-9);
    }

    /** What older versions stored without looking: other work ran, samples of a bad moment, a speed that nothing has. */
    static List<Arguments> unreliable() {
        JsonObject measured = measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false);
        String busy =
                "other work ran on this machine before the start (load 5.1 on 2 processors); at rest it is faster";
        return List.of(
                Arguments.of(
                        "busy",
                        measured.toBuilder().replace("quiet", JsonBoolean.FALSE).build()),
                Arguments.of(
                        "noted as busy",
                        measured.toBuilder()
                                .replace("notes", new JsonArray(List.of(new JsonString(busy))))
                                .build()),
                Arguments.of("slow", measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false, 11434, 0.7)),
                Arguments.of("fast", measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false, 11434, 1e5)),
                Arguments.of("varied", varied()));
    }

    private static JsonObject varied() {
        BenchResult result = new BenchResult(
                new EngineDescription("llama.cpp", "b11434", OptionalInt.of(11434), List.of("CPU"), List.of(), false),
                List.of(new SpeedReading(
                        new Workload(Workload.Phase.TG, 128, 0),
                        new SampleSummary(List.of(100.0, 200.0)),
                        SpeedReading.Clock.ENGINE)),
                List.of());
        return StoredMeasurement.document(
                TIME,
                HardwareFingerprint.of(CPU),
                ModelIdentity.of(MODEL),
                true,
                Launch.of(DEFAULTS),
                new MachineLoad(0, 8),
                result);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreliable")
    void whatCannotBeReliedOnSaysNothing(String what, JsonObject line) {
        store.add(line);
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis(), what);
        assertEquals(1, store.rows().size());
    }

    @Test
    void aMeasurementIsDroppedByTheIdThatTheEstimateNames() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        store.add(measured(CPU, MODEL, DEFAULTS.withNUbatch(64), OptionalInt.empty(), false));
        StoredNumber from = predict(CPU, MODEL, DEFAULTS, 0).from().orElseThrow();
        assertEquals(TIME, from.time());
        List<StoredRow> dropped = store.drop(row -> row.id().equals(from.id()));
        assertEquals(List.of(from.id()), dropped.stream().map(StoredRow::id).toList());
        assertEquals(1, store.rows().size());
        assertTrue(store.drop(row -> row.id().equals(from.id())).isEmpty(), "nothing is left of it");
    }

    static List<Arguments> otherLaunches() {
        return List.of(
                Arguments.of("KV type", DEFAULTS.withTypeK(GgmlType.Q8_0), 0),
                Arguments.of("flash attention", DEFAULTS.withFlashAttn(FlashAttn.OFF), 0),
                Arguments.of("depth", DEFAULTS, 2048),
                Arguments.of("KV placement", DEFAULTS.withNoKvOffload(true), 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherLaunches")
    void aMeasurementOfAnotherLaunchDoesNot(String what, LaunchOptions wanted, int depth) {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        assertEquals(Basis.MODEL, predict(CPU, MODEL, wanted, depth).basis(), what);
    }

    @Test
    void otherThreadsAreAnotherLaunch() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.of(3), false));
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
    }

    @Test
    void threadsDoNotMatterWhereTheCpuTakesNoPart() {
        store.add(measured(GPU, MODEL, DEFAULTS, OptionalInt.of(3), false));
        assertEquals(Basis.MEASURED, predict(GPU, MODEL, DEFAULTS, 0).basis());
    }

    @Test
    void otherPlacementsAreOtherLaunches() {
        store.add(measured(GPU, MODEL, DEFAULTS.withNGpuLayers(5), OptionalInt.empty(), false));
        assertEquals(Basis.MODEL, predict(GPU, MODEL, DEFAULTS, 0).basis());
        assertEquals(
                Basis.MEASURED,
                predict(GPU, MODEL, DEFAULTS.withNGpuLayers(5), 0).basis());
    }

    @Test
    void anotherUbatchCountsForThePromptOnly() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        SpeedEstimate other = predict(CPU, MODEL, DEFAULTS.withNUbatch(64), 0);
        assertEquals(MEASURED, other.tg().mid(), 1e-9);
        assertTrue(Math.abs(other.pp().mid() - 10 * MEASURED) > 1, "pp is not the measured one");
    }

    @Test
    void anotherFileTypeIsAnotherModel() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        Model other = model("llama3.2:1b", FileType.Q8_0);
        assertEquals(Basis.MODEL, predict(CPU, other, DEFAULTS, 0).basis());
    }

    @Test
    void theNewestBuildAnswersUnlessOneIsNamed() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false, 9000, 150));
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false, 11434, 160));
        assertEquals(160, predict(CPU, MODEL, DEFAULTS, 0).tg().mid(), 1e-9);
        EvidenceSource old = EvidenceSource.of(store, OptionalInt.of(9000));
        assertEquals(150, StoredLines.predict(old, CPU, MODEL, DEFAULTS, 0).tg().mid(), 1e-9);
    }

    @Test
    void aLowerBoundIsNoEvidence() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), true));
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
    }

    @Test
    void measurementsOfAnotherMachineAreNotOurs() {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        assertEquals(Basis.MODEL, predict(GPU, MODEL, DEFAULTS, 0).basis());
    }

    @Test
    void theSameCardElsewhereCountsForWhatRunsOnItAlone() {
        // The same GPU in another computer, imported: another fingerprint, the same device id.
        JsonObject hardware = JsonObject.builder()
                .put("id", "0123456789abcdef")
                .put("device_ids", HardwareFingerprint.of(GPU).deviceIds())
                .build();
        store.add(measured(GPU, MODEL, DEFAULTS, OptionalInt.empty(), false).toBuilder()
                .replace("hardware", hardware)
                .put("imported", true)
                .build());
        assertEquals(Basis.MEASURED, predict(GPU, MODEL, DEFAULTS, 0).basis());
        assertEquals(
                Basis.MODEL, predict(GPU, MODEL, DEFAULTS.withNGpuLayers(5), 0).basis());
    }

    @Test
    void aMeasurementHereOutranksAnImportedOne() {
        store.add(measured(GPU, MODEL, DEFAULTS, OptionalInt.empty(), false, 11434, 250));
        store.add(measured(GPU, MODEL, DEFAULTS, OptionalInt.empty(), false, 11434, 270).toBuilder()
                .put("imported", true)
                .build());
        assertEquals(250, predict(GPU, MODEL, DEFAULTS, 0).tg().mid(), 1e-9);
    }

    static Stream<byte[]> damage() {
        return Stream.of(
                new byte[] {'{', '"'},
                new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1},
                new byte[] {'[', '1', ']', '\n'},
                "{\"schema\":\"llmfit/measurement/1\",\"hardware\":5}\n"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                new byte[5000]);
    }

    @ParameterizedTest
    @MethodSource("damage")
    void damageCostsItsOwnLineOnly(byte[] damage) throws IOException {
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        Files.write(store.path(), damage, StandardOpenOption.APPEND);
        assertEquals(Basis.MEASURED, predict(CPU, MODEL, DEFAULTS, 0).basis());
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false, 11434, 160));
        assertEquals(160, predict(CPU, MODEL, DEFAULTS, 0).tg().mid(), 1e-9);
        assertEquals(2, store.all().size());
    }

    @ParameterizedTest
    @MethodSource("damage")
    void evidenceSaysWhatOfTheStoreItDoesWithout(byte[] damage) throws IOException {
        String note = "1 of 2 stored results cannot be read (" + store.path() + ").";
        store.add(measured(CPU, MODEL, DEFAULTS, OptionalInt.empty(), false));
        assertEquals(List.of(), source().of(CPU, MODEL).notes());
        Files.write(store.path(), damage, StandardOpenOption.APPEND);
        assertEquals(List.of(note), source().of(CPU, MODEL).notes());
        assertEquals(List.of(note), source().of(GPU, MODEL).notes(), "also where nothing else is known");
        assertEquals(note, source().damage().orElseThrow().sentence());
    }

    @Test
    void aStoreThatCannotBeReadCountsAsEmptyAndSaysSo() throws IOException {
        Files.createDirectories(store.path());
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
        String note = source().of(CPU, MODEL).notes().getFirst();
        assertTrue(note.startsWith(store.path() + " cannot be read ("), note);
        assertTrue(note.endsWith("; its results are not used."), note);
    }

    private SpeedEstimate predict(Machine machine, Model model, LaunchOptions options, int depth) {
        return StoredLines.predict(source(), machine, model, options, depth);
    }

    private EvidenceSource source() {
        return EvidenceSource.of(store, OptionalInt.empty());
    }
}
