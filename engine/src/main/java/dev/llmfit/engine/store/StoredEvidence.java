package dev.llmfit.engine.store;

import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.Calibration;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.Measured;
import dev.llmfit.sizing.speed.SpeedHost;
import dev.llmfit.sizing.speed.SpeedRequest;
import dev.llmfit.sizing.speed.StoredNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the store knows of one model on one machine: the latest measurement of the same layout and launch, here or on the same
 * hardware elsewhere, and calibrations of the machine. Two launches are the same if everything that changes their speed is:
 * placement, KV types, flash attention, ubatch for prompts, and threads where the CPU takes part. One answer comes from one
 * measurement, so builds are never mixed. A lower bound is no evidence of what an installed engine reaches, so it is left out.
 */
public final class StoredEvidence implements Evidence {
    /** A measurement of a prompt is taken for prompts between half and twice as long. */
    private static final double LENGTHS = 2;
    /** Floor of the stated range of tg: repeats by one reporter in public tables differ by 0.6 % in the median, and some by much more; judgement. */
    private static final double LEAST_TG_SPREAD = 0.08;

    /** The same of pp, where they differ by 5.6 % in the median. */
    private static final double LEAST_PP_SPREAD = 0.15;

    /** A measurement that varies more than this is no better than a prediction; judgement. */
    private static final double MOST_SPREAD = 0.4;

    private final List<String> notes;
    private final List<StoredMeasurement> here;
    private final List<StoredMeasurement> elsewhere;
    private final StoredCalibration calibration;
    private final boolean hasDevices;
    private final int usualThreads;
    private final String hardwareId;

    private StoredEvidence(
            List<String> notes,
            List<StoredMeasurement> here,
            List<StoredMeasurement> elsewhere,
            StoredCalibration calibration,
            Machine machine,
            String hardwareId) {
        this.notes = List.copyOf(notes);
        this.here = List.copyOf(here);
        this.elsewhere = List.copyOf(elsewhere);
        this.calibration = calibration;
        this.hasDevices = !machine.devices().isEmpty();
        this.usualThreads = Math.max(1, machine.cpu().threads());
        this.hardwareId = hardwareId;
    }

    /**
     * Returns what these measurements say of a model on a machine.
     *
     * @param newestFirst measurements of this machine or its hardware
     * @param calibration what those of this machine say of it
     * @param notes what to say of the store beside them
     */
    static StoredEvidence of(
            List<StoredMeasurement> newestFirst,
            StoredCalibration calibration,
            List<String> notes,
            Machine machine,
            Model model) {
        String hardware = HardwareFingerprint.of(machine).id();
        String shape = ModelIdentity.of(model).shape();
        List<StoredMeasurement> here = new ArrayList<>();
        List<StoredMeasurement> elsewhere = new ArrayList<>();
        for (StoredMeasurement m : newestFirst) {
            boolean own = m.hardwareId().equals(hardware) && !m.imported();
            if (m.modelShape().equals(shape)) {
                (own ? here : elsewhere).add(m);
            }
        }
        return new StoredEvidence(notes, here, elsewhere, calibration, machine, hardware);
    }

    /** Returns whether a measurement was taken with the same GPUs, by their ids in the hardware database. */
    static boolean sameDevices(StoredMeasurement m, HardwareFingerprint hardware) {
        JsonValue stored = m.document().get("hardware").orElse(JsonNull.NULL);
        List<String> ids = stored.get("device_ids").map(JsonValue::items).orElse(List.of()).stream()
                .map(id -> id instanceof JsonString t ? t.value() : "")
                .toList();
        return !ids.isEmpty() && ids.equals(hardware.deviceIds());
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Optional<Measured> here(SpeedRequest request, Test test) {
        return latest(here, request, test);
    }

    /** The host differs elsewhere, so only launches that leave it out are taken; imports from the same machine count whole. */
    @Override
    public Optional<Measured> onHardware(SpeedRequest request, Test test) {
        return latest(elsewhere, request, test);
    }

    private Optional<Measured> latest(List<StoredMeasurement> measurements, SpeedRequest request, Test test) {
        for (StoredMeasurement m : measurements) {
            if (!sameLaunch(m, request, test)) {
                continue;
            }
            for (SpeedReading reading : m.readings()) {
                if (answers(reading.workload(), request, test) && Keeping.agree(reading)) {
                    return Optional.of(measured(m, reading.samples(), test));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Calibration> calibration(SpeedRequest request) {
        return calibration.of(threads(request));
    }

    @Override
    public Optional<StoredNumber> calibrator(SpeedRequest request) {
        return calibration.number();
    }

    private boolean sameLaunch(StoredMeasurement m, SpeedRequest request, Test test) {
        JsonValue stored = m.document().get("options").orElse(JsonNull.NULL);
        LaunchOptions wanted = request.options();
        boolean host = request.usesHost();
        return request.sequences() == 1
                && samePlacement(m, stored, request)
                && (!host || threads(m) == threads(request))
                && (!host || m.hardwareId().equals(hardwareId))
                && text(stored, "type_k").equals(wanted.typeK().ggmlName())
                && text(stored, "type_v").equals(wanted.typeV().ggmlName())
                && text(stored, "flash_attn").equals("off") == (wanted.flashAttn() == LaunchOptions.FlashAttn.OFF)
                && (test == Test.TG || ubatch(stored) == ubatch(wanted));
    }

    private boolean samePlacement(StoredMeasurement m, JsonValue stored, SpeedRequest request) {
        LaunchOptions wanted = request.options();
        int layers = request.layerDevice().size();
        long offloaded = request.layerDevice().stream().filter(d -> d >= 0).count();
        long placed = !hasDevices ? 0 : m.nGpuLayers() < 0 ? layers : Math.min(layers, m.nGpuLayers());
        return placed == offloaded
                && stored.integer("rpc_servers").orElse(0) == 0
                && stored.integer("n_cpu_moe").orElse(0) == wanted.nCpuMoe()
                && stored.integer("moe_cache_mib").orElse(0) == wanted.moeCacheMib()
                && stored.truth("no_kv_offload") == wanted.noKvOffload()
                && (!hasDevices
                        || (stored.numbers("tensor_split").equals(wanted.tensorSplit())
                                && text(stored, "split_mode")
                                        .equals(wanted.splitMode().name().toLowerCase(Locale.ROOT))))
                && strings(stored, "override_tensor").equals(wanted.overrideTensor());
    }

    private int threads(StoredMeasurement m) {
        JsonValue stored = m.document().get("options").orElse(JsonNull.NULL);
        long threads = stored.integer("threads").orElse(usualThreads);
        return Math.clamp(threads, 0, Integer.MAX_VALUE);
    }

    private int threads(SpeedRequest request) {
        return request.host().map(SpeedHost::threads).orElse(usualThreads);
    }

    private static long ubatch(JsonValue stored) {
        long batch = stored.integer("n_batch").orElse(0);
        long ubatch = stored.integer("n_ubatch").orElse(0);
        return ubatch == 0 ? batch : Math.min(batch, ubatch);
    }

    private static long ubatch(LaunchOptions wanted) {
        return wanted.nUbatch() == 0 ? wanted.nBatch() : Math.min(wanted.nBatch(), wanted.nUbatch());
    }

    private static String text(JsonValue stored, String name) {
        return stored.string(name).orElse("");
    }

    private static List<String> strings(JsonValue stored, String name) {
        return stored.get(name).map(JsonValue::items).orElse(List.of()).stream()
                .map(v -> v instanceof JsonString t ? t.value() : "")
                .toList();
    }

    private static boolean answers(Workload w, SpeedRequest request, Test test) {
        boolean phase = test == Test.PP ? w.phase() == Workload.Phase.PP : w.phase() == Workload.Phase.TG;
        if (!phase || w.depth() != request.depth()) {
            return false;
        }
        double ratio = w.tokens() / (double) request.nPrompt();
        return test == Test.TG || (ratio <= LENGTHS && ratio >= 1 / LENGTHS);
    }

    private static Measured measured(StoredMeasurement m, SampleSummary samples, Test test) {
        double half = (samples.most() - samples.least()) / (2 * samples.mean());
        double least = test == Test.PP ? LEAST_PP_SPREAD : LEAST_TG_SPREAD;
        return new Measured(
                samples.median(),
                Math.clamp(half, least, MOST_SPREAD),
                Optional.of(new StoredNumber(m.id(), m.time())));
    }
}
