package dev.llmfit.sizing;

import dev.llmfit.gguf.GgmlType;

/**
 * Which matrices on the host a device copies for the batches of a prompt: a compute buffer holds the largest of them beside everything
 * else.
 *
 * @param any whether a device takes products with matrices on the host
 * @param packed whether it may take those of types that the CPU's kernels pack where they lie in pageable memory
 */
public record HostCopies(boolean any, boolean packed) {
    /** Nothing is copied. */
    public static final HostCopies NONE = new HostCopies(false, false);

    /**
     * Returns whether the CPU has kernels for packed matrices of a type ({@code ggml_repack_get_optimal_repack_type}; types of x86 with
     * AVX512).
     */
    public static boolean isPackable(GgmlType type) {
        return switch (type) {
            case Q4_0, Q4_K, IQ4_NL, MXFP4, Q2_K -> true;
            default -> false;
        };
    }

    /** Returns whether a matrix of a type on the host is copied. */
    public boolean of(GgmlType type) {
        return any && (packed || !isPackable(type));
    }
}
