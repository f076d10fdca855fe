package dev.llmfit.units;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes into a pipe or device. The system waits without limit for somebody who opens the other end of a pipe, and for room in
 * it; this waits as long as something is taken, and some seconds more.
 */
final class PatientWriter {
    /** Long enough to start the reader by hand, short enough for a script that forgot it. Judgement. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As much as a pipe of Linux takes in one piece (pipe(7), {@code PIPE_BUF}). */
    private static final int PIECE = 4096;

    private final Path target;
    private final byte[] content;
    private final AtomicInteger taken = new AtomicInteger(-1); // not even open

    private volatile boolean givenUp;

    private PatientWriter(Path target, byte[] content) {
        this.target = target;
        this.content = content;
    }

    /**
     * Writes bytes.
     *
     * @throws IOException if they cannot be written, or nobody takes them
     */
    static void write(Path target, byte[] content) throws IOException {
        write(target, content, PATIENCE);
    }

    static void write(Path target, byte[] content, Duration patience) throws IOException {
        new PatientWriter(target, content.clone()).write(patience);
    }

    private void write(Duration patience) throws IOException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("write to " + target).start(() -> {
            try {
                pour();
                end.complete(null);
            } catch (IOException | RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        int before;
        do {
            before = taken.get();
            if (ended(end, patience)) {
                return;
            }
        } while (taken.get() > before);
        givenUp = true;
        throw new FileSystemException(
                target.toString(), null, "nobody has read from it for " + patience.toSeconds() + " s");
    }

    private static boolean ended(CompletableFuture<Void> end, Duration patience) throws IOException {
        try {
            end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private void pour() throws IOException {
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE)) {
            for (int at = 0; at < content.length && !givenUp; taken.set(at)) {
                at += out.write(ByteBuffer.wrap(content, at, Math.min(PIECE, content.length - at)));
            }
        }
    }
}
