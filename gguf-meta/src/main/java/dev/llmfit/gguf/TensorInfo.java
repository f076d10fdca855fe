package dev.llmfit.gguf;

import dev.llmfit.units.Amount;

/**
 * Name, type and shape of a tensor, without its data.
 *
 * @param name as in the file, for example {@code blk.0.attn_q.weight}
 * @param type ggml type of the elements
 * @param ne0 elements per row; dimensions the file does not list are 1
 * @param ne1 rows
 * @param ne2 planes (experts)
 * @param ne3 outermost dimension
 */
public record TensorInfo(String name, GgmlType type, long ne0, long ne1, long ne2, long ne3) {
    public TensorInfo {
        Amount.count(ne0, "ne0");
        Amount.count(ne1, "ne1");
        Amount.count(ne2, "ne2");
        Amount.count(ne3, "ne3");
    }

    /** Returns the number of elements; throws {@link ArithmeticException} on overflow. */
    public long elements() {
        return ne0 == 0 || ne1 == 0 || ne2 == 0 || ne3 == 0
                ? 0
                : Math.multiplyExact(Math.multiplyExact(ne0, ne1), Math.multiplyExact(ne2, ne3));
    }

    /** Returns the bytes of the data without padding, as {@code ggml_nbytes} for a contiguous tensor. */
    public long bytes() {
        return elements() == 0
                ? 0
                : Math.multiplyExact(type.rowBytes(ne0), Math.multiplyExact(Math.multiplyExact(ne1, ne2), ne3));
    }

    /** Returns the number of dimensions that a GGUF writer lists: index of the last one above 1, plus 1. */
    public int dimensions() {
        return ne3 > 1 ? 4 : ne2 > 1 ? 3 : ne1 > 1 ? 2 : 1;
    }

    /** Returns the same tensor stored as another type. */
    public TensorInfo withType(GgmlType other) {
        return new TensorInfo(name, other, ne0, ne1, ne2, ne3);
    }
}
