package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A machine as {@link RecordingSource} wrote it down. Reads nothing outside of the directory and starts no tool. */
public final class RecordedSource implements Source {
    /** As much as is recorded of a file at most. */
    private static final long MOST_TEXT = 4 << 20;

    private final Path directory;

    /**
     * Opens a recording.
     *
     * @throws IOException if the directory holds none
     */
    public RecordedSource(Path directory) throws IOException {
        this.directory = directory.toAbsolutePath().normalize();
        if (!Files.isRegularFile(this.directory.resolve("platform.txt"))) {
            throw new IOException(directory + " holds no recording: platform.txt is missing");
        }
    }

    @Override
    public Platform platform() {
        KeyValues values =
                read("platform.txt").found().map(t -> KeyValues.parse(t, '=')).orElseThrow();
        return new Platform(
                values.text("os").orElse("Linux"), values.text("arch").orElse("amd64"));
    }

    @Override
    public Probe<String> file(String path) {
        return read("files" + path);
    }

    @Override
    public Probe<String> link(String path) {
        return read("links" + path);
    }

    @Override
    public List<String> list(String listed) {
        return read("lists" + listed + ".list")
                .found()
                .map(t -> t.lines().toList())
                .orElse(List.of());
    }

    @Override
    public Probe<String> command(List<String> command) {
        return read("commands/" + RecordedNames.ofCommand(command));
    }

    @Override
    public Probe<String> library(Library library) {
        return read("libraries/" + library.name().toLowerCase(Locale.ROOT) + ".txt");
    }

    @Override
    public Map<String, String> environment() {
        return read("environment.txt")
                .found()
                .map(t -> KeyValues.parse(t, '=').all())
                .orElse(Map.of());
    }

    private Probe<String> read(String name) {
        Path file = directory.resolve(name).normalize();
        Path failed = directory.resolve(name + ".failed").normalize();
        if (!file.startsWith(directory)) {
            return new Probe.Failed<>(name + " leads out of the recording");
        }
        try {
            if (Files.isRegularFile(failed)) {
                return new Probe.Failed<>(Files.readString(failed));
            }
            if (!Files.isRegularFile(file)) {
                return new Probe.Absent<>(name + " was not recorded");
            }
            if (Files.size(file) > MOST_TEXT) {
                return new Probe.Failed<>(name + " is too large");
            }
            return new Probe.Found<>(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), "recorded " + name);
        } catch (IOException e) {
            return new Probe.Failed<>(name + ": " + e.getMessage());
        }
    }
}
