package dev.llmfit.sizing.vllm;

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
 */
record VllmScheme(int bits, int group, int scaleBytes, int zeroBits, int layerBytes, int partBytes) {
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

    boolean isPlain() {
        return bits == PLAIN_BITS;
    }

    boolean isTiled() {
        return group == TILE;
    }

    /**
     * Returns the bytes of a matrix, without what is kept once for it.
     *
     * @param rows outputs
     * @param cols inputs
     */
    long matrix(long rows, long cols) {
        return Math.addExact(Math.multiplyExact(rows, cols) * bits / BYTE, scales(rows, cols));
    }

    private long scales(long rows, long cols) {
        return switch (group) {
            case NOTHING -> 0;
            case ROW -> rows * scaleBytes + rows * zeroBits / BYTE;
            case MATRIX -> 0; // counted with the parts
            case TILE -> Math.ceilDiv(rows, SIDE) * Math.ceilDiv(cols, SIDE) * scaleBytes;
            default -> {
                long groups = rows * (cols / group); // what remains has none
                yield groups * scaleBytes + groups * zeroBits / BYTE;
            }
        };
    }
}
