package dev.llmfit.sizing.mlx;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.LayerSet;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.mlx.MlxClass.Also;
import dev.llmfit.sizing.mlx.MlxClass.Routers;
import dev.llmfit.sizing.mlx.MlxQuantization.Affine;
import dev.llmfit.sizing.mlx.MlxQuantization.Floats;
import dev.llmfit.sizing.mlx.MlxQuantization.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A model's parameters in mlx-lm, sorted by what decides how they are stored.
 *
 * <p>Source: {@code quantize_model} of {@code mlx_lm/utils.py} (a layer whose input is no multiple of the group stays plain),
 * {@code quant_predicate} of the model classes, {@code mixed_quant_predicate_builder} of {@code mlx_lm/convert.py}.
 */
final class MlxWeights {
    /** Tables of rotations that files have and mlx-lm computes. */
    private static final String ROTATIONS = "rope_f";

    private static final Set<String> PLAIN = Set.of("ssm_a", "ssm_d", "shortconv.conv");

    private static final String BLOCK = "blk.";
    private static final String WEIGHT = ".weight";
    private static final String ROUTER = "ffn_gate_inp";
    private static final String SHARED_GATE = "ffn_gate_inp_shexp";
    private static final String ROUTER_BIAS = "exp_probs_b";
    private static final Set<String> SHARED_KV = Set.of("attn_k.weight", "attn_v.weight", "attn_k_norm.weight");
    private static final String INDEXER = "indexer.";
    private static final String EXPERTS = "_exps";
    private static final String EMBEDDING = "token_embd";
    private static final String HEAD = "output";

    /** Bits and group of layers that {@code quant_predicate} protects. */
    private static final Affine EIGHT_BITS = new Affine(8, Affine.DEFAULT_GROUP);

    /** Parameters of the activation xIELU in each layer: {@code alpha_p}, {@code alpha_n}, {@code beta}, {@code eps}. */
    private static final int XIELU_PARAMETERS = 4;

    private final MlxClass type;
    private final HyperParameters hp;
    private final boolean tied;
    private final Map<Kind, Long> weights = new LinkedHashMap<>();

    /**
     * What decides how parameters are stored and how often they are read.
     *
     * @param part name of their tensor in a layer
     * @param layer whether they can be quantized
     * @param more whether a mixed recipe gives them its higher bits
     * @param inputs of a row
     * @param used experts of a token; 0 for what is no expert
     */
    private record Kind(String part, boolean layer, boolean more, long inputs, int used) {}

    /** Sorts the parameters of a model. */
    MlxWeights(Model model, HyperParameters hp, MlxClass type) {
        this.type = type;
        this.hp = hp;
        this.tied = model.tensors().stream().map(TensorInfo::name).noneMatch((HEAD + WEIGHT)::equals);
        model.tensors().forEach(this::add);
        if (type.also().contains(Also.INDEXER_EVERYWHERE)) {
            weights.replaceAll((kind, count) -> kind.part().startsWith(INDEXER) ? everywhere(count) : count);
        }
        if (type.also().contains(Also.XIELU)) {
            weights.put(new Kind("xielu", false, false, 1, 0), (long) XIELU_PARAMETERS * hp.nLayer());
        }
    }

    private void add(TensorInfo tensor) {
        String name = tensor.name();
        int layer = -1;
        if (name.startsWith(BLOCK)) {
            int end = name.indexOf('.', BLOCK.length());
            layer = Integer.parseInt(name, BLOCK.length(), end, 10);
            name = name.substring(end + 1);
        }
        boolean dropped = name.startsWith(ROTATIONS) // mlx-lm computes them
                || layer >= hp.nLayer() // and has no layers for next-token prediction
                || (name.startsWith(ROUTER_BIAS) && type.also().contains(Also.NO_ROUTER_BIAS))
                || (layer >= 0
                        && !hp.hasKv(layer)
                        && type.also().contains(Also.NO_SHARED_KV)
                        && SHARED_KV.contains(name));
        if (dropped) {
            return;
        }
        String part = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
        long count = tensor.elements();
        boolean more = part.equals(HEAD) || (layer >= 0 && type.moreBits().contains(part) && hasMoreBits(layer));
        int used = name.contains(EXPERTS) && hp.experts().isPresent()
                ? hp.experts().get().used().at(layer)
                : 0;
        weights.merge(new Kind(part, isLayer(tensor, part), more, inputs(tensor, part), used), count, Math::addExact);
    }

    private boolean isLayer(TensorInfo tensor, String part) {
        boolean matrix = tensor.dimensions() > 1 || part.equals(SHARED_GATE);
        boolean bare = part.startsWith(ROUTER) && type.routers() == Routers.MATRIX;
        return matrix && !bare && !isPlain(part);
    }

    /** Numbers that classes keep outside of layers, and so never quantize, beside vectors. */
    private static boolean isPlain(String part) {
        return part.contains("norm")
                || part.endsWith(".bias")
                || part.endsWith(".scale")
                || part.startsWith("ssm_conv1d")
                || PLAIN.contains(part);
    }

    /** Returns the inputs of a layer: the key half of a joined matrix reads what the value half reads. */
    private long inputs(TensorInfo tensor, String part) {
        boolean joined = part.equals("attn_k_b") && type.moreBits().contains(part);
        return joined ? hp.requiredCompressedAttention().rank() : tensor.ne0();
    }

    /** Returns the parameters of indexers if each layer has one, from those of the layers that have. */
    private long everywhere(long count) {
        LayerSet own = hp.requiredIndexer().layers();
        long layers = IntStream.range(0, hp.nLayer()).filter(own::contains).count();
        return layers == 0 ? count : Math.multiplyExact(count, hp.nLayer()) / layers;
    }

    /** The outer eighths, and every third layer between ({@code use_more_bits}). */
    private boolean hasMoreBits(int layer) {
        int layers = hp.nLayer();
        int eighth = layers / 8; // num_layers // 8
        return layer < eighth || layer >= 7 * layers / 8 || Math.floorMod(layer - eighth, 3) == 2;
    }

    /**
     * Returns the bytes of all parameters.
     *
     * @param quantization empty for 16 bits
     * @throws LaunchRefusedException if mlx-lm would not quantize the model so
     */
    long bytes(Optional<MlxQuantization> quantization) {
        if (quantization.filter(q -> q instanceof Recipe).isPresent() && !type.mixes()) {
            throw MlxRelease.refused("mlx_lm.convert knows no mixed recipe for the class " + type.name()
                    + " (Model does not have expected keys for mixed quant.)");
        }
        long sum = 0;
        for (Map.Entry<Kind, Long> e : weights.entrySet()) {
            sum = Math.addExact(sum, bytes(e.getKey(), e.getValue(), quantization));
        }
        return sum;
    }

    /** Returns the bytes that a token reads: one row of a table, the experts that are used, all of the rest. */
    long read(Optional<MlxQuantization> quantization) {
        long sum = 0;
        for (Map.Entry<Kind, Long> e : weights.entrySet()) {
            Kind kind = e.getKey();
            long bytes = bytes(kind, e.getValue(), quantization);
            boolean table =
                    kind.part().endsWith(EMBEDDING) && !(tied && kind.part().equals(EMBEDDING));
            long share = kind.used() == 0
                    ? bytes
                    : bytes / Math.max(1, hp.requiredExperts().count()) * kind.used();
            sum = Math.addExact(sum, table ? 0 : share);
        }
        return sum;
    }

    private long bytes(Kind kind, long count, Optional<MlxQuantization> quantization) {
        if (quantization.isEmpty()
                || !kind.layer()
                || kind.inputs() % quantization.get().group() != 0) {
            return Math.multiplyExact(count, MlxQuantization.PLAIN_BYTES);
        }
        MlxQuantization way = quantization.get();
        if (way instanceof Recipe recipe) {
            return recipe.layer(kind.more()).bytes(count);
        }
        boolean router = kind.part().startsWith(ROUTER) && type.routers() == Routers.EIGHT_BITS;
        if (router || type.eightBits().contains(kind.part())) {
            return EIGHT_BITS.bytes(count);
        }
        return way instanceof Affine affine ? affine.bytes(count) : ((Floats) way).bytes(count);
    }
}
