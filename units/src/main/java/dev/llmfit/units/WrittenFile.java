package dev.llmfit.units;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * The one way in which files are written that somebody may have already: readers see the old content or the new. A link stays a link, a
 * file keeps its mode, and what is no regular file (a device, a pipe) is written to and not replaced.
 */
public final class WrittenFile {
    /** As many links lead on at most ({@code MAXSYMLINKS} of Linux). */
    private static final int MOST_LINKS = 40;

    private WrittenFile() {}

    /**
     * Writes a text as UTF-8.
     *
     * @throws IOException if it cannot be written; the file is as it was then, and no draft is left
     */
    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes bytes.
     *
     * @throws IOException if they cannot be written; the file is as it was then, and no draft is left
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path target = target(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            Files.write(target, content, StandardOpenOption.WRITE);
            return;
        }
        Path draft = target.resolveSibling("." + target.getFileName() + ".llmfit-"
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId());
        try {
            fill(draft, content);
        } catch (NoSuchFileException e) {
            throw Files.isDirectory(draft.resolveSibling("."))
                    ? new FileSystemException(file.toString(), null, "its folder takes no files")
                    : e;
        } catch (AccessDeniedException e) {
            if (!Files.isWritable(target)) {
                throw e;
            }
            Files.write(target, content, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            return; // the file may be changed, its folder may not
        }
        try {
            keepMode(target, draft);
            move(draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Returns what a path leads to, over links; that need not exist. */
    private static Path target(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        for (int i = 0; Files.isSymbolicLink(target); i++) {
            if (i == MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static void fill(Path draft, byte[] content) throws IOException {
        boolean whole = false;
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
            whole = true;
        } finally {
            if (!whole && Files.exists(draft, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(draft);
            }
        }
    }

    private static void keepMode(Path target, Path draft) throws IOException {
        PosixFileAttributeView mode = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (mode != null && Files.exists(target)) {
            Files.setPosixFilePermissions(draft, mode.readAttributes().permissions());
        }
    }

    private static void move(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Returns why a file could not be written or read, words without a final stop; the path is said beside them. */
    public static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return "a file is where a folder must be";
        }
        if (failure instanceof FileSystemLoopException) {
            return "its links lead in a circle";
        }
        String said = failure instanceof FileSystemException f ? f.getReason() : failure.getMessage();
        return said == null || said.isBlank() ? "reading or writing failed" : said;
    }
}
