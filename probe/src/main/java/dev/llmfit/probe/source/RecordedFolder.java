package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The entries of a recording as files of a folder. */
final class RecordedFolder implements RecordedSource.Entries {
    /** As much as is recorded of a file at most. */
    private static final long MOST_TEXT = 4 << 20;

    private final Path directory;

    RecordedFolder(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public Probe<String> read(String name) {
        Path file = directory.resolve(name).normalize();
        Path failed = directory.resolve(name + RecordedText.FAILED).normalize();
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
