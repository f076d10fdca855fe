package dev.llmfit.sizing.mlx;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.mlx.MlxClass.Also;
import dev.llmfit.sizing.mlx.MlxClass.KvBits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model in mlx-lm 0.32.2: its weights, its caches, the peak of a prefill.
 *
 * <p>All but the peak is what the published classes allocate.
 */
public final class MlxMemory {
    private final Map<String, TensorInfo> latent;
    private final HyperParameters hp;
    private final MlxClass type;
    private final MlxWeights parameters;

    private MlxMemory(Model model) {
        this.hp = HyperParameters.of(model);
        this.type = MlxClass.of(model, hp);
        this.parameters = new MlxWeights(model, hp, type);
        this.latent = hp.compressedAttention().isEmpty()
                ? Map.of()
                : model.tensors().stream().collect(Collectors.toUnmodifiableMap(TensorInfo::name, t -> t, (a, b) -> a));
    }

    /**
     * Prepares a model, laid out in 16 bits.
     *
     * @throws LaunchRefusedException if mlx-lm has no class for it
     */
    public static MlxMemory of(Model model) {
        return new MlxMemory(model);
    }

    /**
     * Returns the bytes of the parameters.
     *
     * @param quantization how they are stored; empty for 16 bits
     * @throws LaunchRefusedException if mlx-lm would not quantize the model so
     */
    public long weights(Optional<MlxQuantization> quantization) {
        return parameters.bytes(quantization);
    }

    /** Returns the bytes of the parameters that the computation of one token reads; the errors are those of {@link #weights}. */
    public long weightsRead(Optional<MlxQuantization> quantization) {
        return parameters.read(quantization);
    }

    /** Returns the layers. */
    int layers() {
        return hp.nLayer();
    }

    /** Returns whether the model has experts. */
    boolean hasExperts() {
        return hp.experts().isPresent();
    }

    /** Returns whether the class of the model makes its own caches, which then have no limit of the user's. */
    boolean makesOwnCaches() {
        return type.ownCaches();
    }

    /**
     * Bytes of the caches.
     *
     * @param last after the prompt and the tokens that follow
     * @param highest the most at any time; windows hold more while a prompt is read
     */
    public record Cache(long last, long highest) {}

    /**
     * Returns the bytes of the caches after a prompt and the tokens that follow.
     *
     * @throws LaunchRefusedException if mlx-lm ends with an error
     */
    public Cache cache(MlxLaunch launch) {
        return MlxCaches.of(latent, hp, type, launch.maxKvSize()).run(launch);
    }

    /** Returns the most bytes while the prompt is read. */
    public MlxPeak peak(long weights, Cache cache, MlxLaunch launch) {
        return MlxPeak.of(weights, cache, hp, type, launch);
    }

    /** Returns which options of a launch change nothing, and what the class wants that the checkpoint has not, a sentence each. */
    public List<String> remarks(MlxLaunch launch) {
        List<String> said = new ArrayList<>();
        if (launch.maxKvSize().isPresent() && type.ownCaches()) {
            said.add("max_kv_size has no effect: the class " + type.name() + " of mlx-lm makes its own caches.");
        }
        if (launch.kvBits().isPresent() && type.kvBits() == KvBits.IGNORED) {
            said.add("kv_bits has no effect: the class " + type.name()
                    + " of mlx-lm keeps lists of caches, which stay 16 bit.");
        }
        long indexers = type.also().contains(Also.INDEXER_EVERYWHERE)
                ? IntStream.range(0, hp.nLayer())
                        .filter(hp.requiredIndexer().layers()::contains)
                        .count()
                : hp.nLayer();
        if (indexers < hp.nLayer()) {
            said.add("The class " + type.name() + " of mlx-lm has an indexer in each of " + hp.nLayer()
                    + " layers, the checkpoint in " + indexers + ": loading it may end with missing parameters.");
        }
        return List.copyOf(said);
    }
}
