package dev.llmfit.engine.store;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Amount;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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
        append(there -> List.of(document));
    }

    /**
     * Appends documents that are chosen by what is there; nothing that others append comes between.
     *
     * @param chosen returns what to append, given the lines that can be read
     * @return how many were appended
     */
    public int append(Function<List<JsonValue>, List<JsonObject>> chosen) {
        return locked("nothing could be stored in ", () -> {
            List<JsonObject> documents = chosen.apply(read().values());
            StringBuilder text = new StringBuilder();
            documents.forEach(d -> text.append(Json.compact(d)).append('\n'));
            try (FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long end = channel.size();
                String line = (endsInLine(channel, end) ? "" : "\n") + text;
                ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    end += channel.write(bytes, end);
                }
                channel.force(true);
            }
            return documents.size();
        });
    }

    /** Returns why nothing could be appended, as far as that can be told without writing; empty if it looks well. */
    public Optional<String> obstacle() {
        try {
            requireRegular();
        } catch (IOException e) {
            return Optional.of(WrittenFile.reason(e));
        }
        Path there = path.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || (!there.equals(path.toAbsolutePath()) && !Files.isDirectory(there))) {
            return Optional.of("a file is where a folder must be");
        }
        return Files.isWritable(there) ? Optional.empty() : Optional.of("permission denied");
    }

    /** Reads or changes the file. */
    @FunctionalInterface
    private interface Access<T> {
        T run() throws IOException;
    }

    /** Runs something that no other thread or process comes between. */
    private <T> T locked(String failure, Access<T> access) {
        TURN.lock();
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            requireRegular();
            try (FileChannel beside = lock();
                    FileLock lock = beside.lock()) {
                assert lock.isValid();
                return access.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(failure + path, e);
        } finally {
            TURN.unlock();
        }
    }

    /** A pipe or device in the place of the file would be waited for without end. */
    private void requireRegular() throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileSystemException(
                    path.toString(), null, Files.isDirectory(path) ? "it is a folder" : "it is no regular file");
        }
        Path beside = lockFile();
        if (Files.exists(beside) && !Files.isRegularFile(beside)) {
            throw new FileSystemException(beside.toString(), null, beside.getFileName() + " is no regular file");
        }
    }

    /**
     * Leaves lines out, in one step: readers see the old file or the new one, and nothing that is appended meanwhile is lost.
     *
     * @param dropped which documents; lines that are no JSON stay
     * @return the documents that were left out
     */
    public List<JsonValue> drop(Predicate<JsonValue> dropped) {
        if (!Files.isRegularFile(path)) {
            return List.of(); // what is no regular file holds no lines of this store
        }
        return locked("nothing could be dropped from ", () -> {
            List<JsonValue> out = new ArrayList<>();
            StringBuilder left = new StringBuilder();
            for (String line : lines()) {
                Optional<JsonValue> value = parsed(line).filter(dropped);
                value.ifPresentOrElse(out::add, () -> left.append(line).append('\n'));
            }
            if (!out.isEmpty()) {
                WrittenFile.write(path, left.toString().getBytes(StandardCharsets.ISO_8859_1));
            }
            return out;
        });
    }

    /** The lock lies beside the file, because the file itself is replaced when lines are dropped. */
    private FileChannel lock() throws IOException {
        return FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private Path lockFile() {
        return path.resolveSibling(path.getFileName() + ".lock");
    }

    /** Returns the lines, a character for each byte: bytes that are no UTF-8 spoil their line only, and are kept as they are. */
    private List<String> lines() throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static Optional<JsonValue> parsed(String line) {
        try {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            return Optional.of(Json.parse(new String(bytes, StandardCharsets.UTF_8)));
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
            requireRegular();
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
