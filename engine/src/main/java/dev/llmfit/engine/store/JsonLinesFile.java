package dev.llmfit.engine.store;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Amount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A file of JSON lines that several processes may append to. A line is written whole under a lock and forced to disk; if a
 * crash left half a line, the next one starts on a new line and readers count the broken one.
 */
public final class JsonLinesFile {
    /**
     * What a file holds.
     *
     * @param values one for each readable line
     * @param damaged lines that are no JSON
     */
    public record Content(List<JsonValue> values, int damaged) {
        public Content {
            Amount.count(damaged, "damaged");
            values = List.copyOf(values);
        }
    }

    /** File locks are held for the whole JVM, so threads of this one take turns first. */
    private static final ReentrantLock TURN = new ReentrantLock();

    private final Path path;

    /** Creates the view of a file, which need not exist. */
    public JsonLinesFile(Path path) {
        this.path = path;
    }

    /** Returns the path. */
    public Path path() {
        return path;
    }

    /** Appends one document. */
    public void append(JsonObject document) {
        TURN.lock();
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (FileChannel beside = lock();
                    FileLock lock = beside.lock();
                    FileChannel channel = FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                assert lock.isValid();
                long end = channel.size();
                String text = (endsInLine(channel, end) ? "" : "\n") + Json.compact(document) + "\n";
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    end += channel.write(bytes, end);
                }
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the result could not be stored in " + path, e);
        } finally {
            TURN.unlock();
        }
    }

    /**
     * Leaves lines out, in one step: readers see the old file or the new one, and nothing that is appended meanwhile is lost.
     *
     * @param dropped which documents; lines that are no JSON stay
     * @return the documents that were left out
     */
    public List<JsonValue> drop(Predicate<JsonValue> dropped) {
        TURN.lock();
        try {
            if (!Files.exists(path)) {
                return List.of();
            }
            try (FileChannel channel = lock();
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                List<JsonValue> out = new ArrayList<>();
                List<String> left = new ArrayList<>();
                for (String line : lines()) {
                    Optional<JsonValue> value = parsed(line).filter(dropped);
                    value.ifPresentOrElse(out::add, () -> left.add(line));
                }
                if (!out.isEmpty()) {
                    MeasurementStore.write(path, left);
                }
                return out;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("nothing could be dropped from " + path, e);
        } finally {
            TURN.unlock();
        }
    }

    /** The lock lies beside the file, because the file itself is replaced when lines are dropped. */
    private FileChannel lock() throws IOException {
        return FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private List<String> lines() throws IOException {
        // Bytes that are no UTF-8 spoil their line only.
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static Optional<JsonValue> parsed(String line) {
        try {
            return Optional.of(Json.parse(line));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean endsInLine(FileChannel channel, long size) throws IOException {
        if (size == 0) {
            return true;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        channel.read(last, size - 1);
        return last.get(0) == '\n';
    }

    /** Returns what the file holds; nothing if it does not exist. */
    public Content read() {
        if (!Files.exists(path)) {
            return new Content(List.of(), 0);
        }
        List<JsonValue> values = new ArrayList<>();
        int damaged = 0;
        try {
            for (String line : lines()) {
                Optional<JsonValue> value = parsed(line);
                value.ifPresent(values::add);
                damaged += value.isEmpty() ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the stored results in " + path + " cannot be read", e);
        }
        return new Content(values, damaged);
    }
}
