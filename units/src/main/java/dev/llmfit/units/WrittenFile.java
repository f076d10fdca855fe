package dev.llmfit.units;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one way in which files are written that somebody may have already: readers see the old content or the new. A link stays a
 * link, a file keeps its mode, and what is no regular file (a device, a pipe) is written to and not replaced, as long as somebody
 * reads from it. What a killed run left half written is removed by the next one that writes into the folder.
 */
public final class WrittenFile {
    /** As many links lead on at most ({@code MAXSYMLINKS} of Linux). */
    private static final int MOST_LINKS = 40;

    private static final String DRAFT = ".llmfit-";

    /** The end of a draft's name: pid and thread. */
    private static final Pattern OF_RUN = Pattern.compile("[.]llmfit-([0-9]{1,18})-[0-9]{1,18}$");

    /** A draft is written within milliseconds. The pid in its name may be one of another container, where it is alive: judgement. */
    private static final Duration SURELY_LEFT = Duration.ofMinutes(1);

    /** In which drafts of killed runs have been looked for. */
    private static final Set<Path> CLEANED = ConcurrentHashMap.newKeySet();

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
        if (isPipe(target)) {
            PatientWriter.write(target, content);
            return;
        }
        removeDrafts(target.resolveSibling("."));
        Path draft = target.resolveSibling("." + target.getFileName() + DRAFT
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

    /**
     * Adds a text to the end of a file as UTF-8; the file is made if it is not there.
     *
     * @throws IOException if it cannot be written
     */
    public static void append(Path file, String text) throws IOException {
        if (isPipe(file)) {
            PatientWriter.write(file, text.getBytes(StandardCharsets.UTF_8));
        } else {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static boolean isPipe(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static void removeDrafts(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder) || !CLEANED.add(folder.normalize())) {
            return;
        }
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, ".*" + DRAFT + "*")) {
            for (Path draft : drafts) {
                if (isLeft(draft)) {
                    Files.deleteIfExists(draft);
                }
            }
        } catch (DirectoryIteratorException | FileSystemException e) {
            // Another user's draft, or a folder that went: what is to be written meets the same obstacle, or none.
            System.getLogger(WrittenFile.class.getName()).log(System.Logger.Level.DEBUG, "a draft stays", e);
        }
    }

    /** Returns whether the run is dead that wrote a draft. */
    static boolean isLeft(Path draft) throws IOException {
        Matcher name = OF_RUN.matcher(draft.getFileName().toString());
        if (!name.find() || !Files.isRegularFile(draft, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Instant written =
                Files.getLastModifiedTime(draft, LinkOption.NOFOLLOW_LINKS).toInstant();
        return written.isBefore(Instant.now().minus(SURELY_LEFT))
                && ProcessHandle.of(Long.parseLong(name.group(1)))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
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
