package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.vllm.VllmCaches.Placed;
import dev.llmfit.sizing.vllm.VllmLayerCache.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * The pool of blocks that layers draw from.
 *
 * <p>Source: {@code v1/core/kv_cache_planning.py} ({@code get_kv_cache_groups}, {@code get_kv_cache_configs}, {@code
 * _check_enough_kv_cache_memory}) and {@code v1/core/kv_cache_utils.py} ({@code get_kv_cache_capacity}); before 0.33 both were in
 * the latter.
 *
 * @param block tokens of a block of the engine
 * @param groups layers that share a table of blocks
 * @param stageBytes bytes of a block on a GPU of each pipeline stage
 * @param requestBlocks blocks of a request of the longest length
 * @param blocks how many there are
 * @param tokens as vLLM prints them
 * @param concurrency requests of the longest length at the same time
 * @param refusal empty if a request of the longest length fits
 */
public record VllmPlan(
        long block,
        List<Group> groups,
        List<Long> stageBytes,
        long requestBlocks,
        long blocks,
        long tokens,
        double concurrency,
        Optional<Refusal> refusal) {
    public VllmPlan {
        groups = List.copyOf(groups);
        stageBytes = List.copyOf(stageBytes);
    }

    /**
     * Layers that share a table of blocks.
     *
     * @param kind {@code full}, {@code sliding}, {@code chunked}, {@code latent}, {@code indexer}, {@code state}
     * @param layers how many
     * @param block tokens of a block
     * @param page bytes of a block of one layer, of all layers where they lie together
     * @param requestBlocks blocks of a request of the longest length
     */
    public record Group(String kind, int layers, long block, long page, long requestBlocks) {}

    /**
     * Why the launch ends.
     *
     * @param needed bytes of a request of the longest length
     * @param available bytes for it
     * @param longest tokens of the longest request that fits; 0 if none does
     */
    public record Refusal(long needed, long available, long longest) {}

    /** A kind of layers is dealt out into groups of the largest kind's size if that is below this many times the smallest's. */
    private static final double NEARLY_EQUAL = 1.5;

    /** Group of layers that lie in different pages side by side. */
    private static final String TOGETHER = "together";

    /**
     * Plans the pool.
     *
     * @param caches of all layers on one GPU
     * @param launch the launch
     * @param available bytes on a GPU of each pipeline stage
     */
    static VllmPlan of(VllmCaches caches, VllmLaunch launch, List<Long> available) {
        List<Placed> layers = caches.layers();
        if (layers.isEmpty()) {
            return new VllmPlan(caches.block(), List.of(), List.of(), 0, 1, 0, 0, Optional.empty());
        }
        List<VllmStage> stages = VllmStage.of(caches.count(), launch.split().pipeline());
        List<Dealt> dealt = deal(layers);
        boolean together = dealt.isEmpty();
        List<VllmLayerCache> heads = together
                ? List.of(layers.getFirst().cache())
                : dealt.stream().map(Dealt::cache).toList();
        List<Long> stageBytes = new ArrayList<>();
        for (VllmStage stage : stages) {
            stageBytes.add(together ? sum(layers, stage) : largest(dealt, stage));
        }
        Requests requests = new Requests(heads, launch);
        return new Pool(launch, requests, stageBytes, available)
                .plan(caches.block(), groups(layers, dealt, requests, launch));
    }

    /** Returns the bytes of all blocks on a GPU of a pipeline stage; what a {@code long} holds at most if they are more. */
    long poolBytes(int stage) {
        return stageBytes.isEmpty() ? 0 : bytes(blocks, stageBytes.get(stage));
    }

    private static long bytes(long blocks, long size) {
        return size > 0 && blocks > Long.MAX_VALUE / size ? Long.MAX_VALUE : blocks * size;
    }

    private static long sum(List<Placed> layers, VllmStage stage) {
        return layers.stream()
                .filter(p -> stage.has(p.layer()))
                .mapToLong(p -> p.cache().page())
                .sum();
    }

    private static long largest(List<Dealt> dealt, VllmStage stage) {
        return dealt.stream()
                .mapToLong(d -> d.cache().page()
                        * d.layers().stream().filter(stage::has).count())
                .max()
                .orElse(0);
    }

    private static List<Group> groups(List<Placed> layers, List<Dealt> dealt, Requests requests, VllmLaunch launch) {
        if (dealt.isEmpty()) {
            VllmLayerCache first = layers.getFirst().cache();
            long pages = layers.stream().mapToLong(p -> p.cache().page()).sum();
            return List.of(new Group(
                    TOGETHER, layers.size(), first.block(), pages, requests.blocks(first, launch.maxModelLen())));
        }
        return dealt.stream()
                .map(d -> new Group(
                        d.cache().kind().name().toLowerCase(Locale.ROOT),
                        d.layers().size(),
                        d.cache().block(),
                        d.cache().page(),
                        requests.blocks(d.cache(), launch.maxModelLen())))
                .toList();
    }

    /**
     * A group before it is counted.
     *
     * @param cache of each of its layers
     * @param layers which
     */
    private record Dealt(VllmLayerCache cache, List<Integer> layers) {}

    /** Returns the groups; none where layers of different pages lie side by side in one. */
    private static List<Dealt> deal(List<Placed> layers) {
        Map<VllmLayerCache, List<Integer>> kinds = kinds(layers);
        if (kinds.size() == 1) {
            return List.of(new Dealt(
                    layers.getFirst().cache(), kinds.values().iterator().next()));
        }
        boolean oneBlock =
                kinds.keySet().stream().map(VllmLayerCache::block).distinct().count() == 1;
        if (oneBlock && kinds.keySet().stream().allMatch(VllmLayerCache::keepsAll)) {
            return List.of();
        }
        Map<VllmLayerCache, List<Integer>> equal = kinds(unified(layers));
        int low = equal.values().stream().mapToInt(List::size).min().orElse(0);
        int high = equal.values().stream().mapToInt(List::size).max().orElse(0);
        int size = high < low * NEARLY_EQUAL ? high : low;
        List<Dealt> dealt = new ArrayList<>();
        equal.forEach((cache, own) -> {
            int parts = Math.ceilDiv(own.size(), size);
            for (int part = 0; part < parts; part++) {
                List<Integer> some = new ArrayList<>();
                for (int i = part; i < own.size(); i += parts) {
                    some.add(own.get(i));
                }
                dealt.add(new Dealt(cache, some));
            }
        });
        return dealt;
    }

    private static Map<VllmLayerCache, List<Integer>> kinds(List<Placed> layers) {
        Map<VllmLayerCache, List<Integer>> kinds = new LinkedHashMap<>();
        layers.forEach(
                p -> kinds.computeIfAbsent(p.cache(), c -> new ArrayList<>()).add(p.layer()));
        return kinds;
    }

    /** Makes all pages equal: a smaller one gets a longer block, a state or an odd one is padded. */
    private static List<Placed> unified(List<Placed> layers) {
        long top = layers.stream().mapToLong(p -> p.cache().page()).max().orElse(0);
        return layers.stream()
                .map(p -> new Placed(p.layer(), unified(p.cache(), top)))
                .toList();
    }

    private static VllmLayerCache unified(VllmLayerCache cache, long top) {
        long page = cache.page();
        if (page == top) {
            return cache;
        }
        return cache.kind() != Kind.STATE && top % page == 0
                ? cache.withBlock(cache.block() * (top / page))
                : cache.paddedTo(top);
    }

    /** The blocks that requests need. */
    private record Requests(List<VllmLayerCache> groups, VllmLaunch launch) {
        long blocks(VllmLayerCache cache, long length) {
            // max_concurrent_batches: one for each stage, and one more that is prepared meanwhile
            long concurrent = launch.split().pipeline() + (launch.cache().asyncScheduling() ? 1L : 0);
            long batches = launch.release().has(VllmSwitch.BATCHES_IN_FLIGHT) ? concurrent : 1;
            // Context parallelism spreads the tokens of a request over GPUs.
            long own = Math.ceilDiv(length, launch.split().context());
            return cache.blocks(
                    own, batches * launch.batch().tokens(), launch.drafts().tokens());
        }

        long all(long length) {
            return groups.stream().mapToLong(c -> blocks(c, length)).sum();
        }
    }

    /** What there is for the blocks. */
    private record Pool(VllmLaunch launch, Requests requests, List<Long> stageBytes, List<Long> available) {
        VllmPlan plan(long block, List<Group> groups) {
            long length = launch.maxModelLen();
            long perRequest = requests.all(length);
            long blocks = blocks();
            double concurrency = blocks / (double) perRequest;
            long smallest = groups.stream().mapToLong(Group::block).min().orElse(block);
            long tokens = launch.release().has(VllmSwitch.TOKENS_BY_CONCURRENCY)
                    ? (long) (concurrency * length)
                    : blocks / groups.size() * smallest * launch.split().context();
            return new VllmPlan(
                    block, groups, stageBytes, perRequest, blocks, tokens, concurrency, refusal(perRequest));
        }

        private long blocks() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < stageBytes.size(); i++) {
                if (stageBytes.get(i) > 0) {
                    least = Math.min(least, Math.max(0, available.get(i)) / stageBytes.get(i));
                }
            }
            int wished = launch.cache().blocks();
            return wished > 0 ? wished : least;
        }

        private Optional<Refusal> refusal(long perRequest) {
            boolean nullBlock = launch.release().has(VllmSwitch.NULL_BLOCK_CHECKED);
            for (int i = 0; i < stageBytes.size(); i++) {
                long size = stageBytes.get(i);
                if (size == 0) {
                    continue;
                }
                long have = launch.cache().blocks() > 0 ? bytes(launch.cache().blocks(), size) : available.get(i);
                long usable = nullBlock ? have - size : have;
                if (perRequest * size > usable) {
                    long longest = longest(n -> requests.all(n) * size <= usable, launch.maxModelLen());
                    return Optional.of(new Refusal(perRequest * size, usable, longest));
                }
            }
            return Optional.empty();
        }

        private static long longest(LongPredicate fits, long top) {
            long best = 0;
            long low = 1;
            long high = top;
            while (low <= high) {
                long middle = (low + high) / 2;
                if (fits.test(middle)) {
                    best = middle;
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return best;
        }
    }
}
