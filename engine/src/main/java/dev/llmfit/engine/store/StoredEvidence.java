package dev.llmfit.engine.store;

import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.json.JsonValue;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.speed.Calibration;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.Measured;
import dev.llmfit.sizing.speed.SpeedRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the store knows of one model on one machine: the latest measurement of the same layout and options, and calibrations of
 * the machine. A lower bound is no evidence of what an installed engine reaches, so it is left out.
 */
public final class StoredEvidence implements Evidence {
    /** A measurement of a prompt is taken for prompts between half and twice as long. */
    private static final double LENGTHS = 2;
    /** Floors of the stated range: repeats by one reporter in public tables differ by 0.6 % (tg) and 5.6 % (pp) in the median. */
    private static final double LEAST_TG_SPREAD = 0.08;

    private static final double LEAST_PP_SPREAD = 0.15;
    private static final double MOST_SPREAD = 0.4;

    private final List<StoredMeasurement> ofModel;
    private final List<StoredMeasurement> calibrations;
    private final GgmlType mainType;
    private final boolean hasDevices;

    private StoredEvidence(
            List<StoredMeasurement> ofModel,
            List<StoredMeasurement> calibrations,
            GgmlType mainType,
            boolean hasDevices) {
        this.ofModel = List.copyOf(ofModel);
        this.calibrations = List.copyOf(calibrations);
        this.mainType = mainType;
        this.hasDevices = hasDevices;
    }

    /** Returns what a store knows of a model on a machine. */
    public static StoredEvidence of(MeasurementStore store, Machine machine, Model model) {
        String hardware = HardwareFingerprint.of(machine).id();
        String shape = ModelIdentity.of(model).shape();
        List<StoredMeasurement> ofModel = new ArrayList<>();
        List<StoredMeasurement> calibrations = new ArrayList<>();
        for (StoredMeasurement m : store.all().reversed()) {
            if (!m.hardwareId().equals(hardware) || m.lowerBound()) {
                continue;
            }
            if (m.document().truth("calibration")) {
                calibrations.add(m);
            }
            if (m.modelShape().equals(shape)) {
                ofModel.add(m);
            }
        }
        return new StoredEvidence(
                ofModel, calibrations, mainType(model), !machine.devices().isEmpty());
    }

    @Override
    public Optional<Measured> here(SpeedRequest request, Test test) {
        for (StoredMeasurement m : ofModel) {
            if (!sameLaunch(m, request)) {
                continue;
            }
            for (SpeedReading reading : m.readings()) {
                if (answers(reading.workload(), request, test)) {
                    return Optional.of(measured(reading.samples(), test));
                }
            }
        }
        return Optional.empty();
    }

    /** The store holds this machine's measurements and imported ones, which name their hardware by the same fingerprint. */
    @Override
    public Optional<Measured> onHardware(SpeedRequest request, Test test) {
        return Optional.empty();
    }

    @Override
    public Optional<Calibration> calibration(SpeedRequest request) {
        boolean onHost = request.layerDevice().contains(-1);
        Optional<Calibration> first = Optional.empty();
        for (StoredMeasurement m : calibrations) {
            boolean calibratedHost = !hasDevices || m.nGpuLayers() == 0;
            if (calibratedHost != onHost) {
                continue;
            }
            Optional<Calibration> found = factors(m);
            if (found.isPresent() && calibratedType(m).equals(kernel(mainType).ggmlName())) {
                return found;
            }
            first = first.isPresent() ? first : found;
        }
        return first;
    }

    private static Optional<Calibration> factors(StoredMeasurement m) {
        JsonValue predicted = m.document().get("predicted").orElse(new JsonValue.Null());
        OptionalDouble pp = predicted.number("pp_tok_s");
        OptionalDouble tg = predicted.number("tg_tok_s");
        Optional<Double> measuredPp = speed(m, Workload.Phase.PP);
        Optional<Double> measuredTg = speed(m, Workload.Phase.TG);
        if (pp.isEmpty() || tg.isEmpty() || measuredPp.isEmpty() || measuredTg.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Calibration(measuredPp.get() / pp.getAsDouble(), measuredTg.get() / tg.getAsDouble()));
    }

    private static Optional<Double> speed(StoredMeasurement m, Workload.Phase phase) {
        return m.readings().stream()
                .filter(r -> r.workload().phase() == phase)
                .map(r -> r.samples().median())
                .findFirst();
    }

    private static String calibratedType(StoredMeasurement m) {
        return m.document().string("calibrated_type").orElse("");
    }

    private boolean sameLaunch(StoredMeasurement m, SpeedRequest request) {
        JsonValue options = m.document().get("options").orElse(new JsonValue.Null());
        int layers = request.layerDevice().size();
        long offloaded = request.layerDevice().stream().filter(d -> d >= 0).count();
        long stored = !hasDevices ? 0 : m.nGpuLayers() < 0 ? layers : Math.min(layers, m.nGpuLayers());
        return stored == offloaded
                && options.integer("n_cpu_moe").orElse(0) == request.options().nCpuMoe()
                && options.string("type_k")
                        .orElse("")
                        .equals(request.options().typeK().ggmlName())
                && options.string("type_v")
                        .orElse("")
                        .equals(request.options().typeV().ggmlName())
                && request.sequences() == 1;
    }

    private static boolean answers(Workload w, SpeedRequest request, Test test) {
        boolean phase = test == Test.PP ? w.phase() == Workload.Phase.PP : w.phase() == Workload.Phase.TG;
        if (!phase || w.depth() != request.depth()) {
            return false;
        }
        double ratio = w.tokens() / (double) request.nPrompt();
        return test == Test.TG || ratio <= LENGTHS && ratio >= 1 / LENGTHS;
    }

    private static Measured measured(SampleSummary samples, Test test) {
        double half = (samples.most() - samples.least()) / (2 * samples.mean());
        double least = test == Test.PP ? LEAST_PP_SPREAD : LEAST_TG_SPREAD;
        return new Measured(samples.median(), Math.clamp(half, least, MOST_SPREAD));
    }

    /** Returns the type of the tensors that take most of the bytes. */
    public static GgmlType mainType(Model model) {
        Map<GgmlType, Long> bytes = new EnumMap<>(GgmlType.class);
        for (TensorInfo t : model.tensors()) {
            bytes.merge(t.type(), t.bytes(), Math::addExact);
        }
        return bytes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(GgmlType.F16);
    }

    /** Returns the calibrated type whose kernels are most like those of a type. */
    private static GgmlType kernel(GgmlType type) {
        return switch (type) {
            case F16, BF16, F32 -> GgmlType.F16;
            case Q8_0 -> GgmlType.Q8_0;
            case Q4_0, Q4_1, Q5_0, Q5_1, IQ4_NL, MXFP4 -> GgmlType.Q4_0;
            default -> GgmlType.Q4_K;
        };
    }
}
