package dev.llmfit.engine.store;

import dev.llmfit.engine.SpeedReading;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Bytes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A line of the store as a person looks through it.
 *
 * @param id what it is dropped by
 * @param kind what it is
 * @param time when it was measured
 * @param hardwareId id of the {@link HardwareFingerprint}
 * @param machine processor, memory and GPUs; empty where the line does not say
 * @param model what ran
 * @param value what was found
 * @param ignored why no prediction rests on it; empty if one does, on the same hardware
 */
public record StoredRow(
        String id,
        Kind kind,
        Instant time,
        String hardwareId,
        String machine,
        String model,
        String value,
        Optional<String> ignored) {
    /** What is stored. */
    public enum Kind {
        /** Speeds of a model. */
        SPEED,
        /** Speeds of a small model, for the machine's sake. */
        CALIBRATION,
        /** A launch that could not get its memory, or that ran after one had not. */
        LESSON,
        /** A server under load. */
        LOAD,
        /** What all cores together read of the memory. */
        BANDWIDTH
    }

    /** Returns the row of a measurement. */
    static StoredRow of(StoredMeasurement m) {
        String value = m.readings().stream()
                .map(r -> r.workload().label() + " " + speed(r.samples().median()))
                .collect(Collectors.joining(", ", "", " tok/s"));
        JsonValue hardware = m.document().get("hardware").orElse(JsonNull.NULL);
        return new StoredRow(
                m.id(),
                m.calibration() ? Kind.CALIBRATION : Kind.SPEED,
                m.time(),
                m.hardwareId(),
                machine(hardware),
                name(m.document()),
                value,
                ignored(m));
    }

    private static Optional<String> ignored(StoredMeasurement m) {
        if (m.lowerBound()) {
            return Optional.of("a lower bound");
        }
        if (m.disturbed()) {
            return Optional.of("measured on a busy machine");
        }
        List<SpeedReading> readings = m.readings();
        boolean some = m.insisted() || readings.stream().anyMatch(r -> Keeping.agree(r));
        if (!some) {
            return Optional.of("it varies too much");
        }
        return m.calibration() && !StoredCalibration.isUsable(m)
                ? Optional.of("it cannot be true of this hardware")
                : Optional.empty();
    }

    /** Returns the row of a lesson or a load test; empty for a line that is neither. */
    static Optional<StoredRow> of(JsonValue line) {
        String schema = line.string("schema").orElse("");
        Instant time;
        try {
            time = Instant.parse(line.string("time").orElse(""));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        if (schema.equals(StoredLesson.SCHEMA)) {
            return Optional.of(new StoredRow(
                    LineId.of(line),
                    Kind.LESSON,
                    time,
                    line.string("hardware_id").orElse(""),
                    "",
                    line.string("model").orElse(""),
                    lesson(line),
                    Optional.empty()));
        }
        if (!schema.equals(StoredLoad.SCHEMA)) {
            return Optional.empty();
        }
        JsonValue hardware = line.get("hardware").orElse(JsonNull.NULL);
        return Optional.of(new StoredRow(
                LineId.of(line),
                Kind.LOAD,
                time,
                hardware.string("id").orElse(""),
                machine(hardware),
                name(line),
                line.integer("concurrency").orElse(0) + " at once, "
                        + speed(line.number("throughput_tok_s").orElse(0)) + " tok/s together",
                Optional.of("load tests change no prediction")));
    }

    private static String lesson(JsonValue line) {
        return (line.truth("ran") ? "ran with " : "failed with ")
                + Bytes.of(Math.max(0, line.integer("needed_bytes").orElse(0))) + " on "
                + line.string("pool").orElse("");
    }

    private static String name(JsonValue line) {
        return line.get("model").orElse(JsonNull.NULL).string("name").orElse("");
    }

    private static String machine(JsonValue hardware) {
        List<String> gpus = hardware.get("gpus").map(JsonValue::items).orElse(List.of()).stream()
                .map(g -> g.asText().orElse(""))
                .toList();
        String host = hardware.string("cpu").orElse("") + ", "
                + hardware.integer("ram_gib").orElse(0) + " GiB";
        return gpus.isEmpty() ? host : host + ", " + String.join(", ", gpus);
    }

    private static String speed(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
