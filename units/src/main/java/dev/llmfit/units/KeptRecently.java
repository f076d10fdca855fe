package dev.llmfit.units;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Values that were made last or asked for last; others are made again. Safe for use by several threads.
 *
 * @param <K> what a value is made of, nothing else
 * @param <V> a value, which does not change
 */
public final class KeptRecently<K, V> {
    private final int most;
    private final long mostBytes;
    private final ToLongFunction<K> bytes;
    private long held;
    private final Map<K, V> kept = new LinkedHashMap<>(16, 0.75f, true); // in the order of asking

    /**
     * Creates an empty store.
     *
     * @param most values that are kept
     */
    public KeptRecently(int most) {
        this(most, Long.MAX_VALUE, key -> 0);
    }

    /**
     * Creates an empty store.
     *
     * @param most values that are kept
     * @param mostBytes memory of those that are kept; one that takes more alone is not
     * @param bytes returns what a key and its value take of that, always the same
     */
    public KeptRecently(int most, long mostBytes, ToLongFunction<K> bytes) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.bytes = bytes;
    }

    /** Returns the value of a key, made if it is not kept; two threads that ask at the same time may both make it and get the same. */
    public V of(K key, Function<K, V> maker) {
        V known = asked(key);
        return known != null ? known : put(key, maker.apply(key));
    }

    private synchronized @Nullable V asked(K key) {
        return kept.get(key);
    }

    private synchronized V put(K key, V made) {
        V other = kept.get(key);
        if (other != null) {
            return other;
        }
        long taken = bytes.applyAsLong(key);
        if (taken > mostBytes) {
            return made;
        }
        kept.put(key, made);
        held += taken;
        while (kept.size() > most || held > mostBytes) {
            K eldest = kept.keySet().iterator().next();
            kept.remove(eldest);
            held -= bytes.applyAsLong(eldest);
        }
        return made;
    }
}
