package dev.llmfit.sizing;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * What llama-server takes of the host's memory after its start, beside the buffers that it has from the start: prompts that it
 * keeps ({@code --cache-ram}), checkpoints of what cannot be rolled back ({@code --ctx-checkpoints}), rows of results.
 *
 * <p>Source: {@code tools/server/server-task.cpp} ({@code server_prompt_cache}), {@code server-context.cpp} ({@code
 * create_checkpoint}, {@code prompt_save}) and {@code src/llama-context.cpp} ({@code output_reserve}) of b11434. A kept prompt
 * holds the state of its sequence and copies of its checkpoints; both count against {@code --cache-ram}. The checkpoints of the slots
 * themselves do not.
 *
 * @param slots {@code -np}
 * @param state what is kept of the sequences
 * @param cacheRam limit of the prompt cache in MiB: 0 is off, -1 no limit
 * @param ctxCheckpoints most checkpoints of a slot; 0 where none are made
 * @param makesRoom whether the cache makes room before it keeps a prompt; else it is over its limit by one for a moment
 * @param outputs the rows of results that a batch can have
 */
public record HostGrowth(
        int slots, SequenceState state, int cacheRam, int ctxCheckpoints, boolean makesRoom, Bytes outputs) {
    /** Nothing grows: what a program other than llama-server does, or a part of a launch that keeps no context. */
    public static final HostGrowth NONE = new HostGrowth(1, SequenceState.NONE, 0, 0, true, Bytes.ZERO);

    /**
     * Checkpoints of a conversation that is neither new nor full: eight turns, of which each leaves one before the last message of the
     * user and one at its end; judgement.
     */
    private static final int USUAL_CHECKPOINTS = 16;

    public HostGrowth {
        Amount.count(slots, "slots");
        Amount.count(cacheRam + 1, "cache_ram + 1");
        Amount.count(ctxCheckpoints, "ctx_checkpoints");
    }

    /**
     * The size of what llama-server writes of a sequence.
     *
     * @param full caches of a whole context of one slot, bytes
     * @param all those of all slots together, bytes; as much as {@code full} where slots share one cache
     * @param fixed what a sequence of any length has: sliding windows and recurrent states, bytes
     * @param partial what a checkpoint holds at most, bytes
     */
    public record SequenceState(long full, long all, long fixed, long partial) {
        /** No memory of tokens. */
        public static final SequenceState NONE = new SequenceState(0, 0, 0, 0);

        public SequenceState {
            Amount.size(full, "full");
            Amount.size(all, "all");
            Amount.size(fixed, "fixed");
            Amount.size(partial, "partial");
        }

        /** Returns this sequence with that of a draft model, which is kept with it. */
        SequenceState plus(SequenceState draft) {
            return new SequenceState(full + draft.full, all + draft.all, fixed + draft.fixed, partial + draft.partial);
        }
    }

    /**
     * How much one kind grows.
     *
     * @param bound what it cannot exceed; empty if nothing limits it
     * @param expected what it takes when half of every context is filled and each slot has left one such conversation; never above the
     *     bound
     */
    public record Growth(Optional<Bytes> bound, Bytes expected) {
        private static final Growth NOTHING = new Growth(Optional.of(Bytes.ZERO), Bytes.ZERO);
    }

    /** Returns the kept prompts. */
    public Growth promptCache() {
        if (cacheRam == 0 || state.full() + state.fixed() == 0) {
            return Growth.NOTHING;
        }
        int checkpoints = Math.min(ctxCheckpoints, USUAL_CHECKPOINTS);
        Bytes usual = Bytes.of(state.all() / 2 + slots * (state.fixed() + checkpoints * state.partial()));
        if (cacheRam < 0) {
            return new Growth(Optional.empty(), usual);
        }
        Bytes limit = Bytes.ofMib(cacheRam);
        Bytes over = Bytes.of(makesRoom ? 0 : state.full() + state.fixed() + ctxCheckpoints * state.partial());
        return new Growth(Optional.of(limit.plus(over)), usual.min(limit));
    }

    /** Returns the checkpoints of the slots. */
    public Growth checkpoints() {
        return new Growth(
                Optional.of(checkpoints(ctxCheckpoints)), checkpoints(Math.min(ctxCheckpoints, USUAL_CHECKPOINTS)));
    }

    private Bytes checkpoints(int ofSlot) {
        return Bytes.of((long) ofSlot * slots * state.partial());
    }

    /** Returns what everything cannot exceed; empty if nothing limits it. */
    public Optional<Bytes> bound() {
        return promptCache()
                .bound()
                .map(cache -> cache.plus(checkpoints(ctxCheckpoints)).plus(outputs));
    }

    /** Returns what everything is expected to take. */
    public Bytes expected() {
        return promptCache().expected().plus(checkpoints().expected()).plus(outputs);
    }

    /** Returns whether checkpoints are made at all. */
    public boolean makesCheckpoints() {
        return ctxCheckpoints > 0 && state.partial() > 0;
    }

    /** Returns this launch with other limits, where it keeps prompts and makes checkpoints at all. */
    public HostGrowth within(int otherCacheRam, int otherCheckpoints) {
        return new HostGrowth(
                slots,
                state,
                cacheRam == 0 ? 0 : otherCacheRam,
                ctxCheckpoints == 0 ? 0 : otherCheckpoints,
                makesRoom,
                outputs);
    }

    /**
     * Returns this launch with a draft model's context: what is kept of a sequence has its part. A draft's plain cache is written whole
     * into each checkpoint.
     */
    public HostGrowth beside(HostGrowth draft) {
        if (draft.state.equals(SequenceState.NONE)) {
            return this;
        }
        return new HostGrowth(
                slots, state.plus(draft.state), cacheRam, ctxCheckpoints, makesRoom, outputs.plus(draft.outputs));
    }
}
