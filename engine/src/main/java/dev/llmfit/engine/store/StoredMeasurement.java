package dev.llmfit.engine.store;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A measurement as it lies in the store, one line of JSON with the schema {@code llmfit/measurement/1}.
 *
 * @param time when it was taken
 * @param hardwareId id of the {@link HardwareFingerprint}
 * @param modelShape shape of the {@link ModelIdentity}
 * @param lowerBound whether the engine is slower than an installed one
 * @param build llama.cpp build, if known
 * @param nGpuLayers {@code -ngl}; -1 for all
 * @param readings speeds
 * @param document the whole line
 */
public record StoredMeasurement(
        Instant time,
        String hardwareId,
        String modelShape,
        boolean lowerBound,
        Optional<Integer> build,
        int nGpuLayers,
        List<SpeedReading> readings,
        JsonValue document) {
    /** Schema of the line. */
    public static final String SCHEMA = "llmfit/measurement/1";

    public StoredMeasurement {
        readings = List.copyOf(readings);
    }

    /**
     * Returns the document of a measurement.
     *
     * @param load how busy the machine was before
     */
    public static JsonObject document(
            Instant time,
            HardwareFingerprint hardware,
            ModelIdentity model,
            boolean phantom,
            Launch launch,
            MachineLoad load,
            BenchResult result) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("schema", SCHEMA);
        tree.put("time", time.toString());
        tree.put("hardware", hardware(hardware));
        tree.put("model", model(model, phantom));
        tree.put("engine", engine(result.engine()));
        tree.put("options", LaunchJson.of(launch));
        tree.put("quiet", load.isQuiet());
        tree.put(
                "results",
                result.readings().stream().map(StoredMeasurement::reading).toList());
        tree.put("missing", result.missing());
        tree.put("notes", result.notes());
        return tree.build();
    }

    /**
     * Returns the same document marked as a calibration: it speaks of the machine, not of a model that was wanted.
     *
     * @param load how busy the machine was; on a busy one only who insists is measured, and believed
     */
    public static JsonObject calibration(JsonObject document, MachineLoad load) {
        JsonObject.Builder tree = document.toBuilder().put("calibration", true);
        return load.isQuiet() ? tree.build() : tree.put("insisted", true).build();
    }

    /**
     * Returns a measurement that another program took. It does not say how busy its machine was.
     *
     * @param tool which program
     * @param elsewhere whether it was taken on another machine
     */
    public static JsonObject foreign(JsonObject document, String tool, boolean elsewhere) {
        JsonObject.Builder tree = JsonObject.builder();
        document.members().forEach((name, value) -> {
            if (!name.equals("quiet")) {
                tree.put(name, value);
            }
        });
        tree.put("tool", tool);
        return elsewhere ? tree.put("imported", true).build() : tree.build();
    }

    static JsonObject hardware(HardwareFingerprint hardware) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("id", hardware.id());
        tree.put("cpu", hardware.cpu());
        tree.put("cores", hardware.cores());
        tree.put("ram_gib", hardware.ramGib());
        tree.put("gpus", hardware.gpus());
        tree.put("device_ids", hardware.deviceIds());
        return tree.build();
    }

    static JsonObject model(ModelIdentity model, boolean phantom) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("shape", model.shape());
        tree.put("name", model.name());
        tree.put("architecture", model.architecture());
        tree.put("tensor_bytes", model.tensorBytes());
        tree.put("phantom", phantom);
        return tree.build();
    }

    /** Returns an engine. */
    public static JsonObject engine(EngineDescription engine) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("kind", engine.kind());
        tree.put("version", engine.version());
        tree.putOrNull("build", engine.build());
        tree.put("backends", engine.backends());
        tree.put("devices", engine.devices());
        tree.put("lower_bound", engine.lowerBound());
        return tree.build();
    }

    /** Returns a reading. */
    public static JsonObject reading(SpeedReading reading) {
        SampleSummary samples = reading.samples();
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("test", reading.workload().label());
        tree.put("phase", reading.workload().phase().name().toLowerCase(Locale.ROOT));
        tree.put("tokens", reading.workload().tokens());
        tree.put("depth", reading.workload().depth());
        tree.put("tok_s", samples.mean());
        tree.put("median", samples.median());
        tree.put("min", samples.least());
        tree.put("max", samples.most());
        tree.put("interval_95", samples.relativeHalfWidth());
        tree.put("repetitions", samples.count());
        tree.put("clock", reading.clock().name().toLowerCase(Locale.ROOT));
        tree.put("samples", samples.samples());
        return tree.build();
    }

    /** Returns whether it came from a file of another machine, by {@code --import}. */
    public boolean imported() {
        return document.truth("imported");
    }

    /** Returns what it is dropped by: the first digits of the SHA-256 of its line. */
    public String id() {
        return LineId.of(document);
    }

    /** Returns whether other work ran on the machine; lines of older versions say so in a note. */
    public boolean disturbed() {
        if (insisted()) {
            return false; // its user knew
        }
        boolean noted = document.get("notes").map(JsonValue::items).orElse(List.of()).stream()
                .anyMatch(note -> note.asText().orElse("").startsWith(MachineLoad.NOTE));
        return noted || (document.get("quiet").isPresent() && !document.truth("quiet"));
    }

    /** Returns whether it was measured although the machine was busy, because its user insisted. */
    boolean insisted() {
        return document.truth("insisted");
    }

    /** Returns whether it speaks of the machine rather than of a model that was wanted. */
    public boolean calibration() {
        return document.truth("calibration");
    }

    /** Returns the measurement in a line of the store; empty if the line is of another schema or lacks something. */
    static Optional<StoredMeasurement> parse(JsonValue line) {
        JsonValue hardware = line.get("hardware").orElse(JsonNull.NULL);
        JsonValue model = line.get("model").orElse(JsonNull.NULL);
        JsonValue engine = line.get("engine").orElse(JsonNull.NULL);
        JsonValue options = line.get("options").orElse(JsonNull.NULL);
        if (!line.string("schema").orElse("").equals(SCHEMA)
                || hardware.string("id").isEmpty()
                || model.string("shape").isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StoredMeasurement(
                    Instant.parse(line.string("time").orElse("")),
                    hardware.string("id").get(),
                    model.string("shape").get(),
                    engine.truth("lower_bound"),
                    engine.integer("build").isPresent()
                            ? Optional.of(
                                    Math.toIntExact(engine.integer("build").getAsLong()))
                            : Optional.empty(),
                    Math.toIntExact(options.integer("n_gpu_layers").orElse(-1)),
                    readings(line),
                    line));
        } catch (java.time.DateTimeException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static List<SpeedReading> readings(JsonValue line) {
        List<SpeedReading> readings = new ArrayList<>();
        for (JsonValue r : line.get("results").map(JsonValue::items).orElse(List.of())) {
            Workload workload = new Workload(
                    Workload.Phase.valueOf(r.string("phase").orElse("").toUpperCase(Locale.ROOT)),
                    Math.toIntExact(r.integer("tokens").orElse(0)),
                    Math.toIntExact(r.integer("depth").orElse(0)));
            SpeedReading.Clock clock = SpeedReading.Clock.valueOf(
                    r.string("clock").orElse("engine").toUpperCase(Locale.ROOT));
            readings.add(new SpeedReading(workload, new SampleSummary(r.numbers("samples")), clock));
        }
        return readings;
    }
}
