package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.gguf.remote.WebClient.Answer;
import dev.llmfit.units.Amount;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Downloads one file: goes on where an earlier attempt ended, checks size and hash, and only then gives the file its name.
 */
public final class Download {
    /** Bytes that are copied at once; judgement. */
    private static final int BUFFER = 1 << 20;

    /** Broken connections in a row, with next to nothing between them, before a file is given up; judgement. */
    private static final int RESUMPTIONS = 8;

    /** What a connection must have brought to count as one that worked; judgement. */
    private static final long GOOD_PART = 1 << 20;

    /** A file may break once more for so many of its bytes; judgement. */
    private static final long BYTES_BETWEEN_BREAKS = 64L << 20;

    /** Room that a download leaves on the disk; judgement. */
    private static final long SPARE = 512L << 20;

    /**
     * What is downloaded.
     *
     * @param address where it is
     * @param bytes its size
     * @param sha256 its hash in hexadecimal digits, if it is known
     * @param target where it goes; its folder is created
     */
    public record File(URI address, long bytes, Optional<String> sha256, Path target) {
        public File {
            Amount.size(bytes, "bytes");
        }
    }

    private final WebClient client;
    private final Map<String, String> headers;

    Download(WebClient client, Map<String, String> headers) {
        this.client = client;
        this.headers = headers;
    }

    /**
     * Downloads a file; does nothing if it is already there with the right size.
     *
     * @param progress is told how many bytes are there
     * @throws RemoteException if the server fails, or what it sent has another size or hash
     * @throws IOException if the disk is too full or cannot be written
     */
    public void run(File file, LongConsumer progress) throws IOException {
        Path target = file.target().toAbsolutePath();
        if (Files.isRegularFile(target) && Files.size(target) == file.bytes()) {
            progress.accept(file.bytes());
            return;
        }
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(target + " is no path of a file");
        }
        Files.createDirectories(folder);
        Path part = target.resolveSibling(target.getFileName() + ".part");
        requireSpace(folder, file.bytes() - sizeOf(part));
        fetch(file, part, progress);
        check(file, part);
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target);
        }
    }

    /**
     * Refuses a set of files that the disk cannot hold, before the first is downloaded.
     *
     * @throws IOException if the disk is too full
     */
    public void requireSpace(List<File> files) throws IOException {
        Map<DiskSpace, Long> needed = new LinkedHashMap<>();
        Map<DiskSpace, Path> folders = new LinkedHashMap<>();
        for (File file : files) {
            Path target = file.target().toAbsolutePath();
            long there = Math.max(sizeOf(target), sizeOf(target.resolveSibling(target.getFileName() + ".part")));
            Path folder = existing(target);
            DiskSpace disk = DiskSpace.of(folder);
            needed.merge(disk, Math.max(0, file.bytes() - there), Math::addExact);
            folders.putIfAbsent(disk, folder);
        }
        for (Map.Entry<DiskSpace, Path> entry : folders.entrySet()) {
            requireSpace(entry.getValue(), needed.getOrDefault(entry.getKey(), 0L));
        }
    }

    /**
     * What tells disks apart without the list of mounts, which a container may not have.
     *
     * @param total bytes of the disk
     * @param usable bytes that are free on it
     */
    private record DiskSpace(long total, long usable) {
        static DiskSpace of(Path folder) {
            java.io.File place = folder.toFile();
            return new DiskSpace(place.getTotalSpace(), place.getUsableSpace());
        }
    }

    /** Returns the nearest folder above a path that is there. */
    private static Path existing(Path path) throws IOException {
        for (Path folder = path.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IOException("no folder above " + path + " exists");
    }

    private static void requireSpace(Path folder, long needed) throws IOException {
        long usable = DiskSpace.of(folder).usable();
        if (needed > 0 && usable - SPARE < needed) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s has %.1f GiB free, %.1f GiB are needed and 0.5 GiB are kept",
                    folder,
                    usable / (double) (1L << 30),
                    needed / (double) (1L << 30)));
        }
    }

    /** Goes on after broken connections, ever later, and not more often than the size of the file gives reason for. */
    private void fetch(File file, Path part, LongConsumer progress) throws IOException {
        int breaks = 0;
        int fruitless = 0;
        ServerPace pace = client.downloadPace();
        while (sizeOf(part) < file.bytes()) {
            long before = sizeOf(part);
            String reason = "it sent less than it announced";
            try {
                append(file, part, before, progress, pace);
                if (sizeOf(part) >= file.bytes()) {
                    return;
                }
            } catch (RemoteException e) {
                throw e;
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
            breaks++;
            fruitless = sizeOf(part) - before >= GOOD_PART ? 0 : fruitless + 1;
            if (fruitless >= RESUMPTIONS
                    || breaks >= RESUMPTIONS + file.bytes() / BYTES_BETWEEN_BREAKS
                    || !pace.left().isPositive()) {
                throw new RemoteException(
                        Kind.FAILED,
                        file.address().getHost() + " broke off " + breaks + " times: " + reason,
                        "run the command again, it goes on where it ended");
            }
            client.pause(fruitless);
        }
    }

    private void append(File file, Path part, long from, LongConsumer progress, ServerPace pace) throws IOException {
        Map<String, String> request = new LinkedHashMap<>(headers);
        if (from > 0) {
            request.put("Range", "bytes=" + from + "-");
        }
        try (Answer answer = client.get(file.address(), request, pace)) {
            boolean whole = answer.status() == 200 && from > 0;
            if (answer.status() == 206 && !startsAt(answer, from)) {
                throw new RemoteException(
                        Kind.FAILED,
                        file.address().getHost() + " sent another part of "
                                + file.address().getPath() + " than was asked for",
                        "try again later");
            }
            try (OutputStream out = whole
                            ? Files.newOutputStream(part)
                            : Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    InputStream in = answer.body()) {
                copy(in, out, whole ? 0 : from, file.bytes(), progress);
            }
        }
    }

    private static boolean startsAt(Answer answer, long from) {
        return answer.headers()
                .firstValue("content-range")
                .filter(range -> range.startsWith("bytes " + from + "-"))
                .isPresent();
    }

    private static void copy(InputStream in, OutputStream out, long from, long most, LongConsumer progress)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long there = from;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            there += n;
            progress.accept(there);
            if (there > most) {
                return; // longer than it should be: the check refuses it
            }
        }
    }

    private static void check(File file, Path part) throws IOException {
        long size = sizeOf(part);
        boolean right = size == file.bytes()
                && (file.sha256().isEmpty() || file.sha256().get().equalsIgnoreCase(sha256(part)));
        if (!right) {
            Files.deleteIfExists(part);
            throw new RemoteException(
                    Kind.FAILED,
                    size == file.bytes()
                            ? "The hash of " + file.address().getPath() + " is not the one that the server states"
                            : file.address().getPath() + " has " + size + " bytes, " + file.bytes() + " were announced",
                    "run the command again");
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
