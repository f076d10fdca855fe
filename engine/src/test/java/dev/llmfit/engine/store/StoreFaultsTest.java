package dev.llmfit.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A store that is damaged, in the way, or used by several processes loses nothing and doubles nothing. */
class StoreFaultsTest {
    private static final int PROCESSES = 8;
    private static final int OPERATIONS = 20;

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();

    private MeasurementStore store() {
        return new MeasurementStore(folder.resolve("data"), warnings::add);
    }

    private static JsonObject line(String name) {
        return JsonObject.builder().put("name", name).build();
    }

    @Test
    void whatCannotBeKeptIsAWarningAndNoFailure() throws IOException {
        Files.writeString(folder.resolve("data"), "a file");
        MeasurementStore store = store();
        store.checkWritable();
        assertTrue(store.add(line("a")).isPresent());
        assertEquals(1, new HashSet<>(warnings).size(), warnings::toString);
        assertTrue(
                warnings.getFirst().endsWith("(a file is where a folder must be); results are shown, and not kept."),
                warnings::toString);
        assertEquals("a file", Files.readString(folder.resolve("data")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeInThePlaceOfTheStoreIsNotWaitedFor() throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path pipe = data.resolve("measurements.jsonl");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            MeasurementStore store = store();
            assertEquals(List.of(), store.all());
            assertTrue(store.add(line("a")).isPresent());
            store.checkWritable();
        });
        assertTrue(warnings.stream().anyMatch(w -> w.contains("it is no regular file")), warnings::toString);
    }

    @Test
    void damagedAndNewerLinesAreToldAndStay() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        byte[] before = "{\"schema\":\"llmfit/measurement/9\"}\n{half\n\u00ff\u00fe\n{\"drop\":1}\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(data.resolve("measurements.jsonl"), before);
        MeasurementStore store = store();
        assertEquals(List.of(), store.all());
        assertEquals(List.of("4 of 4 stored results cannot be read (" + file + ")."), warnings);
        List<JsonValue> gone = new JsonLinesFile(file).drop(l -> l.get("drop").isPresent());
        assertEquals(1, gone.size());
        byte[] after =
                "{\"schema\":\"llmfit/measurement/9\"}\n{half\n\u00ff\u00fe\n".getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(after, Files.readAllBytes(file));
    }

    /** Adds, adds only what is not there, and drops, in a process of its own. */
    static final class Worker {
        private Worker() {}

        /** Runs with the file and the number of the process. */
        public static void main(String[] args) {
            JsonLinesFile file = new JsonLinesFile(Path.of(args[0]));
            for (int i = 0; i < OPERATIONS; i++) {
                String shared = "shared " + i;
                file.append(line(args[1] + " " + i));
                file.append(line("gone " + args[1] + " " + i));
                file.append(
                        there -> there.stream().anyMatch(l -> named(l, shared)) ? List.of() : List.of(line(shared)));
                String gone = "gone " + args[1] + " " + i;
                if (file.drop(l -> named(l, gone)).size() != 1) {
                    throw new IllegalStateException(gone + " was not there");
                }
            }
        }

        private static boolean named(JsonValue line, String name) {
            return line.string("name").filter(name::equals).isPresent();
        }
    }

    @Test
    void processesLoseAndDoubleNothing() throws IOException, InterruptedException {
        Path file = folder.resolve("data").resolve("shared.jsonl");
        List<Process> processes = new ArrayList<>();
        for (int p = 0; p < PROCESSES; p++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Worker.class.getName(),
                            file.toString(),
                            Integer.toString(p))
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertEquals(0, process.waitFor());
        }
        List<String> lines = Files.readAllLines(file);
        Set<String> names = new HashSet<>();
        lines.forEach(l -> names.add(Json.parse(l).string("name").orElseThrow()));
        assertEquals(PROCESSES * OPERATIONS + OPERATIONS, lines.size());
        assertEquals(lines.size(), names.size());
    }
}
