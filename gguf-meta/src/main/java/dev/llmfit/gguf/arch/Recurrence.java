package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.OptionalInt;

/** What recurrent layers keep of all tokens before, instead of a row for each. Sizes are those of one sequence and layer. */
public sealed interface Recurrence {
    /** Returns the elements of the rolling state, the last inputs of a convolution or shift ({@code n_embd_r}). */
    long rollingState();

    /** Returns the elements of the recurrent state ({@code n_embd_s}). */
    long state();

    /**
     * A state space, or a delta net of the same shape ({@code ssm.*}).
     *
     * @param kernel width of the convolution
     * @param inner inner width
     * @param size state of each channel
     * @param heads time-step rank: heads
     * @param groups groups of heads; 0 in the first generation, which has none
     * @param normed whether time step and state are normed (mamba)
     */
    record StateSpace(int kernel, int inner, int size, int heads, int groups, boolean normed) implements Recurrence {
        public StateSpace {
            Amount.count(kernel, "kernel");
            Amount.count(inner, "inner");
            Amount.count(size, "size");
            Amount.count(heads, "heads");
            Amount.count(groups, "groups");
        }

        StateSpace withNormed(boolean timeStepAndState) {
            return new StateSpace(kernel, inner, size, heads, groups, timeStepAndState);
        }

        /** Returns the channels of the convolution. */
        public long channels() {
            return inner + 2L * groups * size;
        }

        @Override
        public long rollingState() {
            return Math.multiplyExact(Math.max(0L, kernel - 1L), channels());
        }

        @Override
        public long state() {
            return (long) size * inner;
        }
    }

    /**
     * A convolution over the last inputs (lfm2).
     *
     * @param cache its width ({@code shortconv.l_cache})
     * @param width channels
     */
    record ShortConvolution(int cache, int width) implements Recurrence {
        public ShortConvolution {
            Amount.count(cache, "cache");
            Amount.count(width, "width");
        }

        @Override
        public long rollingState() {
            return (long) width * (cache - 1);
        }

        @Override
        public long state() {
            return 0;
        }
    }

    /**
     * Time mixing over a matrix state (RWKV).
     *
     * @param head size of a head ({@code wkv.head_size})
     * @param shifts rows of earlier tokens ({@code token_shift_count})
     * @param rescaleEvery period of layers whose output is halved (rwkv6)
     * @param width width of the residual stream
     */
    record TimeMixing(int head, int shifts, OptionalInt rescaleEvery, int width) implements Recurrence {
        public TimeMixing {
            Amount.count(head, "head");
            Amount.count(shifts, "shifts");
            Amount.count(width, "width");
        }

        @Override
        public long rollingState() {
            return (long) shifts * width;
        }

        @Override
        public long state() {
            return (long) width * head;
        }
    }

    /**
     * Delta attention with a convolution before each of query, key and value (KDA).
     *
     * @param kernel width of the convolutions
     * @param head size of a head ({@code kda.head_dim})
     * @param heads heads
     */
    record DeltaAttention(int kernel, int head, int heads) implements Recurrence {
        public DeltaAttention {
            Amount.count(kernel, "kernel");
            Amount.count(head, "head");
            Amount.count(heads, "heads");
        }

        @Override
        public long rollingState() {
            return 3L * (kernel > 0 ? kernel - 1 : 3) * heads * head; // llama_hparams::n_embd_r takes 4 for 0
        }

        @Override
        public long state() {
            return Math.multiplyExact((long) head * head, heads);
        }
    }

    /**
     * Linear attention over a matrix state (minimax-01).
     *
     * @param head size of a head
     * @param heads heads
     */
    record LinearAttention(int head, int heads) implements Recurrence {
        public LinearAttention {
            Amount.count(head, "head");
            Amount.count(heads, "heads");
        }

        @Override
        public long rollingState() {
            return 0;
        }

        @Override
        public long state() {
            return Math.multiplyExact((long) head * head, heads);
        }
    }
}
