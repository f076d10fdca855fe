package dev.llmfit.engine.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects what a process prints. Memory is bounded: later text is dropped once the bound is reached. */
final class OutputLines {
    /** A verbose log of a large model has some MB; more is a program gone wrong. */
    private static final int MOST_CHARACTERS = 32 << 20;

    /** Far more than any line that is read; judgement. */
    private static final int LONGEST_LINE = 1 << 20;

    private final List<String> lines = new ArrayList<>();
    private int characters;
    private final Thread reader;

    OutputLines(InputStream in, String name) {
        reader = Thread.ofVirtual().name(name).start(() -> read(in));
    }

    /** Returns the lines so far. */
    List<String> soFar() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Waits until the stream has ended, at most this long. */
    void drain(long millis) throws InterruptedException {
        reader.join(millis);
    }

    private void read(InputStream in) {
        char[] chunk = new char[8192];
        StringBuilder line = new StringBuilder();
        try (Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int n = text.read(chunk); n >= 0; n = text.read(chunk)) {
                for (int i = 0; i < n; i++) {
                    if (chunk[i] == '\n') {
                        add(line);
                    } else if (line.length() < LONGEST_LINE && chunk[i] != '\r') {
                        line.append(chunk[i]);
                    }
                }
            }
        } catch (IOException e) {
            // The pipe broke because the process was ended; what was read before is complete.
            line.append(" [output ended: ").append(e.getMessage()).append(']');
        }
        if (!line.isEmpty()) {
            add(line);
        }
    }

    private void add(StringBuilder line) {
        synchronized (lines) {
            if (characters < MOST_CHARACTERS) {
                characters += line.length() + 1;
                lines.add(line.toString());
            }
        }
        line.setLength(0);
    }
}
