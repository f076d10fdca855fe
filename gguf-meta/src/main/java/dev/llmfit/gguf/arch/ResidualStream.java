package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/** What runs past the layers where it is no plain sum. */
public sealed interface ResidualStream {
    /**
     * Every so many layers the stream is kept and starts anew; layers read a mix of those kept (kimi-k3).
     *
     * @param every layers between them ({@code attn_res.block_size}); 0 for none
     */
    record Checkpoints(int every) implements ResidualStream {
        public Checkpoints {
            Amount.count(every, "every");
        }
    }

    /**
     * Several streams that every layer mixes ({@code hyper_connection.*}).
     *
     * @param count how many
     * @param rank width of the mixing matrices; 0 for the full one
     * @param iterations in which their shares in each other are normed; 0 if they are not
     */
    record HyperConnections(int count, int rank, int iterations) implements ResidualStream {
        public HyperConnections {
            Amount.count(count, "count");
            Amount.count(rank, "rank");
            Amount.count(iterations, "iterations");
        }
    }
}
