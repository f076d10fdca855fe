package dev.llmfit.engine.store;

import static dev.llmfit.engine.store.StoredLines.CPU;
import static dev.llmfit.engine.store.StoredLines.DEFAULTS;
import static dev.llmfit.engine.store.StoredLines.GPU;
import static dev.llmfit.engine.store.StoredLines.MODEL;
import static dev.llmfit.engine.store.StoredLines.TIME;
import static dev.llmfit.engine.store.StoredLines.document;
import static dev.llmfit.engine.store.StoredLines.measured;
import static dev.llmfit.engine.store.StoredLines.model;
import static dev.llmfit.engine.store.StoredLines.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Workload;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedEstimate.Basis;
import dev.llmfit.sizing.speed.SpeedHost;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedParts;
import dev.llmfit.sizing.speed.SpeedRequest;
import dev.llmfit.sizing.speed.StoredNumber;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was measured of one model says something of others, as far as it can be relied on. */
class StoredCalibrationTest {
    @TempDir
    private Path folder;

    private MeasurementStore store;

    @BeforeEach
    void emptyStore() {
        store = new MeasurementStore(folder.resolve("data"));
    }

    private SpeedEstimate predict(Machine machine, Model model, LaunchOptions options, int depth) {
        return StoredLines.predict(EvidenceSource.of(store, OptionalInt.empty()), machine, model, options, depth);
    }

    static List<Arguments> machines() {
        return List.of(Arguments.of(GPU), Arguments.of(CPU));
    }

    /** Half of the formula's speed for one small model is half for others, whether it is a calibration or a model that was wanted. */
    @ParameterizedTest
    @MethodSource("machines")
    void whatIsMeasuredOfOneModelMovesTheOthers(Machine machine) {
        double formula = predict(machine, MODEL, DEFAULTS, 0).tg().mid();
        Model small = model("qwen3:0.6b", FileType.Q4_K_M);
        store.add(halved(machine, small));
        SpeedEstimate calibrated = predict(machine, MODEL, DEFAULTS, 0);
        assertEquals(Basis.CALIBRATED, calibrated.basis());
        assertEquals(0.5, calibrated.tg().mid() / formula, 0.03);
        assertEquals(TIME, calibrated.from().orElseThrow().time());
        store.add(StoredMeasurement.calibration(halved(machine, small), new MachineLoad(0, 8)));
        assertEquals(
                Optional.of(new StoredNumber("calibration", TIME)),
                predict(machine, MODEL, DEFAULTS, 0).from());
    }

    @Test
    void whatWasHeldAgainstAnotherFormulaSaysNothing() {
        JsonObject line = halved(CPU, model("qwen3:0.6b", FileType.Q4_K_M));
        store.add(new FormulaSaid("other", Optional.empty(), tests(CPU, model("qwen3:0.6b", FileType.Q4_K_M)))
                .in(withoutFormula(line)));
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
        store.add(withoutFormula(line));
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
    }

    @Test
    void whatABusyMachineShowedCountsIfItsUserInsisted() {
        JsonObject busy = halved(CPU, model("qwen3:0.6b", FileType.Q4_K_M)).toBuilder()
                .replace("quiet", JsonBoolean.FALSE)
                .build();
        store.add(busy);
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
        store.add(StoredMeasurement.calibration(busy, new MachineLoad(8, 8)));
        assertEquals(Basis.CALIBRATED, predict(CPU, MODEL, DEFAULTS, 0).basis());
    }

    @Test
    void aReadingWithOtherThreadsSaysNothing() {
        Model small = model("qwen3:0.6b", FileType.Q4_K_M);
        SpeedHost one = SpeedHost.of(CPU).withThreads(1);
        store.add(new FormulaSaid(SpeedModel.bundled().formulaId(), Optional.of(one), tests(CPU, small))
                .in(measured(CPU, small, DEFAULTS, OptionalInt.of(1), false)));
        assertEquals(Basis.MODEL, predict(CPU, MODEL, DEFAULTS, 0).basis());
    }

    /** A measurement of half the formula's speeds. */
    private static JsonObject halved(Machine machine, Model model) {
        Map<String, SpeedParts> tests = tests(machine, model);
        double pp = 512 / Objects.requireNonNull(tests.get("pp512")).seconds();
        double tg = 1 / Objects.requireNonNull(tests.get("tg128")).seconds();
        JsonObject line = document(
                machine,
                model,
                DEFAULTS,
                OptionalInt.empty(),
                false,
                11434,
                List.of(reading(Workload.Phase.PP, 512, pp / 2), reading(Workload.Phase.TG, 128, tg / 2)));
        return new FormulaSaid(SpeedModel.bundled().formulaId(), Optional.of(SpeedHost.of(machine)), tests).in(line);
    }

    private static JsonObject withoutFormula(JsonObject line) {
        JsonObject.Builder without = JsonObject.builder();
        line.members().forEach((name, value) -> {
            if (!name.equals("formula")) {
                without.put(name, value);
            }
        });
        return without.build();
    }

    private static Map<String, SpeedParts> tests(Machine machine, Model model) {
        Estimate estimate =
                new GraphEstimator().estimate(model, DeviceMemory.of(machine), DEFAULTS, EngineBuild.NEWEST);
        SpeedRequest request = LaunchSpeed.of(machine, Optional.empty())
                .orElseThrow()
                .request(ModelWork.of(model, HyperParameters.of(model)), DEFAULTS, estimate, 512, 128, 0);
        SpeedModel formula = SpeedModel.bundled();
        return Map.of(
                "pp512", formula.parts(request, Evidence.Test.PP), "tg128", formula.parts(request, Evidence.Test.TG));
    }
}
