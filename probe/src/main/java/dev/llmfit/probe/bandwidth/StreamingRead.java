package dev.llmfit.probe.bandwidth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how fast all cores together read memory, which is what generating a token does. Every thread compares two equal
 * arrays of its own that are far larger than the caches: the JVM does that with the widest loads of the processor, whichever
 * compiler is on, and nothing is written. As in STREAM the best time slice counts, since anything else that runs on the
 * machine only makes it slower.
 */
public final class StreamingRead {
    private static final int WARM_UP = 20_000;

    /** Elements that are compared before a thread reports: 1 MiB in each array. */
    private static final int CHUNK = 1 << 17;

    private static final long SLICE_MILLIS = 25;

    private final int threads;
    private final int chunks;
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
        this.chunks = Math.clamp(bytesPerThread / (2L * Long.BYTES * CHUNK), 1, 1 << 10);
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

    /** Compiles the comparison on a small array before anything is timed. */
    private static void warmUp() {
        long[] a = new long[1 << 10];
        long[] b = new long[1 << 10];
        for (int i = 0; i < WARM_UP; i++) {
            if (Arrays.mismatch(a, 0, a.length, b, 0, b.length) >= 0) {
                throw new IllegalStateException("equal arrays differ");
            }
        }
    }

    /** Allocates in the thread itself, so that the pages lie on its own memory node. */
    private void read(CountDownLatch ready, AtomicLong counter) {
        long[] a = new long[chunks * CHUNK];
        long[] b = new long[chunks * CHUNK];
        Arrays.fill(a, 1);
        Arrays.fill(b, 1);
        ready.countDown();
        int chunk = 0;
        while (!Thread.interrupted()) {
            int from = chunk * CHUNK;
            if (Arrays.mismatch(a, from, from + CHUNK, b, from, from + CHUNK) >= 0) {
                throw new IllegalStateException("equal arrays differ");
            }
            counter.addAndGet(2L * Long.BYTES * CHUNK);
            chunk = chunk + 1 == chunks ? 0 : chunk + 1;
        }
    }
}
