package dev.llmfit.gguf.checkpoint;

/**
 * How a matrix of a checkpoint is stored.
 *
 * @param kind its method
 * @param bits of a weight
 * @param group inputs that share a scale; 0 where a whole row does
 * @param zeros whether each group has a zero point
 * @param inputScale whether the scale of its inputs is stored, one number
 */
public record WeightFormat(Kind kind, int bits, int group, boolean zeros, boolean inputScale) {
    /** Methods. */
    public enum Kind {
        /** 16 bits or more. */
        PLAIN,
        AWQ,
        GPTQ,
        /** Packed integers of compressed-tensors. */
        PACKED,
        /** FP8 with a scale for a matrix. */
        FP8_MATRIX,
        /** FP8 with a scale for a row. */
        FP8_ROW,
        /** FP8 with a scale for a tile. */
        FP8_TILE,
        /** Integers of 8 bits with a scale for a row. */
        INT8,
        NVFP4,
        MXFP4,
        MXFP8,
        BITSANDBYTES,
        /** MLX: integers or small floats with a scale for each group. */
        MLX
    }

    /** Not quantized; how many bytes an element has is the engine's choice. */
    public static final WeightFormat PLAIN = new WeightFormat(Kind.PLAIN, 16, 0, false, false);

    /** Returns whether it is not quantized. */
    public boolean isPlain() {
        return kind == Kind.PLAIN;
    }
}
