package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Passes everything on and writes what was read into a directory that {@link RecordedSource} reads. */
public final class RecordingSource implements Source {
    private final Source inner;
    private final Path directory;
    private final PrivateData privacy = new PrivateData();

    /** Creates a recorder; the directory is made when something is written. */
    public RecordingSource(Source inner, Path directory) {
        this.inner = inner;
        this.directory = directory;
        Platform p = inner.platform();
        write("platform.txt", "os=" + p.osName() + "\narch=" + p.osArch() + "\n");
        StringBuilder env = new StringBuilder();
        for (String name : RecordedNames.VARIABLES) {
            String value = inner.environment().get(name);
            if (value != null) {
                env.append(name).append('=').append(privacy.kept(name, value)).append('\n');
            }
        }
        write("environment.txt", env.toString());
    }

    @Override
    public Platform platform() {
        return inner.platform();
    }

    @Override
    public Probe<String> file(String path) {
        return record("files" + path, inner.file(path));
    }

    @Override
    public Probe<String> link(String path) {
        return record("links" + path, inner.link(path));
    }

    @Override
    public List<String> list(String listed) {
        List<String> names = inner.list(listed);
        if (!names.isEmpty()) {
            write("lists" + listed + ".list", String.join("\n", names) + "\n");
        }
        return names;
    }

    @Override
    public Probe<String> command(List<String> command) {
        return record("commands/" + RecordedNames.ofCommand(command), inner.command(command));
    }

    @Override
    public Probe<String> library(Library library) {
        return record(
                "libraries/" + library.name().toLowerCase(java.util.Locale.ROOT) + ".txt", inner.library(library));
    }

    @Override
    public Map<String, String> environment() {
        return inner.environment();
    }

    private Probe<String> record(String name, Probe<String> probe) {
        switch (probe) {
            case Probe.Found<String> found -> write(name, privacy.kept(name, found.value()));
            case Probe.Failed<String> failed -> write(name + ".failed", failed.reason());
            case Probe.Absent<String> absent -> {}
        }
        return probe;
    }

    private synchronized void write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            WrittenFile.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
