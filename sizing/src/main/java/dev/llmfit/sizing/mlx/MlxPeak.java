package dev.llmfit.sizing.mlx;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The most bytes that mlx-lm takes while it reads a prompt.
 *
 * <p>Weights and caches are exact. Of what one call computes, attention scores that MLX writes out are exact too; the rest is fitted
 * on public peaks ({@code mlx_lm/BENCHMARKS.md}; ml-explore/mlx-lm#1480), of which 15 of 18 come out within 5 %.
 *
 * @param low the least
 * @param mid most likely
 * @param high the most
 */
public record MlxPeak(long low, long mid, long high) {
    /** Head sizes of fused attention with more than a few queries; with others the scores are written out (mlx 0.32.4). */
    private static final Set<Integer> FUSED_HEADS = Set.of(64, 80, 128);

    /** Heads wider than this show no scores in the one public peak there is (Gemma 4 31B, 131,072 tokens). */
    private static final int WIDEST_WRITTEN_HEAD = 256;

    /** Copies of the widest row of a token that a call holds; fitted on public peaks at 2,048 tokens. */
    private static final int ROWS_HELD = 16;

    /** How much more it is with gated delta nets, whose intermediates are float32; fitted on ml-explore/mlx-lm#1480. */
    private static final int DELTA_NET_FACTOR = 3;

    /** Gate and up of an expert. */
    private static final int GATE_AND_UP = 2;

    /**
     * Returns the peak of a launch.
     *
     * @param weights bytes of the parameters
     * @param cache bytes of caches
     */
    static MlxPeak of(long weights, MlxMemory.Cache cache, HyperParameters hp, MlxClass type, MlxLaunch launch) {
        long context = launch.promptTokens();
        long chunk = Math.min(launch.prefillStepSize(), context);
        long held = Math.addExact(weights, cache.highest());
        long rows = rows(hp, type, chunk);
        long scores = scores(hp, type, chunk, context, false);
        long mostScores = scores(hp, type, chunk, context, true);
        return new MlxPeak(
                Math.addExact(Math.addExact(weights, cache.last()), Math.addExact(rows / 2, scores / 2)),
                Math.addExact(held, Math.addExact(rows, scores)),
                Math.addExact(held, Math.addExact(2 * rows, mostScores)));
    }

    /** Returns what a call holds beside scores. */
    private static long rows(HyperParameters hp, MlxClass type, long chunk) {
        long widest = IntStream.range(0, hp.nLayer())
                .mapToLong(il -> Math.max(hp.nEmbd(), width(hp, il)))
                .max()
                .orElse(0);
        return Math.multiplyExact(chunk * MlxQuantization.PLAIN_BYTES * ROWS_HELD, widest)
                * (type.also().contains(MlxClass.Also.DELTA_NET) ? DELTA_NET_FACTOR : 1);
    }

    private static long width(HyperParameters hp, int il) {
        if (hp.experts().isEmpty()) {
            return hp.nFf(il);
        }
        RoutedExperts experts = hp.requiredExperts();
        long one = experts.width().at(il).orElse(hp.nFf(il));
        return one * experts.used().at(il) * GATE_AND_UP;
    }

    private static long scores(HyperParameters hp, MlxClass type, long chunk, long context, boolean widest) {
        return IntStream.range(0, hp.nLayer())
                .filter(il -> hp.nHeadKv(il) > 0)
                .mapToLong(il -> layerScores(hp, type, il, chunk, context, widest))
                .max()
                .orElse(0);
    }

    private static long layerScores(
            HyperParameters hp, MlxClass type, int il, long chunk, long context, boolean widest) {
        boolean windowed = type.windows() != MlxClass.Windows.NONE && hp.isSwa(il);
        long seen = windowed ? Math.min(context, hp.requiredWindow().tokens() - 1L + chunk) : context;
        long scores = Math.multiplyExact(hp.nHead(il) * chunk * MlxQuantization.PLAIN_BYTES, seen);
        if (type.kvBits() == MlxClass.KvBits.FAILS || hp.compressedAttention().isPresent()) {
            return scores; // the class adds up scores of its own before attention
        }
        int head = hp.headKAt(il);
        boolean written = !FUSED_HEADS.contains(head) && (widest || head <= WIDEST_WRITTEN_HEAD);
        return written ? scores : 0;
    }
}
