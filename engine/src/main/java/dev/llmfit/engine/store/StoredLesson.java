package dev.llmfit.engine.store;

import dev.llmfit.engine.Launch;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.units.Bytes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of {@code lessons.jsonl}, schema {@code llmfit/lesson/1}: a launch that could not get its memory, or one that ran
 * although a larger or equal one had failed. Lines without sizes, as the first version wrote them, teach nothing.
 *
 * @param hardwareId id of the {@link HardwareFingerprint}
 * @param modelShape shape of the {@link ModelIdentity}
 * @param ran whether it ran
 * @param launch when, where and how much
 */
public record StoredLesson(String hardwareId, String modelShape, boolean ran, FailedLaunch launch) {
    /** Schema of the line. */
    public static final String SCHEMA = "llmfit/lesson/1";

    /**
     * Says where a launch failed. The engine's words name the place; where they do not, the one with the least room is taken.
     *
     * @param machine its memory as it was before the launch
     * @param estimate what the launch takes on the machine's devices
     * @param reason what the engine said
     */
    public static FailedLaunch failure(Instant time, Machine machine, Estimate estimate, String reason) {
        return at(time, machine, estimate, FailurePlace.of(machine, estimate, reason), reason);
    }

    /** Returns what a launch takes at a place, device or -1 for the host, and what is free there. */
    public static FailedLaunch at(Instant time, Machine machine, Estimate estimate, int device, String reason) {
        return device < 0
                ? new FailedLaunch(
                        time,
                        -1,
                        "host",
                        estimate.host().total(),
                        machine.hostPool().free(),
                        reason)
                : new FailedLaunch(
                        time,
                        device,
                        machine.devices().get(device).name(),
                        estimate.devices().get(device).total(),
                        machine.devices().get(device).free(),
                        reason);
    }

    /** Returns the document of a lesson. */
    static JsonObject document(
            HardwareFingerprint hardware, ModelIdentity model, Launch launch, boolean ran, FailedLaunch lesson) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("schema", SCHEMA);
        tree.put("time", lesson.time().toString());
        tree.put("hardware_id", hardware.id());
        tree.put("model_shape", model.shape());
        tree.put("model", model.name());
        tree.put("options", LaunchJson.of(launch));
        tree.put("ran", ran);
        tree.put("pool", lesson.pool());
        tree.put("needed_bytes", lesson.needed());
        tree.put("free_bytes", lesson.free());
        tree.put("reason", lesson.reason());
        return tree.build();
    }

    /** Returns a line that is a lesson of some machine, whether it teaches something here or not; empty for any other. */
    static Optional<JsonValue> line(JsonValue line) {
        boolean lesson =
                line.string("schema").orElse("").equals(SCHEMA) && time(line).isPresent();
        return lesson ? Optional.of(line) : Optional.empty();
    }

    private static Optional<Instant> time(JsonValue line) {
        try {
            return Optional.of(Instant.parse(line.string("time").orElse("")));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the lesson in a line; empty if it is of another schema, lacks something or is about a device not here. */
    static Optional<StoredLesson> parse(JsonValue line, Machine machine) {
        String pool = line.string("pool").orElse("");
        List<String> names = machine.devices().stream().map(Device::name).toList();
        int device = names.indexOf(pool);
        Optional<Instant> time = time(line);
        if (!line.string("schema").orElse("").equals(SCHEMA)
                || time.isEmpty()
                || (device < 0 && !pool.equals("host"))
                || line.integer("needed_bytes").orElse(-1) < 0
                || line.integer("free_bytes").orElse(-1) < 0) {
            return Optional.empty();
        }
        FailedLaunch launch = new FailedLaunch(
                time.get(),
                device,
                pool,
                Bytes.of(line.integer("needed_bytes").getAsLong()),
                Bytes.of(line.integer("free_bytes").getAsLong()),
                line.string("reason").orElse(""));
        return Optional.of(new StoredLesson(
                line.string("hardware_id").orElse(""),
                line.string("model_shape").orElse(""),
                line.truth("ran"),
                launch));
    }

    /** Returns whether this launch ran after another had failed with no more need in the same place. */
    boolean refutes(StoredLesson failed) {
        return ran
                && launch.time().isAfter(failed.launch().time())
                && launch.device() == failed.launch().device()
                && launch.needed().compareTo(failed.launch().needed()) >= 0;
    }

    /** Returns the lesson as a sentence without a final stop. */
    public static String sentence(FailedLaunch f) {
        return String.format(
                Locale.ROOT,
                "a launch of these tensors that needed %s on %s failed here on %s with %s free: %s",
                f.needed(),
                f.pool(),
                f.time().toString().substring(0, 10),
                f.free(),
                f.reason());
    }
}
