package dev.llmfit.serve.work;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Answers that take more than a moment, kept for a minute: a question that comes twice is answered once, and one whose answer took too long is
 * ready when it is asked again. One that nobody waits for any more, because all who asked have gone, is given up and not kept.
 *
 * @param <V> what an answer is kept as
 */
public final class KeptAnswers<V> {
    /** Answers that are kept; one takes some ten kilobytes. Judgement. */
    private static final int MOST = 64;

    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final WorkLanes lanes;
    private final Map<String, Kept<V>> kept = new LinkedHashMap<>();

    /** An answer, made or being made; how many wait for it is told under the lock of all. */
    private static final class Kept<V> {
        private final Future<V> answer;
        private final long begun;
        private int waiting;

        Kept(Future<V> answer, long begun) {
            this.answer = answer;
            this.begun = begun;
        }

        boolean isGood(long now) {
            return !answer.isDone() || (answer.state() == Future.State.SUCCESS && now - begun < KEPT_NANOS);
        }
    }

    /** Creates an empty store. */
    public KeptAnswers(WorkLanes lanes) {
        this.lanes = lanes;
    }

    /**
     * Returns an answer.
     *
     * @param key all that it depends on
     * @param heavy whether it is a search; else it is many sizes, which wait behind none
     * @param work makes it
     */
    public V of(String key, boolean heavy, Callable<V> work) {
        Kept<V> one;
        synchronized (kept) {
            long now = System.nanoTime();
            kept.values().removeIf(k -> !k.isGood(now));
            one = kept.get(key);
            if (one == null) {
                one = new Kept<>(lanes.begin(heavy, work), now);
                if (kept.size() >= MOST) {
                    kept.remove(kept.keySet().iterator().next());
                }
                kept.put(key, one);
            }
            one.waiting++;
        }
        try {
            return lanes.result(one.answer);
        } finally {
            left(key, one, Thread.currentThread().isInterrupted());
        }
    }

    /** Whoever was told that it takes too long may come again, so that it goes on; whoever has gone does not. */
    private void left(String key, Kept<V> one, boolean gone) {
        synchronized (kept) {
            one.waiting--;
            if (gone && one.waiting == 0 && !one.answer.isDone()) {
                kept.remove(key, one);
                lanes.giveUp(one.answer);
            }
        }
    }
}
