package dev.llmfit.gguf;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Random access to the bytes of a file, whether on disk, in memory or behind a server that answers ranged requests. */
public interface ByteSource extends Closeable {

    /** Returns the size of the whole file in bytes. */
    long size();

    /**
     * Copies bytes of the file into an array, all of them or none.
     *
     * @param offset first byte in the file
     * @param into target
     * @param at first index in the target
     * @param length number of bytes; {@code offset + length} is at most {@link #size()}
     * @throws IOException if the bytes cannot be read
     */
    void read(long offset, byte[] into, int at, int length) throws IOException;

    /** Returns how many bytes one read should best ask for; a source with a long way to its bytes returns more. */
    default int preferredRead() {
        return 64 * 1024;
    }

    @Override
    default void close() throws IOException {}

    /**
     * Maps a file into memory.
     *
     * @throws IOException if the file cannot be opened or mapped
     */
    static ByteSource ofFile(Path file) throws IOException {
        return MappedFile.open(file);
    }

    /** Returns a source over bytes in memory, which are not copied. */
    static ByteSource ofBytes(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long offset, byte[] into, int at, int length) {
                System.arraycopy(bytes, Math.toIntExact(offset), into, at, length);
            }
        };
    }
}
