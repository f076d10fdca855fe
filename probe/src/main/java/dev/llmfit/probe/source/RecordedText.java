package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The entries of a recording as one text: a line {@code = NAME} begins an entry, the lines of its content follow, each behind
 * a {@code |}. Other lines are what a shell or a login said between, and are skipped.
 */
final class RecordedText implements RecordedSource.Entries {
    /** End of the name of an entry that holds why something could not be read. */
    static final String FAILED = ".failed";

    /** Bytes in which the first entry begins; judgement. */
    private static final int MOST_GREETING = 16 << 10;

    private final Map<String, String> contents;

    private RecordedText(Map<String, String> contents) {
        this.contents = contents;
    }

    /** Returns whether a file begins with the entry that the script writes first, after what a login may have said. */
    static boolean begins(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(MOST_GREETING), StandardCharsets.UTF_8);
            return ("\n" + head).contains("\n= " + RecordedSource.PLATFORM);
        } catch (IOException e) {
            return false; // whoever reads the file says why it cannot be read
        }
    }

    /** Returns the text of a file, as much of it as a recording may have. */
    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(RecordedSource.MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Reads what the script printed; of two entries of one name the first counts. */
    static RecordedText parse(String text) {
        Map<String, String> contents = new HashMap<>();
        String name = "";
        StringBuilder content = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            String clean = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (clean.startsWith("= ")) {
                keep(contents, name, content);
                name = clean.substring(2).strip();
            } else if (clean.startsWith("|")) {
                content.append(clean, 1, clean.length()).append('\n');
            }
        }
        keep(contents, name, content);
        return new RecordedText(contents);
    }

    private static void keep(Map<String, String> contents, String name, StringBuilder content) {
        if (!name.isEmpty()) {
            contents.putIfAbsent(name, content.toString());
        }
        content.setLength(0);
    }

    @Override
    public Probe<String> read(String name) {
        String failed = contents.get(name + FAILED);
        if (failed != null) {
            return new Probe.Failed<>(failed.strip());
        }
        String content = contents.get(name);
        return content == null
                ? new Probe.Absent<>(name + " was not recorded")
                : new Probe.Found<>(content, "recorded " + name);
    }
}
