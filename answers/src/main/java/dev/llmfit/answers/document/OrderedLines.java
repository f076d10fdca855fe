package dev.llmfit.answers.document;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** Turns lines into answers on all cores and writes the answers in the order of the lines. */
final class OrderedLines {
    /** Lines read ahead of the answer being written; bounds the memory. */
    private static final int READ_AHEAD = 256;

    private final Function<String, byte[]> answer;

    /**
     * Creates the batch.
     *
     * @param answer turns a line into the bytes of its answer, line end included; called by several threads, must not throw
     */
    OrderedLines(Function<String, byte[]> answer) {
        this.answer = answer;
    }

    /**
     * Runs to the end of the input. Blank lines are skipped. Answers are flushed whenever the next one is not ready.
     *
     * @throws IOException if reading or writing fails
     */
    void run(BufferedReader in, OutputStream out) throws IOException {
        int workers = Math.max(1, Runtime.getRuntime().availableProcessors());
        BlockingQueue<Future<Optional<byte[]>>> answers = new LinkedBlockingQueue<>(READ_AHEAD);
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            CompletableFuture<Void> writing = new CompletableFuture<>();
            Thread writer = Thread.ofPlatform().name("batch-writer").start(() -> write(answers, out, writing));
            try {
                read(in, pool, answers, writing);
                answers.put(CompletableFuture.completedFuture(Optional.empty()));
                writer.join();
                writing.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            } finally {
                pool.shutdownNow();
                writer.interrupt();
            }
        }
    }

    private void read(
            BufferedReader in,
            ExecutorService pool,
            BlockingQueue<Future<Optional<byte[]>>> answers,
            CompletableFuture<Void> writing)
            throws IOException, InterruptedException {
        for (String line = in.readLine(); line != null && !writing.isDone(); line = in.readLine()) {
            if (!line.isBlank()) {
                String request = line;
                answers.put(pool.submit(() -> Optional.of(answer.apply(request))));
            }
        }
    }

    private static void write(
            BlockingQueue<Future<Optional<byte[]>>> answers, OutputStream out, CompletableFuture<Void> writing) {
        try {
            Optional<byte[]> next = answers.take().get();
            while (next.isPresent()) {
                out.write(next.get());
                Future<Optional<byte[]>> following = answers.peek();
                if (following == null || !following.isDone()) {
                    out.flush();
                }
                next = answers.take().get();
            }
            out.flush();
            writing.complete(null);
        } catch (IOException | ExecutionException e) {
            writing.completeExceptionally(e instanceof ExecutionException x && x.getCause() != null ? x.getCause() : e);
            drain(answers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            writing.completeExceptionally(e);
        }
    }

    /** Makes room so that the reader does not wait for a writer that has failed. */
    private static void drain(BlockingQueue<Future<Optional<byte[]>>> answers) {
        answers.clear();
    }
}
