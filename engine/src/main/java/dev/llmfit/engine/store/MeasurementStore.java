package dev.llmfit.engine.store;

import dev.llmfit.engine.Launch;
import dev.llmfit.engine.json.JsonText;
import dev.llmfit.engine.json.JsonValue;
import dev.llmfit.sizing.FailedLaunch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measurements kept in the data folder: {@code measurements.jsonl} for speeds, {@code lessons.jsonl} for launches that failed.
 */
public final class MeasurementStore {
    private final JsonLinesFile measurements;
    private final JsonLinesFile lessons;

    /** Creates the store in a folder, which need not exist. */
    public MeasurementStore(Path folder) {
        this.measurements = new JsonLinesFile(folder.resolve("measurements.jsonl"));
        this.lessons = new JsonLinesFile(folder.resolve("lessons.jsonl"));
    }

    /** Returns the store of this user. */
    public static MeasurementStore ofUser() {
        return new MeasurementStore(DataFolder.ofProcess());
    }

    /** Returns the file of speeds. */
    public Path path() {
        return measurements.path();
    }

    /** Adds a document made by {@link StoredMeasurement#document}. */
    public void add(Map<String, Object> document) {
        measurements.append(document);
    }

    /** Returns every measurement, oldest first; lines that cannot be read are left out. */
    public List<StoredMeasurement> all() {
        return measurements.read().values().stream()
                .map(StoredMeasurement::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns how many lines are damaged. */
    public int damaged() {
        return measurements.read().damaged();
    }

    /**
     * Records a launch that could not get its memory, so that later advice keeps below it.
     *
     * @param hardware where
     * @param model what
     * @param launch how it was launched
     * @param failed what it needed and what the engine said
     */
    public void addFailure(HardwareFingerprint hardware, ModelIdentity model, Launch launch, FailedLaunch failed) {
        lessons.append(StoredLesson.document(hardware, model, launch, false, failed));
    }

    /** Records a launch that ran although one that needed no more had failed; that failure counts no longer. */
    public void addSuccess(HardwareFingerprint hardware, ModelIdentity model, Launch launch, FailedLaunch ran) {
        lessons.append(StoredLesson.document(hardware, model, launch, true, ran));
    }

    /** Returns the readable lines of the lessons, oldest first. */
    List<JsonValue> lessonLines() {
        return lessons.read().values();
    }

    /** Writes one document to a file of its own. */
    public static void share(Path target, Map<String, Object> document) {
        write(target, List.of(JsonText.line(document)));
    }

    /** Writes all measurements to a file, replacing it in one step. */
    public int export(Path target) {
        List<String> lines = new ArrayList<>();
        for (StoredMeasurement m : all()) {
            lines.add(JsonText.line(JsonTree.of(m.document())));
        }
        write(target, lines);
        return lines.size();
    }

    /**
     * Adds the measurements of a file that are not here yet.
     *
     * @return how many were added
     * @throws IllegalArgumentException if the file holds none
     */
    public int importFrom(Path source) {
        List<StoredMeasurement> offered = new JsonLinesFile(source)
                .read().values().stream()
                        .map(StoredMeasurement::parse)
                        .flatMap(Optional::stream)
                        .toList();
        if (offered.isEmpty()) {
            throw new IllegalArgumentException(source + " holds no measurements");
        }
        Set<String> known = new HashSet<>();
        all().forEach(m -> known.add(key(m)));
        int added = 0;
        for (StoredMeasurement m : offered) {
            if (known.add(key(m))) {
                measurements.append(imported(m));
                added++;
            }
        }
        return added;
    }

    private static Object imported(StoredMeasurement m) {
        if (!(m.document() instanceof JsonValue.Members members)) {
            throw new IllegalArgumentException("a measurement is an object");
        }
        Map<String, JsonValue> marked = new LinkedHashMap<>(members.values());
        marked.put("imported", new JsonValue.Truth(true));
        return JsonTree.of(new JsonValue.Members(marked));
    }

    private static String key(StoredMeasurement m) {
        return m.time() + " " + m.hardwareId() + " " + m.modelShape() + " " + m.nGpuLayers();
    }

    /** Writes lines to a file in one step: readers see the old content or the new. */
    static void write(Path target, Collection<String> lines) {
        Path folder = Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(Path.of("."));
        try {
            Path draft = Files.createTempFile(folder, ".llmfit", ".tmp");
            Files.write(draft, lines);
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + target + " failed", e);
        }
    }
}
