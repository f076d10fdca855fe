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
    NONE("none", 16, Scales.NONE, Extras.NONE),
    /** AWQ: 4 bits, scales of 16 and zeros of 4 bits for 128 weights. */
    AWQ("awq", 4, new Scales(128, 2, 4, 0, 0), Extras.NONE),
    /** GPTQ: the same; the index of each input is no longer loaded where inputs are in order ({@code auto_gptq.py}). */
    GPTQ("gptq", 4, new Scales(128, 2, 4, 0, 0), Extras.GPTQ),
    /** GPTQ of 8 bits. */
    GPTQ_8("gptq-8", 8, new Scales(128, 2, 8, 0, 0), Extras.GPTQ),
    /** compressed-tensors: 4 bits, scales of 16 bits for 128 weights. */
    W4A16("w4a16", 4, new Scales(128, 2, 0, 16, 0), Extras.COMPRESSED),
    /** compressed-tensors: FP8 with a scale for each output. */
    W8A8_FP8("w8a8-fp8", 8, new Scales(Scales.ROW, 4, 0, 0, 0), Extras.COMPRESSED),
    /** compressed-tensors: 8 bits with a scale for each output. */
    W8A8_INT8("w8a8-int8", 8, new Scales(Scales.ROW, 4, 0, 0, 0), Extras.COMPRESSED),
    /** FP8 with one scale for a matrix. */
    FP8("fp8", 8, new Scales(Scales.MATRIX, 0, 0, 0, 4), Extras.FP8),
    /** FP8 with a scale for 128 × 128 weights, as DeepSeek and Qwen publish it. */
    FP8_BLOCK("fp8-block", 8, new Scales(Scales.TILE, 4, 0, 0, 0), Extras.FP8),
    /** NVFP4: scales of 8 bits for 16 weights. */
    NVFP4("nvfp4", 4, new Scales(16, 1, 0, 0, 8), Extras.MODELOPT),
    /** MXFP4: scales of 8 bits for 32 weights. */
    MXFP4("mxfp4", 4, new Scales(32, 1, 0, 0, 0), Extras.NONE),
    /** bitsandbytes NF4: a scale of 32 bits for 64 weights. */
    BITSANDBYTES_NF4("bitsandbytes-nf4", 4, new Scales(64, 4, 0, 0, 0), Extras.NONE);

    /**
     * What stands beside the weights.
     *
     * @param group inputs that share a scale, or one of the constants
     * @param bytes of a scale
     * @param zeroBits of a zero point
     * @param layerBytes for each layer, its parts fused: the shape that packed weights had
     * @param partBytes for each part of a fused layer: scales of weights and inputs that are one number
     */
    record Scales(int group, int bytes, int zeroBits, int layerBytes, int partBytes) {
        /** What {@link #group} is where it is no number of inputs: no scale, one a row, one a matrix, one a tile. */
        static final int NOTHING = 0;

        static final int ROW = -1;
        static final int MATRIX = -2;
        static final int TILE = -3;
        static final Scales NONE = new Scales(NOTHING, 0, 0, 0, 0);
    }

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
    }

    /** Bits of a byte, and of an unquantized weight. */
    private static final int BYTE = 8;

    private static final int PLAIN_BITS = 16;

    /** Rows and columns of a tile of FP8, {@code weight_block_size} of DeepSeek and Qwen. */
    static final int SIDE = 128;

    private final String id;
    private final int bits;
    private final Scales scales;
    private final Extras extras;

    VllmQuantization(String id, int bits, Scales scales, Extras extras) {
        this.id = id;
        this.bits = bits;
        this.scales = scales;
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
        return bits;
    }

    Scales scales() {
        return scales;
    }

    Extras extras() {
        return extras;
    }

    boolean isPlain() {
        return bits == PLAIN_BITS;
    }

    /**
     * Returns the bytes of a matrix, without what is kept once for it.
     *
     * @param rows outputs
     * @param cols inputs
     */
    long matrix(long rows, long cols) {
        return Math.addExact(Math.multiplyExact(rows, cols) * bits / BYTE, scaleBytes(rows, cols));
    }

    private long scaleBytes(long rows, long cols) {
        return switch (scales.group()) {
            case Scales.NOTHING -> 0;
            case Scales.ROW -> rows * scales.bytes();
            case Scales.MATRIX -> 0; // counted with the parts
            case Scales.TILE -> Math.ceilDiv(rows, SIDE) * Math.ceilDiv(cols, SIDE) * scales.bytes();
            default -> {
                long groups = rows * (cols / scales.group()); // what remains has none
                yield groups * scales.bytes() + groups * scales.zeroBits() / BYTE;
            }
        };
    }
}
