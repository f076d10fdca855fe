package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A machine as it was written down: by {@link RecordingSource} into a folder, or by {@link ProbeScript} as one text. Reads
 * nothing else and starts no tool.
 */
public final class RecordedSource implements Source {
    /** Bytes of a text that are read: a server with 256 processors and 8 GPUs prints about 1 MiB; judgement. */
    public static final int MOST_BYTES = 16 << 20;

    /** Name of the entry that says which system it is. */
    static final String PLATFORM = "platform.txt";

    private final Entries entries;

    /** What was written down, each thing under its name. */
    interface Entries {
        /** Returns what stands under a name such as {@code files/proc/meminfo}. */
        Probe<String> read(String name);
    }

    private RecordedSource(Entries entries) {
        this.entries = entries;
    }

    /**
     * Opens a recording.
     *
     * @param place a folder, or a file that holds what the script printed
     * @throws IOException if there is none
     */
    public static RecordedSource of(Path place) throws IOException {
        return Files.isRegularFile(place) ? of(RecordedText.read(place), place.toString()) : ofFolder(place);
    }

    /**
     * Opens what the script printed.
     *
     * @param text the whole text
     * @param from where it comes from, for messages
     * @throws IOException if it is no recording
     */
    public static RecordedSource of(String text, String from) throws IOException {
        return checked(RecordedText.parse(text), from);
    }

    /** Returns whether a file holds what the script printed. */
    public static boolean isText(Path file) {
        return Files.isRegularFile(file) && RecordedText.begins(file); // a pipe would be read once, and not again
    }

    private static RecordedSource ofFolder(Path folder) throws IOException {
        return checked(new RecordedFolder(folder), folder.toString());
    }

    private static RecordedSource checked(Entries entries, String from) throws IOException {
        if (entries.read(PLATFORM).found().isEmpty()) {
            throw new IOException(from + " holds no recording: " + PLATFORM + " is missing");
        }
        return new RecordedSource(entries);
    }

    @Override
    public Platform platform() {
        KeyValues values =
                entries.read(PLATFORM).found().map(t -> KeyValues.parse(t, '=')).orElseThrow();
        return new Platform(
                values.text("os").orElse("Linux"), values.text("arch").orElse("amd64"));
    }

    @Override
    public Probe<String> file(String path) {
        return entries.read("files" + path);
    }

    @Override
    public Probe<String> link(String path) {
        return entries.read("links" + path);
    }

    @Override
    public List<String> list(String listed) {
        return entries.read("lists" + listed + ".list")
                .found()
                .map(t -> t.lines().toList())
                .orElse(List.of());
    }

    @Override
    public Probe<String> command(List<String> command) {
        return entries.read("commands/" + RecordedNames.ofCommand(command));
    }

    @Override
    public Probe<String> library(Library library) {
        return entries.read("libraries/" + library.name().toLowerCase(Locale.ROOT) + ".txt");
    }

    @Override
    public Map<String, String> environment() {
        return entries.read("environment.txt")
                .found()
                .map(t -> KeyValues.parse(t, '=').all())
                .orElse(Map.of());
    }
}
