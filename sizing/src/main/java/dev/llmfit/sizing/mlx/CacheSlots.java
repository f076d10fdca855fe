package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.mlx.LayerCache.Rows;
import dev.llmfit.sizing.mlx.MlxClass.KvBits;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A cache of a layer while tokens come in: its slots, as {@code update_and_fetch} allocates them.
 *
 * <p>Source: {@code mlx_lm/models/cache.py} of mlx-lm 0.32.2.
 */
abstract sealed class CacheSlots {
    /** Slots that are allocated at once ({@code KVCache.step}). */
    private static final int STEP = 256;

    /** Tokens so far. */
    long offset;

    /** Takes tokens of one call. */
    abstract void update(long tokens);

    /** Returns the bytes now. */
    abstract long bytes();

    /** Quantizes what is kept, if it can be. */
    abstract void quantize(KvQuantization way);

    private static long stepped(long tokens) {
        return Math.ceilDiv(tokens, STEP) * STEP;
    }

    /** Nothing that grows. */
    static final class Fixed extends CacheSlots {
        private final long bytes;

        Fixed(long bytes) {
            this.bytes = bytes;
        }

        @Override
        void update(long tokens) {
            offset += tokens;
        }

        @Override
        long bytes() {
            return bytes;
        }

        @Override
        void quantize(KvQuantization way) {
            // ArraysCache has no to_quantized: the option is without effect
        }
    }

    /** Rows of all tokens, or of those of a chunk, in steps. */
    static final class Growing extends CacheSlots {
        private final Rows rows;
        private final OptionalLong chunk;
        private long slots;
        private long start;
        private Optional<KvQuantization> quantized = Optional.empty();

        Growing(Rows rows, OptionalLong chunk) {
            this.rows = rows;
            this.chunk = chunk;
        }

        @Override
        void update(long tokens) {
            if (quantized.isPresent() && rows.kvBits() == KvBits.FAILS) {
                throw MlxRelease.refused("its attention reads keys by itself and ends with an error at the first token"
                        + " after caches are quantized");
            }
            if (chunk.isPresent() && offset - start > chunk.getAsLong()) {
                start = offset - chunk.getAsLong(); // maybe_trim_front
                slots = chunk.getAsLong();
            }
            long before = offset - start;
            if (slots == 0) {
                slots = stepped(tokens);
            } else if (before + tokens > slots) {
                slots = (before % STEP == 0 ? slots : before) + stepped(tokens);
            }
            offset += tokens;
        }

        @Override
        long bytes() {
            return Math.multiplyExact(slots, quantized.map(q -> q.bytes(rows)).orElseGet(rows::plainBytes));
        }

        @Override
        void quantize(KvQuantization way) {
            if (chunk.isEmpty() && rows.kvBits() != KvBits.IGNORED) {
                way.check(rows);
                quantized = Optional.of(way);
            }
        }
    }

    /** Rows of the last tokens; the tokens of a call are kept beside them until the next one is written. */
    static final class Rotating extends CacheSlots {
        private final Rows rows;
        private final long size;
        private final int keep;
        private long slots;
        private long index;

        Rotating(Rows rows, long size, int keep) {
            this.rows = rows;
            this.size = size;
            this.keep = keep;
        }

        @Override
        void update(long tokens) {
            if (tokens == 1) {
                updateInPlace();
            } else {
                append(tokens);
            }
            offset += tokens;
        }

        private void updateInPlace() {
            if (slots == 0 || (offset >= slots && slots < size)) {
                slots += Math.min(STEP, size - offset);
                index = offset;
            }
            if (slots > size) {
                slots = trimmed(slots, slots - size);
                index = size;
            }
            if (index == size) {
                index = keep;
            }
            index++;
        }

        private void append(long tokens) {
            if (slots > 0) {
                long ordered = index == slots || index < offset ? slots : index;
                slots = trimmed(ordered, ordered - size + 1);
            }
            slots += tokens;
            index = slots;
        }

        private long trimmed(long held, long surplus) {
            return surplus > 0 ? keep + Math.max(0, held - surplus - keep) : held;
        }

        @Override
        long bytes() {
            return Math.multiplyExact(slots, rows.plainBytes());
        }

        @Override
        void quantize(KvQuantization way) {
            throw MlxRelease.refused(
                    "caches with a sliding window cannot be quantized" + " (RotatingKVCache Quantization NYI)");
        }
    }
}
