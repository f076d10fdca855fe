package dev.llmfit.sizing.mlx;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.LayerSet;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.mlx.MlxClass.Also;
import dev.llmfit.sizing.mlx.MlxClass.Routers;
import dev.llmfit.sizing.mlx.MlxQuantization.Affine;
import dev.llmfit.sizing.mlx.MlxQuantization.Floats;
import dev.llmfit.sizing.mlx.MlxQuantization.Recipe;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Bytes of a model's parameters in mlx-lm, plain or quantized.
 *
 * <p>Source: {@code quantize_model} of {@code mlx_lm/utils.py} (a layer whose input is no multiple of the group stays plain),
 * {@code quant_predicate} of the model classes, {@code mixed_quant_predicate_builder} of {@code mlx_lm/convert.py}.
 */
final class MlxWeights {
    /** Numbers that classes keep outside of layers, and so never quantize, beside vectors. */
    private static final Pattern PLAIN =
            Pattern.compile(".*norm.*|.*\\.bias|.*\\.scale|ssm_conv1d.*|ssm_[ad]|shortconv\\.conv");

    /** Tables of rotations that files have and mlx-lm computes. */
    private static final String ROTATIONS = "rope_f";

    private static final String ROUTER = "ffn_gate_inp";
    private static final String SHARED_GATE = "ffn_gate_inp_shexp";
    private static final String ROUTER_BIAS = "exp_probs_b";
    private static final String INDEXER = ".indexer.";
    private static final String HEAD = "output";
    private static final String HEAD_WEIGHT = "output.weight";

    /** Bits and group of layers that {@code quant_predicate} protects. */
    private static final Affine EIGHT_BITS = new Affine(8, Affine.DEFAULT_GROUP);

    /** Parameters of the activation xIELU in each layer: {@code alpha_p}, {@code alpha_n}, {@code beta}, {@code eps}. */
    private static final int XIELU_PARAMETERS = 4;

    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\.(.+)");

    private final MlxClass type;
    private final HyperParameters hp;
    private final Optional<MlxQuantization> quantization;

    private MlxWeights(MlxClass type, HyperParameters hp, Optional<MlxQuantization> quantization) {
        this.type = type;
        this.hp = hp;
        this.quantization = quantization;
    }

    /**
     * Bytes of parameters.
     *
     * @param all what they take
     * @param read what the computation of one token reads of them
     */
    record Bytes(long all, long read) {}

    /**
     * Returns the bytes of all parameters.
     *
     * @param quantization empty for 16 bits
     * @throws LaunchRefusedException if mlx-lm would not quantize the model so
     */
    static Bytes of(Model model, HyperParameters hp, MlxClass type, Optional<MlxQuantization> quantization) {
        if (quantization.filter(q -> q instanceof Recipe).isPresent() && !type.mixes()) {
            throw MlxRelease.refused("mlx_lm.convert refuses mixed recipes for " + type.name()
                    + ": Model does not have expected keys for mixed quant.");
        }
        MlxWeights weights = new MlxWeights(type, hp, quantization);
        boolean tied = model.tensors().stream().map(TensorInfo::name).noneMatch(HEAD_WEIGHT::equals);
        long all = hp.nLayer() * weights.unnamedBytes();
        long read = all;
        for (TensorInfo tensor : model.tensors()) {
            long bytes = weights.bytes(tensor);
            if (tensor.name().contains(INDEXER)) {
                bytes = weights.everywhere(bytes);
            }
            all = Math.addExact(all, bytes);
            read = Math.addExact(read, weights.read(tensor.name(), bytes, tied));
        }
        return new Bytes(all, read);
    }

    /** Returns the bytes of a layer's indexer, and its share of those that layers without one have in mlx-lm. */
    private long everywhere(long bytes) {
        if (!type.also().contains(Also.INDEXER_EVERYWHERE)) {
            return bytes;
        }
        LayerSet own = hp.requiredIndexer().layers();
        long layers = IntStream.range(0, hp.nLayer()).filter(own::contains).count();
        return layers == 0 ? bytes : Math.multiplyExact(bytes, hp.nLayer()) / layers;
    }

    /** Returns the bytes that a token reads: one row of a table, the experts that are used, all of the rest. */
    private long read(String name, long bytes, boolean tied) {
        if (name.endsWith("token_embd.weight") && !(tied && name.startsWith("token_embd"))) {
            return 0;
        }
        if (name.contains("_exps.") && hp.experts().isPresent()) {
            RoutedExperts experts = hp.requiredExperts();
            Matcher inLayer = LAYER.matcher(name);
            int layer = inLayer.matches() ? Integer.parseInt(inLayer.group(1)) : 0;
            return bytes / Math.max(1, experts.count()) * experts.used().at(layer);
        }
        return bytes;
    }

    /** Returns the bytes of a layer's parameters that llama.cpp's files keep in their metadata. */
    private long unnamedBytes() {
        return type.also().contains(Also.XIELU) ? (long) XIELU_PARAMETERS * MlxQuantization.PLAIN_BYTES : 0;
    }

    private long bytes(TensorInfo tensor) {
        Matcher inLayer = LAYER.matcher(tensor.name());
        int layer = inLayer.matches() ? Integer.parseInt(inLayer.group(1)) : -1;
        String name = layer < 0 ? tensor.name() : inLayer.group(2);
        if (name.startsWith(ROTATIONS) || layer >= hp.nLayer()) {
            return 0; // mlx-lm drops layers for next-token prediction
        }
        if (name.startsWith(ROUTER_BIAS) && type.also().contains(Also.NO_ROUTER_BIAS)) {
            return 0; // the class has no such parameter
        }
        String part = name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : name;
        long weights = tensor.elements();
        return quantization.isEmpty() || !isLayer(tensor, part)
                ? plain(weights)
                : quantized(quantization.get(), part, layer, inputs(tensor, part), weights);
    }

    private boolean isLayer(TensorInfo tensor, String part) {
        boolean matrix = tensor.dimensions() > 1 || part.equals(SHARED_GATE);
        boolean bare = part.startsWith(ROUTER) && type.routers() == Routers.MATRIX;
        return matrix && !bare && !PLAIN.matcher(part).matches();
    }

    /** Returns the inputs of a layer: the key half of a joined matrix reads what the value half reads. */
    private long inputs(TensorInfo tensor, String part) {
        boolean joined = part.equals("attn_k_b") && type.moreBits().contains(part);
        return joined ? hp.requiredCompressedAttention().rank() : tensor.ne0();
    }

    private long quantized(MlxQuantization way, String part, int layer, long inputs, long weights) {
        if (inputs % way.group() != 0) {
            return plain(weights);
        }
        if (way instanceof Recipe recipe) {
            boolean more = part.equals(HEAD) || (type.moreBits().contains(part) && hasMoreBits(layer));
            return recipe.layer(more).bytes(weights);
        }
        boolean router = part.startsWith(ROUTER) && type.routers() == Routers.EIGHT_BITS;
        if (router || type.eightBits().contains(part)) {
            return EIGHT_BITS.bytes(weights);
        }
        return way instanceof Affine affine ? affine.bytes(weights) : ((Floats) way).bytes(weights);
    }

    /** The outer eighths, and every third layer between ({@code use_more_bits}). */
    private boolean hasMoreBits(int layer) {
        int layers = hp.nLayer();
        int eighth = layers / 8; // num_layers // 8
        return layer < eighth || layer >= 7 * layers / 8 || Math.floorMod(layer - eighth, 3) == 2;
    }

    private static long plain(long weights) {
        return Math.multiplyExact(weights, MlxQuantization.PLAIN_BYTES);
    }
}
