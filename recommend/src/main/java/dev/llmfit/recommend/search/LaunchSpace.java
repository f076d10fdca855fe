package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.recommend.facts.CandidateFacts;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.memory.MemoryKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a search over the launches of one model may choose from beside its placement.
 *
 * @param objective what is wanted
 * @param profile the model
 * @param offer where its files are to be had
 * @param cacheTypes types of the cache that are allowed, the preferred one first
 */
record LaunchSpace(Objective objective, ModelProfile profile, ModelOffer offer, List<GgmlType> cacheTypes) {
    /** Where a context is free to choose, less than this for each slot holds no conversation; judgement. */
    static final int SMALLEST_CTX = 2048;

    LaunchSpace {
        cacheTypes = List.copyOf(cacheTypes);
    }

    /** Returns a launch with nothing on devices yet. */
    LaunchOptions base(int ctx, GgmlType cache, BatchMode batch) {
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(ctx)
                .withNUbatch(batch.ubatch())
                .withOpOffload(batch.opOffload())
                .withNBatch(Math.max(batch.ubatch(), LaunchOptions.defaults().nBatch()))
                .withNParallel(objective.slots())
                .withNOutputsMax(objective.slots())
                .withFlashAttn(FlashAttn.AUTO)
                .withTypeK(cache)
                .withTypeV(cache);
        return CandidateFacts.embeds(profile, offer.listing()) ? embedding(options) : options;
    }

    /**
     * A text must lie whole in a physical batch, or it is refused. A causal model whose last token stands for the text could be computed
     * in parts ({@code can_split} in {@code tools/server/server-context.cpp}), which is slower and depends on the pooling that the file
     * names, so it gets a batch for the whole text too.
     */
    private LaunchOptions embedding(LaunchOptions options) {
        int text = Math.max(options.nUbatch(), options.nCtx() / Math.max(1, options.nParallel()));
        LaunchOptions whole =
                options.withEmbeddings(true).withNUbatch(text).withNBatch(Math.max(text, options.nBatch()));
        if (offer.listing().purposes().contains("rerank")) {
            return whole.withPooling(Pooling.RANK);
        }
        return profile.hyper().causal() ? whole.withPooling(Pooling.LAST) : whole;
    }

    /** Returns the contexts over all slots to try: what is needed, and if the rules said so also three quarters and halves of it. */
    List<Integer> contexts() {
        int trained = profile.hyper().nCtxTrain();
        int wanted =
                objective.ctxFixed() || trained <= 0 ? objective.ctxEach() : Math.min(objective.ctxEach(), trained);
        List<Integer> contexts = new ArrayList<>(List.of(objective.ctx(wanted)));
        for (int each = wanted; !objective.ctxFixed() && each / 2 >= SMALLEST_CTX; each /= 2) {
            contexts.add(objective.ctx(each / 4 * 3));
            contexts.add(objective.ctx(each / 2));
        }
        return contexts;
    }

    /** Returns the types of the cache to try: a model without an attention cache has nothing to quantize. */
    List<GgmlType> cachesToTry() {
        boolean cached = MemoryKind.of(profile.hyper()).hasAttention();
        return cached ? cacheTypes : List.of(cacheTypes.getFirst());
    }

    /** Returns the quality of a file type with a cache of a type. */
    Quality quality(String fileType, GgmlType cache) {
        return QualityTable.withCache(offer.loss(fileType), profile.parameters(), cache, cache);
    }

    /** Returns the least bytes that the cache of each layer takes; the output layer, the last, has none. */
    long[] leastCaches(int ctx, GgmlType cache) {
        return WeightMap.leastCache(profile.hyper(), ctx, cache, cache);
    }

    /** Returns the least bytes that the cache of all layers takes. */
    long leastCache(int ctx, GgmlType cache) {
        return Arrays.stream(leastCaches(ctx, cache)).sum();
    }
}
