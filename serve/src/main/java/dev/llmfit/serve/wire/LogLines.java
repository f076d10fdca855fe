package dev.llmfit.serve.wire;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes a log, one JSON object a line. Whoever reads it slowly slows nobody down: what does not fit into its queue is left out, and
 * how many lines that were stands in the next one.
 */
public final class LogLines implements Consumer<JsonObject>, AutoCloseable {
    /** Lines that wait; some seconds of a busy server. Judgement. */
    private static final int QUEUE = 4096;

    /** What still waits at the end is written within this, or not at all. */
    private static final long END_MILLIS = 1000;

    /** A line that says nothing ends the log. */
    private static final JsonObject END = JsonObject.builder().build();

    private final BlockingQueue<JsonObject> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final PrintStream out;
    private final Thread writer;

    /** Begins a log. */
    public LogLines(PrintStream out) {
        this(out, QUEUE);
    }

    /** Begins a log of which so many lines may wait. */
    LogLines(PrintStream out, int queue) {
        this.out = out;
        this.waiting = new ArrayBlockingQueue<>(queue);
        this.writer = Thread.ofPlatform().daemon().name("serve-log").start(this::write);
    }

    @Override
    public void accept(JsonObject line) {
        long before = lost.getAndSet(0);
        JsonObject told =
                before == 0 ? line : line.toBuilder().put("lost_before", before).build();
        if (!waiting.offer(told)) {
            lost.addAndGet(before + 1);
        }
    }

    private void write() {
        try {
            for (JsonObject line = waiting.take(); !line.equals(END); line = waiting.take()) {
                print(line);
            }
            out.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line that cannot be written is one that is lost; the next ones are written. */
    private void print(JsonObject line) {
        try {
            out.println(Json.compact(line)); // which escapes every control character: a line stays a line
            if (waiting.isEmpty()) {
                out.flush();
            }
        } catch (RuntimeException | Error e) {
            lost.incrementAndGet();
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        try {
            if (waiting.offer(END, END_MILLIS, TimeUnit.MILLISECONDS)) {
                writer.join(END_MILLIS);
            }
            writer.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
