package dev.llmfit.sizing.vllm;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How weights are kept, with the bytes of a matrix as each method's {@code create_weights} in {@code
 * model_executor/layers/quantization} makes it for loading, before anything is repacked.
 */
public enum VllmQuantization {
    /** 16 bits. */
    NONE("none", VllmScheme.PLAIN, Extras.NONE),
    /** AWQ: 4 bits, scales of 16 and zeros of 4 bits for 128 weights. */
    AWQ("awq", new VllmScheme(4, 128, 2, 4, 0, 0, VllmScheme.Packing.OUTPUTS), Extras.NONE),
    /** GPTQ: the same; the index of each input is no longer loaded where inputs are in order ({@code auto_gptq.py}). */
    GPTQ("gptq", new VllmScheme(4, 128, 2, 4, 0, 0, VllmScheme.Packing.INPUTS), Extras.GPTQ),
    /** GPTQ of 8 bits. */
    GPTQ_8("gptq-8", new VllmScheme(8, 128, 2, 8, 0, 0, VllmScheme.Packing.INPUTS), Extras.GPTQ),
    /** compressed-tensors: 4 bits, scales of 16 bits for 128 weights. */
    W4A16("w4a16", new VllmScheme(4, 128, 2, 0, 16, 0), Extras.COMPRESSED),
    /** compressed-tensors: FP8 with a scale for each output. */
    W8A8_FP8("w8a8-fp8", new VllmScheme(8, VllmScheme.ROW, 4, 0, 0, 0), Extras.COMPRESSED),
    /** compressed-tensors: 8 bits with a scale for each output. */
    W8A8_INT8("w8a8-int8", new VllmScheme(8, VllmScheme.ROW, 4, 0, 0, 0), Extras.COMPRESSED),
    /** FP8 with one scale for a matrix. */
    FP8("fp8", new VllmScheme(8, VllmScheme.MATRIX, 0, 0, 0, 4), Extras.FP8),
    /** FP8 with a scale for 128 × 128 weights, as DeepSeek and Qwen publish it. */
    FP8_BLOCK("fp8-block", new VllmScheme(8, VllmScheme.TILE, 4, 0, 0, 0), Extras.FP8),
    /** NVFP4: scales of 8 bits for 16 weights. */
    NVFP4("nvfp4", new VllmScheme(4, 16, 1, 0, 0, 8), Extras.MODELOPT),
    /** MXFP4: scales of 8 bits for 32 weights. */
    MXFP4("mxfp4", new VllmScheme(4, 32, 1, 0, 0, 0), Extras.NONE),
    /** bitsandbytes NF4: a scale of 32 bits for 64 weights. */
    BITSANDBYTES_NF4("bitsandbytes-nf4", new VllmScheme(4, 64, 4, 0, 0, 0), Extras.NONE);

    /**
     * What a method keeps for attention layers and for experts.
     *
     * @param attention bytes of a layer: scales of queries, keys, values, and zeros ({@code KVCacheScaleParameter}, {@code
     *     CompressedTensorsKVCacheMethod})
     * @param latent the same of a layer with latent attention
     * @param expertBias whether routed experts get biases, which the checkpoint need not have ({@code auto_gptq.py})
     */
    record Extras(int attention, int latent, boolean expertBias) {
        static final Extras NONE = new Extras(0, 0, false);
        static final Extras GPTQ = new Extras(0, 0, true);
        static final Extras FP8 = new Extras(8, 0, false);
        static final Extras COMPRESSED = new Extras(18, 0, false);
        static final Extras MODELOPT = new Extras(8, 8, false);

        /** Of the 18 bytes of compressed-tensors, three scales of float32. */
        private static final int SCALES = 12;

        Extras withoutZeros() {
            return new Extras(Math.min(attention, SCALES), latent, expertBias);
        }

        Extras withoutScales() {
            return new Extras(0, 0, expertBias);
        }
    }

    private final String id;
    private final VllmScheme scheme;
    private final Extras extras;

    VllmQuantization(String id, VllmScheme scheme, Extras extras) {
        this.id = id;
        this.scheme = scheme;
        this.extras = extras;
    }

    /** Returns its name in documents. */
    public String id() {
        return id;
    }

    /** Returns the method with a name. */
    public static Optional<VllmQuantization> byId(String id) {
        return Stream.of(values()).filter(q -> q.id.equals(id)).findFirst();
    }

    /** Returns all names. */
    public static List<String> ids() {
        return Stream.of(values()).map(VllmQuantization::id).toList();
    }

    /** Returns the bits of a weight. */
    public int bits() {
        return scheme.bits();
    }

    VllmScheme scheme() {
        return scheme;
    }

    Extras extras() {
        return extras;
    }
}
