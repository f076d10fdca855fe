package dev.llmfit.gguf.remote;

import dev.llmfit.units.Sha256;
import dev.llmfit.units.WrittenFile;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps the beginnings of remote files and small documents on disk with the ETag under which they were served. */
final class HeaderCache {
    /** {@code LFHC}. */
    private static final int MAGIC = 0x4c464843;

    /** Longest prefix that is read back: more than the largest header that {@link RemoteFile} accepts. */
    private static final int LARGEST = 256 << 20;

    /** Hexadecimal digits of an address's hash in the name of its file: two addresses never share them. */
    private static final int NAME_DIGITS = 32;

    /** What was read of a file. */
    static final class Entry {
        private final String etag;
        private final long size;
        private final byte[] prefix;

        /**
         * Creates an entry with a copy of the bytes.
         *
         * @param etag its ETag then; empty text if the server gave none
         * @param size bytes of the whole file
         * @param prefix its first bytes
         */
        Entry(String etag, long size, byte[] prefix) {
            this.etag = etag;
            this.size = size;
            this.prefix = prefix.clone();
        }

        String etag() {
            return etag;
        }

        long size() {
            return size;
        }

        /** Returns a copy of the first bytes. */
        byte[] prefix() {
            return prefix.clone();
        }
    }

    private final Path folder;

    HeaderCache(Path folder) {
        this.folder = folder.resolve("remote");
    }

    /** Returns what is known of an address; a damaged entry counts as none. */
    Optional<Entry> find(URI address) {
        Path file = file(address);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readInt() != MAGIC || !in.readUTF().equals(address.toString())) {
                return Optional.empty();
            }
            String etag = in.readUTF();
            long size = in.readLong();
            int length = in.readInt();
            if (length <= 0 || length > LARGEST || length > Files.size(file) || size < length) {
                return Optional.empty();
            }
            byte[] prefix = in.readNBytes(length);
            return prefix.length == length ? Optional.of(new Entry(etag, size, prefix)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // half written or of an older version: it is read again from the server
        }
    }

    /** Keeps an entry; replaces an older one at once. Where it cannot be kept, it is read from the server again. */
    void put(URI address, Entry entry) {
        try {
            Files.createDirectories(folder);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(entry.prefix.length + 512);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(MAGIC);
            out.writeUTF(address.toString());
            out.writeUTF(entry.etag());
            out.writeLong(entry.size());
            out.writeInt(entry.prefix.length);
            out.write(entry.prefix);
            WrittenFile.write(file(address), bytes.toByteArray());
        } catch (IOException e) {
            drop(address); // a full disk or a folder of somebody else: the answer does not need the cache
        }
    }

    /** Forgets an entry. */
    void drop(URI address) {
        try {
            Files.deleteIfExists(file(address));
        } catch (IOException e) {
            return; // it stays as it is, and is read past
        }
    }

    private Path file(URI address) {
        return folder.resolve(Sha256.of(address.toString()).substring(0, NAME_DIGITS) + ".bin");
    }
}
