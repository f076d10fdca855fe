package dev.llmfit.sizing.backend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/**
 * Scratch memory that Metal puts behind the result of an operation.
 *
 * <p>Source: {@code ggml_metal_op_*_extra_*} in {@code ggml-metal-ops.cpp} of llama.cpp b11434.
 */
final class MetalScratch {
    /** Entries of the table behind the rows of each expert: 1 KiB in all ({@code ggml_metal_op_mul_mat_id_extra_*}). */
    private static final long ROWS_PER_SIMDGROUP_TABLE = 256;

    private MetalScratch() {}

    /** Returns the bytes beside the result. */
    static long of(Tensor t, boolean f16Copies) {
        if (t.op() == Op.MUL_MAT_ID) {
            long experts = t.source(0).ne2();
            return 4 * experts + 4 * experts * t.source(2).ne1() + 8 + 4 * ROWS_PER_SIMDGROUP_TABLE;
        }
        if (t.op() == Op.ARGSORT || t.op() == Op.CUMSUM) {
            return t.bytes();
        }
        return t.op() == Op.FLASH_ATTN_EXT && t.sources() > 3 ? ofAttention(t, f16Copies) : 0;
    }

    private static long ofAttention(Tensor t, boolean f16Copies) {
        Tensor q = t.source(0);
        Tensor k = t.source(1);
        Tensor v = t.source(2);
        Tensor mask = t.source(3);
        boolean valuesInKeys = BackendProfile.isViewOfKeys(k, v);
        long keyRow = k.nb1();
        long valueRow = v.nb1();
        if (q.ne1() >= 32 && isDequantized(k.type())) {
            keyRow = 2 * k.ne0();
            valueRow = 2 * (valuesInKeys ? k.ne0() : v.ne0());
        }
        long tail = 64
                * (keyRow * k.ne2() * k.ne3()
                        + valueRow * v.ne2() * v.ne3()
                        + 2 * mask.ne1() * mask.ne2() * mask.ne3());
        boolean vector = q.ne1() < 20 && q.ne0() % 32 == 0;
        long blocks = Math.ceilDiv(q.ne1(), vector ? 1 : 8)
                * Math.ceilDiv(mask.ne0(), vector ? 32 : 64)
                * mask.ne2()
                * mask.ne3();
        long partial = 4 * Math.min(q.ne1(), 32) * q.ne2() * q.ne3() * 32 * (v.ne0() + 2);
        long copies = f16Copies ? padded(2 * k.elements(), 16) + (valuesInKeys ? 0 : padded(2 * v.elements(), 16)) : 0;
        return tail + padded(blocks, 32) + partial + copies;
    }

    private static boolean isDequantized(GgmlType type) {
        return switch (type) {
            case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 -> true;
            default -> false;
        };
    }

    private static long padded(long size, long alignment) {
        return Math.ceilDiv(size, alignment) * alignment;
    }
}
