package dev.llmfit.engine.store;

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
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.ProcessorWork;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedEstimate.Basis;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.StoredNumber;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    private static final Machine CPU = machine("epyc-9554-12ch-cpu");
    private static final Machine GPU = machine("rtx4090-24g-64g");
    private static final Model MODEL = model("llama3.2:1b", FileType.Q4_K_M);
    private static final LaunchOptions DEFAULTS = LaunchOptions.defaults().withNCtx(4096);
    private static final double MEASURED = 175;

    private static final Instant TIME = Instant.parse("2026-11-25T03:00:00Z");

    /** As many small models as a calibration needs at least. */
    private static final List<Model> SMALL = Stream.of(FileType.Q4_K_M, FileType.Q8_0, FileType.F16)
            .map(type -> model("qwen3:0.6b", type))
            .toList();

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
        assertEquals(150, predict(old, CPU, MODEL, DEFAULTS, 0).tg().mid(), 1e-9);
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

    @Test
    void aCalibrationOfGpusScalesTheFormulaOfOtherModels() {
        SpeedEstimate formula = predict(GPU, MODEL, DEFAULTS, 0);
        // The formula had said twice the speed that was measured.
        JsonObject predicted = JsonObject.builder()
                .put("pp_tok_s", 20 * MEASURED)
                .put("tg_tok_s", 2 * MEASURED)
                .build();
        for (Model model : SMALL) {
            store.add(calibration(GPU, model, MEASURED).toBuilder()
                    .put("predicted", predicted)
                    .build());
        }
        SpeedEstimate calibrated = predict(GPU, MODEL, DEFAULTS, 0);
        assertEquals(Basis.CALIBRATED, calibrated.basis());
        assertEquals(formula.tg().mid() / 2, calibrated.tg().mid(), formula.tg().mid() * 1e-9);
        assertEquals(formula.pp().mid() / 2, calibrated.pp().mid(), formula.pp().mid() * 1e-9);
    }

    @Test
    void aCalibrationOfTheProcessorIsFoundFromItsWork() {
        List<Double> formulas = SMALL.stream()
                .map(small -> predict(CPU, small, DEFAULTS, 0).tg().mid())
                .toList();
        for (int i = 0; i < SMALL.size(); i++) {
            assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis(), i + " are too few");
            store.add(calibration(CPU, SMALL.get(i), formulas.get(i) / 2));
        }
        SpeedEstimate calibrated = predict(CPU, MODEL, DEFAULTS, 0);
        assertEquals(Basis.CALIBRATED, calibrated.basis());
        double formula =
                predict(SpeedModel.bundled(), CPU, MODEL, DEFAULTS, 0).tg().mid();
        assertEquals(0.5, calibrated.tg().mid() / formula, 0.05);
        assertEquals(Optional.of(new StoredNumber("calibration", TIME)), calibrated.from());
    }

    @Test
    void aCalibrationWithOtherThreadsSaysNothing() {
        Model small = model("qwen3:0.6b", FileType.Q4_K_M);
        store.add(StoredMeasurement.calibration(
                measured(CPU, small, DEFAULTS, OptionalInt.of(1), false), GgmlType.Q4_K, work(small)));
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
    }

    private static JsonObject calibration(Machine machine, Model small, double speed) {
        return StoredMeasurement.calibration(
                measured(machine, small, DEFAULTS, OptionalInt.empty(), false, 11434, speed),
                GgmlType.Q4_K,
                work(small));
    }

    private static ProcessorWork work(Model model) {
        return ProcessorWork.of(ModelWork.of(model, HyperParameters.of(model)));
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
        return predict(source(), machine, model, options, depth);
    }

    private EvidenceSource source() {
        return EvidenceSource.of(store, OptionalInt.empty());
    }

    private static SpeedEstimate predict(
            EvidenceSource source, Machine machine, Model model, LaunchOptions options, int depth) {
        return predict(SpeedModel.bundled().withEvidence(source.of(machine, model)), machine, model, options, depth);
    }

    private static SpeedEstimate predict(
            SpeedModel speeds, Machine machine, Model model, LaunchOptions options, int depth) {
        List<DeviceMemory> devices = machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
        Estimate estimate = new GraphEstimator().estimate(model, devices, options, EngineBuild.NEWEST);
        return LaunchSpeed.of(machine, Optional.empty())
                .orElseThrow()
                .predict(speeds, ModelWork.of(model, HyperParameters.of(model)), options, estimate, 512, 128, depth);
    }

    private static JsonObject measured(
            Machine machine, Model model, LaunchOptions options, OptionalInt threads, boolean lowerBound) {
        return measured(machine, model, options, threads, lowerBound, 11434, MEASURED);
    }

    private static JsonObject measured(
            Machine machine,
            Model model,
            LaunchOptions options,
            OptionalInt threads,
            boolean lowerBound,
            int build,
            double speed) {
        EngineDescription engine = new EngineDescription(
                "llama.cpp", "0.6.0", OptionalInt.of(build), List.of("CPU"), List.of(), lowerBound);
        BenchResult result = new BenchResult(
                engine,
                List.of(reading(Workload.Phase.PP, 512, 10 * speed), reading(Workload.Phase.TG, 128, speed)),
                List.of());
        return StoredMeasurement.document(
                TIME,
                HardwareFingerprint.of(machine),
                ModelIdentity.of(model),
                true,
                new Launch(options, threads, List.of()),
                new MachineLoad(0, 8),
                result);
    }

    private static SpeedReading reading(Workload.Phase phase, int tokens, double speed) {
        return new SpeedReading(
                new Workload(phase, tokens, 0),
                new SampleSummary(List.of(speed, speed, speed)),
                SpeedReading.Clock.ENGINE);
    }

    private static Machine machine(String id) {
        return MachineResolver.bundled(() -> {
                    throw new IllegalStateException("the machine is named");
                })
                .resolve(HardwareSelector.named(id));
    }

    private static Model model(String name, FileType type) {
        try {
            return ModelResolver.of(Environment.ofProcess(), false)
                    .resolve(name)
                    .in(type)
                    .model();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
