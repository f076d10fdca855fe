package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The caches of deepseek4: a window of the newest keys in every layer; in some layers a row for every 4 tokens, of which an indexer
 * chooses, in others a row for every 128; and the state of the compressors. Each sequence has rows of its own, unified or not.
 *
 * <p>Source: {@code llama_kv_cache_dsv4} in {@code src/llama-kv-cache-dsv4.cpp}.
 */
public final class CompressedCaches {
    /** Tokens of a row that an indexer chooses from ({@code DSV4_CSA_RATIO}). */
    public static final int CHOSEN = 4;

    /** Tokens of a row of the other kind ({@code DSV4_HCA_RATIO}). */
    public static final int COARSE = 128;

    private static final int CELLS_PAD = EffectiveLaunch.CELLS_PAD;

    private final AttentionCache window;
    private final AttentionCache chosen;
    private final AttentionCache coarse;
    private final AttentionCache indexer;
    private final CompressorState chosenState;
    private final CompressorState coarseState;
    private final CompressorState indexerState;

    CompressedCaches(HyperParameters hp, EffectiveLaunch launch, int pools, IntUnaryOperator poolOf) {
        int[] all = IntStream.range(0, hp.nLayerAll()).toArray();
        int[] fine = layers(hp, CHOSEN);
        int[] rough = layers(hp, COARSE);
        long head = hp.headK();
        long key = hp.requiredIndexer().head();
        long ctx = launch.nCtxSeq();
        window = AttentionCache.ofKeys(
                "raw", hp, launch, all, hp.kWidth(0), false, windowCells(hp, launch), pools, poolOf);
        chosen = AttentionCache.ofKeys("csa", hp, launch, fine, hp.kWidth(0), false, rows(ctx, CHOSEN), pools, poolOf);
        coarse = AttentionCache.ofKeys("hca", hp, launch, rough, hp.kWidth(0), false, rows(ctx, COARSE), pools, poolOf);
        indexer = AttentionCache.ofKeys("lid", hp, launch, fine, key, true, rows(ctx, CHOSEN), pools, poolOf);
        chosenState = new CompressorState("csa", hp, launch, fine, 2 * head, 2L * CHOSEN, poolOf);
        coarseState = new CompressorState("hca", hp, launch, rough, head, COARSE, poolOf);
        indexerState = new CompressorState("lid", hp, launch, fine, 2 * key, 2L * CHOSEN, poolOf);
    }

    private static int[] layers(HyperParameters hp, int ratio) {
        return IntStream.range(0, hp.nLayerAll())
                .filter(il -> hp.compressRatio(il).equals(OptionalInt.of(ratio)))
                .toArray();
    }

    /** The window never is unified, so it holds that of one sequence ({@code llama_kv_cache_iswa}). */
    private static long windowCells(HyperParameters hp, EffectiveLaunch launch) {
        long ctx = launch.nCtxSeq();
        return launch.options().swaFull()
                ? ctx
                : padded(Math.min(ctx, (long) hp.requiredWindow().tokens() + launch.nUbatch()));
    }

    private static long rows(long tokens, int ratio) {
        return padded(Math.max(1, Math.ceilDiv(tokens, ratio)));
    }

    private static long padded(long cells) {
        return Math.ceilDiv(cells, CELLS_PAD) * CELLS_PAD;
    }

    /** Returns the newest keys. */
    public AttentionCache window() {
        return window;
    }

    /** Returns the rows that the indexer chooses from. */
    public AttentionCache chosen() {
        return chosen;
    }

    /** Returns the rows of the coarse kind. */
    public AttentionCache coarse() {
        return coarse;
    }

    /** Returns the keys of the indexer. */
    public AttentionCache indexer() {
        return indexer;
    }

    /** Returns the state of what makes the rows that the indexer chooses from. */
    public CompressorState chosenState() {
        return chosenState;
    }

    /** Returns the state of what makes the rows of the coarse kind. */
    public CompressorState coarseState() {
        return coarseState;
    }

    /** Returns the state of what makes the keys of the indexer. */
    public CompressorState indexerState() {
        return indexerState;
    }

    /** Returns the states of the compressors. */
    List<Tensor> states() {
        return Stream.of(chosenState, coarseState, indexerState)
                .flatMap(state -> state.tensors().stream())
                .toList();
    }
}
