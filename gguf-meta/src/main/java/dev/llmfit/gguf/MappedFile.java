package dev.llmfit.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file mapped into memory: only the pages that are read take memory, however large the file is. */
final class MappedFile implements ByteSource {
    private final Path file;
    private final Arena arena;
    private final MemorySegment bytes;

    private MappedFile(Path file, Arena arena, MemorySegment bytes) {
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
    }

    @SuppressWarnings("MustBeClosedChecker") // the mapping outlives this method; close() ends it
    static MappedFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            throw new NoSuchFileException(
                    file.toString(), null, there ? "it is a folder, a pipe or a link that leads nowhere" : null);
        }
        Arena arena = Arena.ofConfined();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new MappedFile(file, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    @Override
    public void read(long offset, byte[] into, int at, int length) throws IOException {
        try {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, into, at, length);
        } catch (InternalError e) {
            // The JVM's answer to SIGBUS: the file has become shorter since it was mapped, or its disk failed.
            throw new IOException("'" + file + "' changed or became unreadable while it was read", e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
