package dev.llmfit.engine.store;

import dev.llmfit.engine.Launch;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.units.Amount;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measurements kept in the data folder: {@code measurements.jsonl} for speeds, {@code lessons.jsonl} for launches that failed,
 * {@code loads.jsonl} for servers under load.
 */
public final class MeasurementStore {
    /** Tens of thousands of measurements; bounds what a wrong file can make this program hold. */
    private static final long LARGEST_IMPORT = 64L << 20;

    private final JsonLinesFile measurements;
    private final JsonLinesFile lessons;
    private final JsonLinesFile loads;

    private final Consumer<String> warnings;

    /** Creates the store in a folder, which need not exist. */
    public MeasurementStore(Path folder) {
        this(folder, warning -> {});
    }

    /**
     * Creates the store in a folder, which need not exist.
     *
     * @param warnings is told in a sentence what cannot be read or kept
     */
    public MeasurementStore(Path folder, Consumer<String> warnings) {
        this.warnings = warnings;
        this.measurements = new JsonLinesFile(folder.resolve("measurements.jsonl"));
        this.lessons = new JsonLinesFile(folder.resolve("lessons.jsonl"));
        this.loads = new JsonLinesFile(folder.resolve("loads.jsonl"));
    }

    /** Returns the file of speeds. */
    public Path path() {
        return measurements.path();
    }

    /**
     * Tells the warnings whether results can be kept, before a run that takes long; what cannot be kept is measured and shown all the same.
     */
    public void checkWritable() {
        measurements.obstacle().ifPresent(this::notKept);
    }

    private String notKept(String reason) {
        String why = "nothing can be stored in " + measurements.path().getParent() + " (" + reason + ")";
        warnings.accept(
                why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1) + "; results are shown, and not kept.");
        return why;
    }

    /** Appends to a file; what cannot be kept costs nobody the answer. */
    private Optional<String> kept(JsonLinesFile file, JsonObject document) {
        try {
            file.append(document);
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(notKept(reason(e.getCause())));
        }
    }

    /**
     * Adds a document made by {@link StoredMeasurement#document}.
     *
     * @return why it is not kept, words without a final stop; empty if it is
     */
    public Optional<String> add(JsonObject document) {
        return kept(measurements, document);
    }

    /**
     * Adds a document made by {@link StoredLoad#document}.
     *
     * @return why it is not kept, words without a final stop; empty if it is
     */
    public Optional<String> addLoad(JsonObject document) {
        return kept(loads, document);
    }

    /** Returns the file of load tests. */
    public Path loadPath() {
        return loads.path();
    }

    /** Returns every measurement, oldest first; lines that cannot be read are left out, and told of. */
    public List<StoredMeasurement> all() {
        return measurements().records();
    }

    /** Returns the measurements and what is damaged among them; a file that cannot be read counts as empty and damaged. */
    public StoreContents<StoredMeasurement> measurements() {
        return contents(measurements, StoredMeasurement::parse, "results");
    }

    /** Returns what is damaged in the files that answers rest on. */
    public List<StoreDamage> damage() {
        return Stream.of(measurements().damage(), lessons().damage())
                .flatMap(Optional::stream)
                .toList();
    }

    private <T> StoreContents<T> contents(JsonLinesFile file, Function<JsonValue, Optional<T>> parser, String what) {
        StoreContents<T> contents = readable(file, parser, what);
        contents.damage().map(StoreDamage::sentence).ifPresent(warnings);
        return contents;
    }

    private static <T> StoreContents<T> readable(
            JsonLinesFile file, Function<JsonValue, Optional<T>> parser, String what) {
        try {
            JsonLinesFile.Content content = file.read();
            List<T> records = content.values().stream()
                    .map(parser)
                    .flatMap(Optional::stream)
                    .toList();
            int all = content.values().size() + content.damaged();
            int damaged = all - records.size();
            return new StoreContents<>(
                    records,
                    damaged == 0
                            ? Optional.empty()
                            : Optional.of(new StoreDamage.Lines(file.path(), damaged, all, what)));
        } catch (UncheckedIOException e) {
            return new StoreContents<>(
                    List.of(), Optional.of(new StoreDamage.WholeFile(file.path(), reason(e.getCause()), what)));
        }
    }

    private static String reason(@Nullable IOException e) {
        return e == null ? "reading or writing failed" : WrittenFile.reason(e);
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
        kept(lessons, StoredLesson.document(hardware, model, launch, false, failed));
    }

    /** Records a launch that ran although one that needed no more had failed; that failure counts no longer. */
    public void addSuccess(HardwareFingerprint hardware, ModelIdentity model, Launch launch, FailedLaunch ran) {
        kept(lessons, StoredLesson.document(hardware, model, launch, true, ran));
    }

    /** Returns the lines of the lessons and what is damaged among them. */
    StoreContents<JsonValue> lessons() {
        return contents(lessons, StoredLesson::line, "lessons");
    }

    /** Returns every line that can be read, oldest first in each file. */
    public List<StoredRow> rows() {
        damage().forEach(told -> {}); // the warnings have it now
        return files().flatMap(file -> readable(file, Optional::of, "lines").records().stream())
                .map(MeasurementStore::row)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Leaves lines out, each file in one step, and returns them. */
    public List<StoredRow> drop(Predicate<StoredRow> dropped) {
        return files().flatMap(f -> f.drop(line -> row(line).filter(dropped).isPresent()).stream())
                .map(MeasurementStore::row)
                .flatMap(Optional::stream)
                .toList();
    }

    private Stream<JsonLinesFile> files() {
        return Stream.of(measurements, lessons, loads);
    }

    private static Optional<StoredRow> row(JsonValue line) {
        return StoredMeasurement.parse(line).map(StoredRow::of).or(() -> StoredRow.of(line));
    }

    /** Writes documents to a file of their own, one a line. */
    public static void share(Path target, List<JsonObject> documents) {
        write(target, documents.stream().map(Json::compact).toList());
    }

    /** Writes all measurements to a file, replacing it in one step. */
    public int export(Path target) {
        List<String> lines = new ArrayList<>();
        for (StoredMeasurement m : all()) {
            lines.add(Json.compact(m.document()));
        }
        write(target, lines);
        return lines.size();
    }

    /**
     * What an import did.
     *
     * @param added measurements that are new
     * @param known measurements that were here
     * @param refused lines that were left out
     */
    public record Import(int added, int known, List<Refused> refused) {
        public Import {
            Amount.count(added, "added");
            Amount.count(known, "known");
            refused = List.copyOf(refused);
        }
    }

    /**
     * A line that was left out.
     *
     * @param line its number, from 1
     * @param reason a sentence without a final stop
     */
    public record Refused(int line, String reason) {
        public Refused {
            Amount.count(line, "line");
        }
    }

    /**
     * Adds the measurements of an export that are not here yet. Each line is judged by itself.
     *
     * @param text the lines of the export
     * @throws UncheckedIOException if nothing can be stored
     */
    public Import importLines(String text) {
        List<String> lines = text.lines().toList();
        ImportCheck check = new ImportCheck(Instant.now());
        List<Refused> refused = new ArrayList<>();
        List<StoredMeasurement> accepted = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            switch (check.judge(lines.get(i))) {
                case ImportCheck.Verdict.Refused r -> refused.add(new Refused(i + 1, r.reason()));
                case ImportCheck.Verdict.Accepted a -> accepted.add(a.measurement());
            }
        }
        int added = accepted.isEmpty() ? 0 : measurements.append(there -> missing(there, accepted));
        return new Import(added, accepted.size() - added, refused);
    }

    /**
     * Adds measurements of other programs that are not here yet: what has the same machine, model, launch and result is the same.
     *
     * @param refused rows that were left out before
     * @throws UncheckedIOException if nothing can be stored
     */
    public Import addForeign(List<JsonObject> lines, List<Refused> refused) {
        int added = lines.isEmpty()
                ? 0
                : measurements.append(there -> {
                    Set<String> known = new HashSet<>();
                    there.forEach(line -> known.add(content(line)));
                    return lines.stream()
                            .filter(line -> known.add(content(line)))
                            .toList();
                });
        List<Refused> sorted = new ArrayList<>(refused);
        sorted.sort(Comparator.comparingInt(Refused::line));
        return new Import(added, lines.size() - added, sorted);
    }

    private static String content(JsonValue line) {
        return Stream.of("hardware", "model", "options", "results", "tool")
                .map(name -> line.get(name).map(Json::compact).orElse(""))
                .collect(Collectors.joining(" "));
    }

    /** Returns those that are not there yet; others may have imported the same since. */
    private static List<JsonObject> missing(List<JsonValue> there, List<StoredMeasurement> accepted) {
        Set<String> known = new HashSet<>();
        for (JsonValue line : there) {
            StoredMeasurement.parse(line).map(MeasurementStore::key).ifPresent(known::add);
        }
        return accepted.stream()
                .filter(m -> known.add(key(m)))
                .map(MeasurementStore::imported)
                .toList();
    }

    /**
     * Returns the text of a file that is to be imported; bytes that are no UTF-8 become marks.
     *
     * @throws IllegalArgumentException if there is no such file, it cannot be read or is larger than any export
     */
    public static String importText(Path source) {
        try {
            if (!Files.isRegularFile(source)) {
                throw new IllegalArgumentException("there is no file " + source);
            }
            if (Files.size(source) > LARGEST_IMPORT) {
                throw new IllegalArgumentException(source + " is larger than any export");
            }
            // Bytes that are no UTF-8 spoil their line only.
            return new String(Files.readAllBytes(source), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(source + " cannot be read: " + WrittenFile.reason(e), e);
        }
    }

    private static JsonObject imported(StoredMeasurement m) {
        if (!(m.document() instanceof JsonObject line)) {
            throw new IllegalArgumentException("a measurement is an object");
        }
        return line.toBuilder().replace("imported", JsonBoolean.TRUE).build();
    }

    private static String key(StoredMeasurement m) {
        return m.time() + " " + m.hardwareId() + " " + m.modelShape() + " " + m.nGpuLayers();
    }

    private static void write(Path target, Collection<String> lines) {
        try {
            WrittenFile.write(target, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + target + " failed", e);
        }
    }
}
