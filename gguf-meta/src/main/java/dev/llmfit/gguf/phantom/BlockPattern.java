package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.GgmlType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Blocks of a tensor type with random quants and a small fixed scale, or floats of small size. Written again and again over a
 * tensor it gives rows that differ, because the number of blocks is prime.
 */
final class BlockPattern {
    /** A prime number, so that rows of a tensor differ. */
    private static final int BLOCKS = 4099;

    /** Small, so that products of quants stay far from the largest half-precision number; judgement. */
    private static final float SCALE = 1f / 4096;

    /** Weights of trained models are of this order; judgement. */
    private static final float LARGEST = 0.05f;

    private BlockPattern() {}

    /** Returns the pattern; empty for a type whose blocks cannot be made up. */
    static Optional<byte[]> random(GgmlType type, SplittableRandom random) {
        if (!type.isQuantized()) {
            return floats(type, random);
        }
        int[] scales = scaleOffsets(type);
        if (scales.length == 0) {
            return Optional.empty();
        }
        ByteBuffer blocks = ByteBuffer.allocate(BLOCKS * type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
        random.nextBytes(blocks.array());
        for (int block = 0; block < BLOCKS; block++) {
            for (int offset : scales) {
                blocks.putShort(block * type.blockBytes() + offset, Float.floatToFloat16(SCALE));
            }
        }
        return Optional.of(blocks.array());
    }

    private static Optional<byte[]> floats(GgmlType type, SplittableRandom random) {
        ByteBuffer blocks = ByteBuffer.allocate(BLOCKS * type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (blocks.hasRemaining()) {
            if (!put(blocks, type, (float) random.nextDouble(-LARGEST, LARGEST))) {
                return Optional.empty();
            }
        }
        return Optional.of(blocks.array());
    }

    /** Returns the pattern of one number, empty for a type that holds no floats. */
    static Optional<byte[]> constant(GgmlType type, float value) {
        ByteBuffer blocks = ByteBuffer.allocate(1024 * type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (blocks.hasRemaining()) {
            if (!put(blocks, type, value)) {
                return Optional.empty();
            }
        }
        return Optional.of(blocks.array());
    }

    private static boolean put(ByteBuffer out, GgmlType type, float value) {
        switch (type) {
            case F32 -> out.putFloat(value);
            case F16 -> out.putShort(Float.floatToFloat16(value));
            case BF16 -> out.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Returns where the half-precision scales of a block stand ({@code ggml/src/ggml-common.h}). */
    private static int[] scaleOffsets(GgmlType type) {
        return switch (type) {
            case Q4_0, Q5_0, Q8_0, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ1_S, IQ4_NL, IQ4_XS, Q1_0, Q2_0 ->
                new int[] {0};
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            case TQ1_0 -> new int[] {52};
            case TQ2_0 -> new int[] {64};
            default -> new int[0];
        };
    }
}
