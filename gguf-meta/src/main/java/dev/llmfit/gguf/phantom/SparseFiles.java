package dev.llmfit.gguf.phantom;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Finds out whether a folder's file system leaves out the holes of files. */
public final class SparseFiles {
    /** More than other programs write in the meantime, and less than any disk that a model fits on; judgement. */
    private static final long HOLE = 256L << 20;

    private SparseFiles() {}

    /**
     * Tries it: a file with a large hole must not take the disk that the hole spans. It takes a few milliseconds.
     *
     * @param folder an existing folder that may be written
     * @throws IOException if no file can be written there
     */
    public static boolean supportedIn(Path folder) throws IOException {
        File disk = folder.toFile(); // a FileStore needs the list of mounts, which a container may not have
        Path probe = Files.createTempFile(folder, "llmfit-hole", ".tmp");
        try {
            Files.delete(probe);
            long before = disk.getUsableSpace();
            try (FileChannel channel = FileChannel.open(
                    probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
                channel.write(ByteBuffer.allocate(1), HOLE);
                channel.force(false);
                return before - disk.getUsableSpace() < HOLE / 2;
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
