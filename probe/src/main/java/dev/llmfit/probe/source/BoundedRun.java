package dev.llmfit.probe.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that ran until it ended.
 *
 * @param exit its exit code
 * @param output what it printed
 * @param complaint what it said on standard error; empty where that was redirected
 */
public record BoundedRun(int exit, String output, String complaint) {
    /** Bytes of a complaint that are read; sentences are short. */
    private static final int MOST_COMPLAINT = 8 << 10;

    /**
     * Runs a program with a time limit. It and its children are ended when that is reached, and when the thread is interrupted.
     *
     * @param input what it reads
     * @param most bytes of its output that are read
     * @throws IOException if it cannot be started
     * @throws TimeoutException if it goes on, or what it started holds its output open; the message says which, behind its name
     */
    public static BoundedRun of(ProcessBuilder program, String input, int most, Duration limit)
            throws IOException, InterruptedException, TimeoutException {
        Process process = program.start();
        try {
            CompletableFuture<String> output = CompletableFuture.supplyAsync(
                    () -> read(process.getInputStream(), most),
                    Thread.ofPlatform().daemon()::start);
            CompletableFuture<String> complaint = CompletableFuture.supplyAsync(
                    () -> {
                        say(process, input);
                        return read(process.getErrorStream(), MOST_COMPLAINT);
                    },
                    Thread.ofPlatform().daemon()::start);
            long deadline = System.nanoTime() + limit.toNanos();
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("did not answer within " + limit.toMillis() + " ms");
            }
            return new BoundedRun(process.exitValue(), within(deadline, output), within(deadline, complaint));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Something that the program started may outlive it. */
    private static String within(long deadline, CompletableFuture<String> text)
            throws InterruptedException, TimeoutException {
        try {
            return text.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw (TimeoutException) new TimeoutException("left its output open").initCause(e);
        }
    }

    private static void say(Process process, String input) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it had read all: its exit code and its words say why. To end it would close them.
        }
    }

    /** Windows tools may write a code page that is not UTF-8: undecodable bytes become replacement characters. */
    private static String read(InputStream stream, int most) {
        try (stream) {
            return new String(stream.readNBytes(most), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it was ended while it wrote
        }
    }
}
