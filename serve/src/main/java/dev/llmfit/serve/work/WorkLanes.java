package dev.llmfit.serve.work;

import dev.llmfit.serve.HttpProblem;
import dev.llmfit.units.AbandonedException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Three classes of work: light, broad (many sizes in one answer) and heavy (searches). What takes milliseconds never waits behind what
 * takes a second: each class has threads of its own, which the system runs side by side.
 */
public final class WorkLanes {
    /** Heavy questions that wait, and as many broad ones; behind them a client would only see a timeout. */
    public static final int QUEUE = 64;

    /** Light questions that wait: one for each connection. */
    private static final int LIGHT_QUEUE = 256;

    /** Threads of the light class: as many as may wait for a file or a server at a time. */
    private static final int LIGHT_THREADS = 16;

    /** Memory that a search may hold; the largest of those measured held some 30 MB (docs/performance.md). */
    private static final long SEARCH_BYTES = 40L << 20;

    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor light = pool("serve-light", LIGHT_THREADS, LIGHT_QUEUE);
    private final ThreadPoolExecutor broad = pool("serve-broad", broadThreads(), QUEUE);
    private final ThreadPoolExecutor heavy = pool("serve-heavy", heavyThreads(), QUEUE);

    private final int seconds;

    /**
     * Creates the threads.
     *
     * @param seconds after which nobody waits for an answer any more
     */
    public WorkLanes(int seconds) {
        this.seconds = seconds;
    }

    /** Searches at a time: twice as many as processors, as far as the heap holds them. */
    static int heavyThreads() {
        Runtime java = Runtime.getRuntime();
        return (int) Math.clamp(java.maxMemory() / SEARCH_BYTES, 1L, 2L * java.availableProcessors());
    }

    /** Broad questions at a time: they do nothing but calculate, and two small ones need not wait for a large one. */
    static int broadThreads() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name(name, 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Returns what some quick work gives. */
    public <T> T light(Callable<T> work) {
        Future<T> going = begun(light, work);
        try {
            return result(going);
        } finally {
            giveUp(going);
        }
    }

    /** Returns what some slow work gives, if it is done within some seconds. */
    public <T> T heavy(Callable<T> work, int most) {
        Future<T> going = begin(true, work);
        try {
            return result(going, most);
        } finally {
            giveUp(going);
        }
    }

    /** Begins work that may be waited for more than once, so that it goes on when nobody waits: heavy, or else broad. */
    <T> Future<T> begin(boolean isHeavy, Callable<T> work) {
        return begun(isHeavy ? heavy : broad, work);
    }

    private static <T> Future<T> begun(ThreadPoolExecutor pool, Callable<T> work) {
        try {
            return pool.submit(work);
        } catch (RejectedExecutionException e) {
            throw new HttpProblem(429, "busy", "Too many questions wait already.").with("Retry-After", "2");
        }
    }

    /** Gives up what was begun: it stops at its next step, or never begins. */
    void giveUp(Future<?> going) {
        if (going.cancel(true)) {
            List.of(light, broad, heavy).forEach(ThreadPoolExecutor::purge);
        }
    }

    /**
     * Waits for what was begun.
     *
     * @throws AbandonedException if the waiting was interrupted, because nobody waits for this thread
     */
    <T> T result(Future<T> going) {
        return result(going, seconds);
    }

    private static <T> T result(Future<T> going, int most) {
        try {
            return going.get(most, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new HttpProblem(504, "timeout", "The answer takes longer than " + most + " seconds.")
                    .with("Retry-After", "5");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AbandonedException();
        } catch (CancellationException e) {
            throw ending();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AbandonedException) {
                throw ending();
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static HttpProblem ending() {
        return new HttpProblem(503, "ending", "The server is about to end.");
    }

    /** Returns how many heavy questions wait. */
    public int waiting() {
        return heavy.getQueue().size();
    }

    /** Returns how many heavy questions are being answered. */
    public int busy() {
        return heavy.getActiveCount();
    }

    /** Ends all work. */
    public void end() {
        light.shutdownNow();
        broad.shutdownNow();
        heavy.shutdownNow();
    }
}
