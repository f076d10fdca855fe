package dev.llmfit.probe.bandwidth;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how fast all cores together read memory, which is what generating a token does. Every thread compares two equal
 * blocks of its own that are far larger than the caches: the JVM does that with the widest loads of the processor, whichever
 * compiler is on, and nothing is written. The blocks lie outside of the heap on page boundaries; arrays in the heap start
 * anywhere, and loads that cross cache lines were measured to take half of the speed. As in STREAM the best time slice counts, since anything else that runs on the
 * machine only makes it slower.
 */
public final class StreamingRead {
    /** Calls until the loop runs compiled: HotSpot's last tier takes a method after 5,000 calls or 15,000 with loops. */
    private static final int WARM_UP = 20_000;

    /** Bytes that are compared before a thread reports, in each block. */
    private static final long CHUNK = 1 << 20;

    /** Bytes of the usual page of x86-64 and ARM. */
    private static final long PAGE = 4096;

    /** Time of one reading of the counters: short against other programs' pauses, long against a chunk; judgement. */
    private static final long SLICE_MILLIS = 25;

    private final int threads;
    private final long chunks;
    private final long millis;

    /**
     * Creates a measurement.
     *
     * @param threads threads, one for each physical core
     * @param bytesPerThread memory of each thread; several times the last-level cache in sum
     * @param millis how long to measure
     */
    public StreamingRead(int threads, long bytesPerThread, long millis) {
        this.threads = threads;
        this.chunks = Math.max(1, bytesPerThread / 2 / CHUNK);
        this.millis = millis;
    }

    /**
     * Returns 10^9 bytes per second.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public double gigabytesPerSecond() throws InterruptedException {
        warmUp();
        CountDownLatch ready = new CountDownLatch(threads);
        AtomicLong[] counters = new AtomicLong[threads];
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            AtomicLong counter = new AtomicLong();
            counters[i] = counter;
            workers.add(Thread.ofPlatform().daemon().name("read-" + i).start(() -> read(ready, counter)));
        }
        ready.await();
        double best = bestSlice(counters);
        for (Thread worker : workers) {
            worker.interrupt();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return best;
    }

    private double bestSlice(AtomicLong[] counters) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        long before = System.nanoTime();
        long read = sum(counters);
        double best = 0;
        while (before < end) {
            Thread.sleep(SLICE_MILLIS);
            long now = System.nanoTime();
            long total = sum(counters);
            best = Math.max(best, (total - read) / (double) (now - before));
            before = now;
            read = total;
        }
        return best;
    }

    private static long sum(AtomicLong[] counters) {
        return Arrays.stream(counters).mapToLong(AtomicLong::get).sum();
    }

    /** Compiles the comparison on a small block before anything is timed. */
    private static void warmUp() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(PAGE, PAGE);
            MemorySegment b = arena.allocate(PAGE, PAGE);
            for (int i = 0; i < WARM_UP; i++) {
                compare(a, b, 0, PAGE);
            }
        }
    }

    /** Allocates in the thread itself, so that the pages lie on its own memory node. */
    private void read(CountDownLatch ready, AtomicLong counter) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(chunks * CHUNK, PAGE).fill((byte) 1);
            MemorySegment b = arena.allocate(chunks * CHUNK, PAGE).fill((byte) 1);
            ready.countDown();
            long chunk = 0;
            while (!Thread.interrupted()) {
                compare(a, b, chunk * CHUNK, CHUNK);
                counter.addAndGet(2 * CHUNK);
                chunk = chunk + 1 == chunks ? 0 : chunk + 1;
            }
        } finally {
            ready.countDown(); // also when the memory cannot be had: the others must not wait for it
        }
    }

    private static void compare(MemorySegment a, MemorySegment b, long from, long bytes) {
        if (MemorySegment.mismatch(a, from, from + bytes, b, from, from + bytes) >= 0) {
            throw new IllegalStateException("equal blocks differ");
        }
    }
}
