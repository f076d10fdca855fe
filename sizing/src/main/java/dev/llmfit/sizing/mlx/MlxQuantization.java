package dev.llmfit.sizing.mlx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How mlx-lm stores the weights of layers.
 *
 * <p>Source: {@code quantize_model} in {@code mlx_lm/utils.py}, {@code mixed_quant_predicate_builder} in {@code mlx_lm/convert.py}
 * of mlx-lm 0.32.2; {@code mlx.core.quantize} of mlx 0.32.4.
 */
public sealed interface MlxQuantization {
    /** Bytes of a number that is not quantized: bfloat16 or float16. */
    int PLAIN_BYTES = 2;

    /** Returns the weights that share a scale: layers whose input is no multiple of it stay plain. */
    int group();

    /** Returns how people write it, for example {@code 4bit} or {@code mxfp4}. */
    String word();

    /** Integers of some bits, with a scale and a bias of 16 bits for each group. */
    record Affine(int bits, int group) implements MlxQuantization {
        /** The bits that {@code mlx.core.quantize} knows. */
        public static final List<Integer> BITS = List.of(2, 3, 4, 5, 6, 8);

        /** The groups that {@code mlx.core.quantize} knows. */
        public static final List<Integer> GROUPS = List.of(32, 64, 128);

        /** The group of {@code mlx_lm.convert} where none is chosen ({@code defaults_for_mode}). */
        public static final int DEFAULT_GROUP = 64;

        /** The bits of {@code mlx_lm.convert} where none are chosen ({@code defaults_for_mode}). */
        public static final int DEFAULT_BITS = 4;

        /** A scale and a bias of 16 bits. */
        private static final int GROUP_BYTES = 2 * PLAIN_BYTES;

        public Affine {
            if (!BITS.contains(bits)) {
                throw MlxRelease.refused("MLX knows quantizations of 2, 3, 4, 5, 6 and 8 bits, not of " + bits);
            }
            if (!GROUPS.contains(group)) {
                throw MlxRelease.refused("MLX knows groups of 32, 64 and 128 weights, not of " + group);
            }
        }

        @Override
        public String word() {
            return bits + "bit" + (group == DEFAULT_GROUP ? "" : "-g" + group);
        }

        /** Returns the bytes of weights whose rows are multiples of the group. */
        long bytes(long weights) {
            return Math.multiplyExact(weights, bits) / Byte.SIZE + weights / group * GROUP_BYTES;
        }
    }

    /** Small floats with a scale of 8 bits for each group. */
    enum Floats implements MlxQuantization {
        MXFP4("mxfp4", 4, 32),
        NVFP4("nvfp4", 4, 16),
        MXFP8("mxfp8", 8, 32);

        private final String mode;
        private final int bits;
        private final int group;

        Floats(String mode, int bits, int group) {
            this.mode = mode;
            this.bits = bits;
            this.group = group;
        }

        @Override
        public int group() {
            return group;
        }

        @Override
        public String word() {
            return mode;
        }

        long bytes(long weights) {
            return Math.multiplyExact(weights, bits) / Byte.SIZE + weights / group;
        }

        /** Returns the one of this name ({@code --q-mode}); empty if there is none. */
        public static Optional<Floats> named(String mode) {
            return Arrays.stream(values()).filter(f -> f.mode.equals(mode)).findFirst();
        }
    }

    /** Two numbers of bits: more for values, down projections and the head of some layers ({@code --quant-predicate}). */
    enum Recipe implements MlxQuantization {
        MIXED_2_6("mixed_2_6", 2, 6),
        MIXED_3_4("mixed_3_4", 3, 4),
        MIXED_3_6("mixed_3_6", 3, 6),
        MIXED_4_6("mixed_4_6", 4, 6);

        private final String recipe;
        private final Affine low;
        private final Affine high;

        Recipe(String recipe, int low, int high) {
            this.recipe = recipe;
            this.low = new Affine(low, Affine.DEFAULT_GROUP);
            this.high = new Affine(high, Affine.DEFAULT_GROUP);
        }

        @Override
        public int group() {
            return low.group();
        }

        @Override
        public String word() {
            return recipe;
        }

        /** Returns the storage of a layer. */
        Affine layer(boolean more) {
            return more ? high : low;
        }

        /** Returns the one of this name; empty if there is none. */
        public static Optional<Recipe> named(String recipe) {
            return Arrays.stream(values()).filter(r -> r.recipe.equals(recipe)).findFirst();
        }
    }
}
