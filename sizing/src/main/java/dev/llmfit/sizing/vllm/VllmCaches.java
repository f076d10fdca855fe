package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineLayers;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineParts.Indexer;
import dev.llmfit.sizing.engines.EngineParts.Latent;
import dev.llmfit.sizing.vllm.VllmLayerCache.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The caches of all layers of a model on one GPU, and the block size of the engine.
 *
 * <p>Source: {@code get_kv_cache_spec} of the layers in {@code model_executor/layers}, {@code platforms/interface.py} ({@code
 * update_block_size_for_backend}, {@code _align_hybrid_block_size}).
 *
 * @param count layers of the model, those without a cache too
 * @param block tokens of a block of the engine
 * @param layers each cache with its layer, in the order of layers
 */
record VllmCaches(int count, long block, List<Placed> layers) {

    /**
     * A cache of a layer.
     *
     * @param layer from 0
     * @param cache what it keeps
     */
    record Placed(int layer, VllmLayerCache cache) {}

    /** Blocks of sparse attention, of FlashMLA, of an image's prefix at head size 256: the kernels take 64 tokens. */
    private static final int KERNEL_64 = 64;

    /** Blocks of FlashInfer's latent attention on data-centre Blackwell. */
    private static final int KERNEL_32 = 32;

    /** {@code block_size} of {@code config/cache.py}. */
    private static final int USUAL = 16;

    /** Blocks of hybrids with latent attention are multiples of it ({@code _align_hybrid_block_size}). */
    private static final int LATENT_ALIGNMENT = 128;

    /** A token of sparse latent attention in FP8: 512 values, 4 scales of 4 bytes, 64 rotated values of 2 ({@code fp8_ds_mla}). */
    private static final int SPARSE_FP8_TOKEN = 656;

    /** An indexer keeps a scale of 4 bytes for 128 values in 8 bits ({@code DeepseekV32IndexerCache}). */
    private static final int INDEXER_TILE = 128;

    private static final int SCALE = 4;

    /** Head size of Gemma 3, for which FlashInfer's prefix of images needs larger blocks. */
    private static final int GEMMA_HEAD = 256;

    VllmCaches {
        layers = List.copyOf(layers);
    }

    static VllmCaches of(EngineModel model, VllmLaunch launch) {
        return new Reader(model, launch).read();
    }

    /** Reads the caches of one model for one launch. */
    private static final class Reader {
        private final EngineModel model;
        private final VllmLaunch launch;
        private final EngineLayers layers;
        private final VllmStates states;
        private final VllmClass traits;

        Reader(EngineModel model, VllmLaunch launch) {
            this.model = model;
            this.launch = launch;
            this.layers = model.layers();
            this.states = new VllmStates(model, launch);
            this.traits = VllmClass.of(model);
        }

        VllmCaches read() {
            int count = layers.count();
            if (traits.has(VllmTrait.ENCODER)) {
                return new VllmCaches(count, USUAL, List.of());
            }
            VllmAttention.check(model, launch);
            int asked = launch.cache().blockSize();
            // A block that the best kernel does not take makes vLLM pick another kernel.
            long best = kernelBlock();
            long kernel = asked == 0 || asked % best == 0 ? best : USUAL;
            long block = Math.max(kernel, asked);
            long[] bytes = new long[count];
            long largest = 0;
            int firstAttention = -1;
            for (int i = 0; i < count; i++) {
                bytes[i] = states.bytes(i);
                largest = Math.max(largest, bytes[i]);
                if (firstAttention < 0 && attends(i, bytes[i])) {
                    firstAttention = i;
                }
            }
            boolean hybrid = largest > 0 && firstAttention >= 0;
            long padded = 0;
            if (hybrid) {
                long token = tokenBytes(firstAttention);
                long align = alignment(kernel, block);
                block = Math.max(block, align * Math.ceilDiv(largest, align * token));
                padded = block * token;
            }
            boolean cached = firstAttention >= 0 && launch.cache().prefixCaching();
            long stateBlock = cached ? block : launch.maxModelLen();
            // a stage without attention is not aligned: its worker finds no kernel that wants larger blocks
            long plainBlock = cached ? Math.max(USUAL, asked) : launch.maxModelLen();
            int kept = states.perRequest(firstAttention >= 0);
            List<VllmStage> stages = VllmStage.of(count, launch.split().pipeline());
            List<Placed> all = new ArrayList<>(count + 1);
            for (int i = 0; i < layers.sharedFrom(); i++) {
                if (attends(i, bytes[i])) {
                    attention(i, block, all);
                }
                if (bytes[i] > 0) {
                    boolean aligned = !hybrid || attends(stages, i, bytes);
                    all.add(new Placed(
                            i,
                            VllmLayerCache.state(
                                    aligned ? stateBlock : plainBlock, bytes[i], aligned ? padded : 0, kept)));
                }
            }
            drafts(all);
            return new VllmCaches(count, block, all);
        }

        /** Returns whether a layer of the same stage has attention. */
        private boolean attends(List<VllmStage> stages, int layer, long[] bytes) {
            return stages.stream()
                    .filter(s -> s.has(layer))
                    .anyMatch(s -> IntStream.range(s.first(), s.end()).anyMatch(i -> attends(i, bytes[i])));
        }

        private boolean attends(int layer, long stateBytes) {
            return layers.kvHeads(layer) > 0 && (stateBytes == 0 || traits.has(VllmTrait.ATTENTION_BESIDE_STATES));
        }

        private void attention(int layer, long block, List<Placed> all) {
            if (model.latent().isPresent()) {
                all.add(new Placed(layer, VllmLayerCache.attention(Kind.LATENT, block, tokenBytes(layer), 0)));
                model.parts().indexer().ifPresent(x -> all.add(new Placed(layer, indexer(x, block))));
                return;
            }
            boolean windowed = traits.windowed(layer);
            Kind kind = windowed ? traits.has(VllmTrait.CHUNKS) ? Kind.CHUNKED : Kind.SLIDING : Kind.FULL;
            long window = windowed ? layers.window() : 0;
            all.add(new Placed(layer, VllmLayerCache.attention(kind, block, tokenBytes(layer), window)));
        }

        private VllmLayerCache indexer(Indexer indexer, long block) {
            return VllmLayerCache.attention(
                    Kind.INDEXER, block, indexer.head() + SCALE * (indexer.head() / INDEXER_TILE), 0);
        }

        private void drafts(List<Placed> all) {
            if (!launch.drafts().areNextTokens()) {
                return;
            }
            Optional<Placed> last = all.reversed().stream()
                    .filter(p -> p.cache().kind() == Kind.FULL || p.cache().kind() == Kind.LATENT)
                    .findFirst();
            last.ifPresent(p -> {
                for (int i = 0; i < model.traits().nextTokenLayers(); i++) {
                    all.add(new Placed(layers.count() - 1, p.cache()));
                }
            });
        }

        private long tokenBytes(int layer) {
            int element = launch.cache().type().bytes();
            Optional<Latent> latent = model.latent();
            if (latent.isPresent()) {
                boolean sparse = model.parts().indexer().isPresent();
                return sparse && launch.cache().type().isFp8()
                        ? SPARSE_FP8_TOKEN
                        : (latent.get().kvRank() + latent.get().rotated()) * element;
            }
            long keys = layers.headK();
            long values = layers.headV();
            if (traits.windowed(layer) && layers.windowHead().isPresent()) {
                keys = layers.windowHead().getAsLong();
                values = keys;
            }
            long heads = Math.max(1, layers.kvHeads(layer) / launch.split().tensor());
            return heads * (keys + values) * element;
        }

        private long alignment(long kernel, long block) {
            long align = Math.max(kernel, block);
            if (model.latent().isPresent()) {
                align = Math.max(align, LATENT_ALIGNMENT);
            }
            // checkpoints of a prompt lie at the ends of blocks of 64
            return states.writesCheckpointsOfDeltaNets() ? align / gcd(align, KERNEL_64) * KERNEL_64 : align;
        }

        private static long gcd(long a, long b) {
            return b == 0 ? a : gcd(b, a % b);
        }

        /** Returns the tokens of the smallest block that the attention kernel takes which vLLM picks on this GPU. */
        private long kernelBlock() {
            VllmGpu gpu = launch.gpu();
            boolean fp8 = launch.cache().type().isFp8();
            if (model.parts().indexer().isPresent()) {
                return KERNEL_64;
            }
            if (model.latent().isPresent()) {
                if (gpu.isBlackwell()) {
                    return KERNEL_32;
                }
                return gpu.isHopper() && fp8 ? KERNEL_64 : USUAL;
            }
            boolean image = traits.sees() && model.tower().isPresent();
            if (traits.has(VllmTrait.IMAGE_PREFIX_BLOCKS)
                    && gpu.isBlackwell()
                    && image
                    && layers.headK() == GEMMA_HEAD) {
                return KERNEL_64;
            }
            return traits.has(VllmTrait.FP8_BLOCKS_OF_64) && gpu.isHopper() && fp8 ? KERNEL_64 : USUAL;
        }
    }
}
