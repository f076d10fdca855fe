package dev.llmfit.sizing.mlx;

import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.memory.MemoryKind;
import dev.llmfit.sizing.mlx.LayerCache.Rows;
import dev.llmfit.sizing.mlx.LayerCache.Slots;
import dev.llmfit.sizing.mlx.LayerCache.State;
import dev.llmfit.sizing.mlx.MlxClass.Windows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The caches of a model's layers, and their bytes while a prompt is read and tokens follow.
 *
 * <p>Source: {@code make_prompt_cache} in {@code mlx_lm/models/cache.py}, {@code make_cache} of the model classes and {@code
 * generate_step} in {@code mlx_lm/generate.py} of mlx-lm 0.32.2.
 */
final class MlxCaches {
    /** First tokens that stay where {@code --max-kv-size} cuts ({@code make_prompt_cache}). */
    private static final int KEPT = 4;

    /** Bytes of the numbers of a state that a scan adds up in float32. */
    private static final int FLOAT_BYTES = 4;

    private final Map<LayerCache, Integer> layers = new LinkedHashMap<>();

    private MlxCaches(List<LayerCache> all) {
        all.forEach(cache -> layers.merge(cache, 1, Integer::sum));
    }

    /**
     * Returns the caches that a launch has.
     *
     * @param tensors of latent attention, by name
     */
    static MlxCaches of(Map<String, TensorInfo> tensors, HyperParameters hp, MlxClass type, OptionalLong maxKvSize) {
        MemoryKind kind = MemoryKind.of(hp);
        Latent latent = new Latent(tensors, hp, type);
        List<LayerCache> all = new ArrayList<>();
        for (int il = 0; il < hp.nLayer(); il++) {
            if (kind.isRecurrent(il)) {
                hp.recurrence().map(MlxCaches::state).ifPresent(all::add);
            }
            if (kind.hasAttention(il) && hp.hasKv(il)) {
                all.add(latent.rows(il, slots(hp, type, il, maxKvSize)));
                hp.indexer()
                        .map(indexer -> new Rows(1, indexer.head(), indexer.head(), new Slots.All(), type.kvBits()))
                        .ifPresent(all::add);
            }
        }
        return new MlxCaches(all);
    }

    private static Slots slots(HyperParameters hp, MlxClass type, int il, OptionalLong maxKvSize) {
        if (type.windows() != Windows.NONE && hp.isSwa(il)) {
            int tokens = hp.requiredWindow().tokens();
            return type.windows() == Windows.CHUNKED ? new Slots.Chunk(tokens) : new Slots.Last(tokens, 0);
        }
        return maxKvSize.isPresent() && !type.ownCaches()
                ? new Slots.Last(maxKvSize.getAsLong(), KEPT)
                : new Slots.All();
    }

    /** The inputs of convolutions in 16 bits; the state in 32 but for the first generation of state spaces. */
    private static LayerCache state(Recurrence kept) {
        boolean firstGeneration = kept instanceof Recurrence.StateSpace s && s.groups() == 0;
        long stateBytes = firstGeneration ? MlxQuantization.PLAIN_BYTES : FLOAT_BYTES;
        return new State(Math.addExact(
                Math.multiplyExact(kept.rollingState(), MlxQuantization.PLAIN_BYTES),
                Math.multiplyExact(kept.state(), stateBytes)));
    }

    /** Rows of a token: of each head, or latent ones for all heads; the class of DeepSeek V2 keeps keys and values of each head. */
    private record Latent(Map<String, TensorInfo> tensors, HyperParameters hp, MlxClass type) {
        Rows rows(int il, Slots slots) {
            if (hp.compressedAttention().isEmpty() || !type.moreBits().contains("attn_kv_a_mqa")) {
                return new Rows(hp.nHeadKv(il), hp.headKAt(il), hp.headVAt(il), slots, type.kvBits());
            }
            int rank = hp.requiredCompressedAttention().rank();
            long rotated = tensor(il, "attn_kv_a_mqa").ne1() - rank;
            if (!type.moreBits().contains("attn_v_b")) {
                return new Rows(1, rank, rotated, slots, type.kvBits());
            }
            long key = tensor(il, "attn_k_b").ne0() + rotated;
            return new Rows(hp.nHead(il), key, tensor(il, "attn_v_b").ne1(), slots, type.kvBits());
        }

        private TensorInfo tensor(int il, String part) {
            String name = "blk." + il + "." + part + ".weight";
            TensorInfo found = tensors.get(name);
            if (found == null) {
                throw MlxRelease.refused("the model has no tensor " + name);
            }
            return found;
        }
    }

    /**
     * Returns the bytes after a prompt and the tokens that follow.
     *
     * @throws LaunchRefusedException if mlx-lm ends with an error
     */
    MlxMemory.Cache run(MlxLaunch launch) {
        List<CacheSlots> slots = layers.keySet().stream().map(LayerCache::empty).toList();
        Run run = new Run(slots, List.copyOf(layers.values()), launch);
        return run.all();
    }

    /** One run over a prompt. */
    private static final class Run {
        private final List<CacheSlots> caches;
        private final List<Integer> counts;
        private final MlxLaunch launch;
        private final Optional<KvQuantization> quantization;
        private boolean quantized;
        private long highest;

        Run(List<CacheSlots> caches, List<Integer> counts, MlxLaunch launch) {
            this.caches = caches;
            this.counts = counts;
            this.launch = launch;
            this.quantization = launch.kvBits().isPresent()
                    ? Optional.of(new KvQuantization(launch.kvBits().getAsInt(), launch.kvGroupSize()))
                    : Optional.empty();
        }

        MlxMemory.Cache all() {
            long left = launch.promptTokens();
            while (left > 1) {
                long tokens = Math.min(launch.prefillStepSize(), left - 1);
                call(tokens);
                highest = Math.max(highest, bytes());
                left -= tokens;
            }
            for (long i = 0; i <= launch.generatedTokens(); i++) {
                call(1);
            }
            long last = bytes();
            return new MlxMemory.Cache(last, Math.max(highest, last));
        }

        private void call(long tokens) {
            for (CacheSlots cache : caches) {
                cache.update(tokens);
            }
            if (quantization.isPresent()
                    && !quantized
                    && !caches.isEmpty()
                    && caches.getFirst().offset >= launch.quantizedKvStart()) {
                quantized = true;
                caches.forEach(cache -> cache.quantize(quantization.get()));
            }
        }

        private long bytes() {
            long sum = 0;
            for (int i = 0; i < caches.size(); i++) {
                sum = Math.addExact(sum, Math.multiplyExact(caches.get(i).bytes(), counts.get(i)));
            }
            return sum;
        }
    }
}
