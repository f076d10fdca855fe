package dev.llmfit.sizing.vllm;

import java.util.Optional;

/**
 * How a matrix is kept: the bytes that the {@code create_weights} of a method makes for loading it, before anything is repacked
 * ({@code model_executor/layers/quantization}).
 *
 * @param bits of a weight
 * @param group inputs that share a scale, or one of the constants
 * @param scaleBytes bytes of a scale
 * @param zeroBits of a zero point
 * @param layerBytes for each layer, its parts fused: the shape that packed weights had
 * @param partBytes for each part of a fused layer: scales of weights and inputs that are one number
 * @param packing what words of 32 bits hold
 */
record VllmScheme(int bits, int group, int scaleBytes, int zeroBits, int layerBytes, int partBytes, Packing packing) {
    /** Numbers of a matrix that share a word of 32 bits; what does not fill a word is left out. */
    enum Packing {
        NONE,
        INPUTS,
        OUTPUTS
    }

    /** Bits and bytes of a word. */
    private static final int WORD = 32;

    private static final int WORD_BYTES = 4;

    /** The smallest group into which one is halved ({@code moe_wna16.py}). */
    private static final int SMALLEST_GROUP = 32;

    /** What {@link #group} is where it is no number of inputs: no scale, one a row, one a matrix, one a tile. */
    static final int NOTHING = 0;

    static final int ROW = -1;
    static final int MATRIX = -2;
    static final int TILE = -3;

    /** Bits of a byte, and of an unquantized weight. */
    private static final int BYTE = 8;

    private static final int PLAIN_BITS = 16;

    /** Rows and columns of a tile of FP8, {@code weight_block_size} of DeepSeek and Qwen. */
    static final int SIDE = 128;

    /** 16 bits. */
    static final VllmScheme PLAIN = new VllmScheme(PLAIN_BITS, NOTHING, 0, 0, 0, 0);

    VllmScheme(int bits, int group, int scaleBytes, int zeroBits, int layerBytes, int partBytes) {
        this(bits, group, scaleBytes, zeroBits, layerBytes, partBytes, Packing.NONE);
    }

    boolean isPlain() {
        return bits == PLAIN_BITS;
    }

    boolean isTiled() {
        return group == TILE;
    }

    /** Returns whether a number of inputs would part a group, which GPTQ alone allows. */
    boolean parts(long inputs) {
        return group > 0 && packing != Packing.INPUTS && inputs % group != 0;
    }

    /**
     * Returns the bytes of a matrix, without what is kept once for it.
     *
     * @param rows outputs
     * @param cols inputs
     */
    long matrix(long rows, long cols) {
        long weights = switch (packing) {
            case NONE -> Math.multiplyExact(rows, cols) * bits / BYTE;
            case INPUTS -> Math.multiplyExact(rows, words(cols, bits));
            case OUTPUTS -> Math.multiplyExact(cols, words(rows, bits));
        };
        return Math.addExact(weights, scales(rows, cols));
    }

    private static long words(long count, int bits) {
        return count * bits / WORD * WORD_BYTES;
    }

    /**
     * Returns how experts are kept whose sizes are no multiples of a group: in bytes, with a scale for fewer inputs ({@code
     * moe_wna16.py}); this where they are; empty where no group fits.
     *
     * @param width of an expert on a GPU
     * @param stream width of the residual stream
     */
    Optional<VllmScheme> forExperts(long width, long stream) {
        if (packing == Packing.NONE || (stream % SIDE == 0 && width % group == 0)) {
            return Optional.of(this);
        }
        int fits = group;
        while (width % fits != 0 || stream % fits != 0) {
            fits /= 2;
            if (fits < SMALLEST_GROUP) {
                return Optional.empty();
            }
        }
        int zeros = packing == Packing.OUTPUTS ? zeroBits : 0; // those of GPTQ are symmetric
        return Optional.of(new VllmScheme(bits, fits, scaleBytes, zeros, layerBytes, partBytes));
    }

    /**
     * Returns the bytes of a matrix in tiles.
     *
     * @param before outputs that lie before it in a fused layer, whose tiles it goes on with
     * @param side rows and columns of a tile
     */
    long tiled(long before, long rows, long cols, long side) {
        long tiles = Math.ceilDiv(before + rows, side) - Math.ceilDiv(before, side);
        return Math.multiplyExact(rows, cols) * bits / BYTE + tiles * Math.ceilDiv(cols, side) * scaleBytes;
    }

    /** Returns the side of the tiles of experts: smaller ones where a tile would be parted ({@code refine_fp8_moe_block_shape}). */
    static long tileOfExperts(long width, long stream) {
        long side = gcd(SIDE, gcd(width, stream));
        return width % SIDE == 0 || side < SMALLEST_GROUP ? SIDE : side;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private long scales(long rows, long cols) {
        return switch (group) {
            case NOTHING -> 0;
            case ROW -> rows * scaleBytes + rows * zeroBits / BYTE;
            case MATRIX -> 0; // counted with the parts
            case TILE -> Math.ceilDiv(rows, (long) SIDE) * Math.ceilDiv(cols, (long) SIDE) * scaleBytes;
            default -> {
                long groups = rows * (cols / group); // what remains has none
                long zeros = packing == Packing.NONE ? groups * zeroBits / BYTE : cols / group * words(rows, zeroBits);
                yield groups * scaleBytes + zeros;
            }
        };
    }
}
