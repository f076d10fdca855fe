package dev.llmfit.sizing.graph;

import dev.llmfit.gguf.GgmlType;

/** Type, shape ({@code ne}) and strides in bytes ({@code nb}) of a tensor, as in {@code struct ggml_tensor}. */
abstract sealed class TensorLayout permits Tensor {
    final GgmlType type;
    final long ne0;
    final long ne1;
    final long ne2;
    final long ne3;
    final long nb0;
    final long nb1;
    final long nb2;
    final long nb3;
    private final long bytes;

    TensorLayout(GgmlType type, long ne0, long ne1, long ne2, long ne3, long nb0, long nb1, long nb2, long nb3) {
        this.type = type;
        this.ne0 = ne0;
        this.ne1 = ne1;
        this.ne2 = ne2;
        this.ne3 = ne3;
        this.nb0 = nb0;
        this.nb1 = nb1;
        this.nb2 = nb2;
        this.nb3 = nb3;
        this.bytes = computeBytes();
    }

    private long computeBytes() {
        if (ne0 <= 0 || ne1 <= 0 || ne2 <= 0 || ne3 <= 0) {
            return 0;
        }
        long first = type.blockSize() == 1
                ? type.blockBytes() + (ne0 - 1) * nb0
                : Math.multiplyExact(ne0, nb0) / type.blockSize();
        return first + (ne1 - 1) * nb1 + (ne2 - 1) * nb2 + (ne3 - 1) * nb3;
    }

    /** Returns the element type. */
    public GgmlType type() {
        return type;
    }

    /** Returns the elements per row. */
    public long ne0() {
        return ne0;
    }

    /** Returns the rows. */
    public long ne1() {
        return ne1;
    }

    /** Returns the size of the third dimension. */
    public long ne2() {
        return ne2;
    }

    /** Returns the size of the fourth dimension. */
    public long ne3() {
        return ne3;
    }

    /** Returns the bytes from one element (or block) to the next. */
    public long nb0() {
        return nb0;
    }

    /** Returns the bytes from one row to the next. */
    public long nb1() {
        return nb1;
    }

    /** Returns the stride of the third dimension in bytes. */
    public long nb2() {
        return nb2;
    }

    /** Returns the stride of the fourth dimension in bytes. */
    public long nb3() {
        return nb3;
    }

    /** Returns the number of elements. */
    public long elements() {
        return ne0 * ne1 * ne2 * ne3;
    }

    /** Returns the number of rows. */
    public long rows() {
        return ne1 * ne2 * ne3;
    }

    /** Returns the bytes from the first to the last element ({@code ggml_nbytes}). */
    public long bytes() {
        return bytes;
    }

    /** Returns whether both have the same shape. */
    public boolean sameShape(TensorLayout o) {
        return ne0 == o.ne0 && ne1 == o.ne1 && ne2 == o.ne2 && ne3 == o.ne3;
    }

    /** Returns whether the shape is this one. */
    public boolean hasShape(long d0, long d1, long d2, long d3) {
        return ne0 == d0 && ne1 == d1 && ne2 == d2 && ne3 == d3;
    }

    /** Returns whether the strides are equal. */
    private boolean sameStrides(TensorLayout o) {
        return nb0 == o.nb0 && nb1 == o.nb1 && nb2 == o.nb2 && nb3 == o.nb3;
    }

    /** Returns whether type, shape and strides are equal ({@code ggml_are_same_layout}). */
    public boolean hasLayoutOf(TensorLayout o) {
        return type == o.type && sameShape(o) && sameStrides(o);
    }

    /** Returns whether elements follow each other without gaps ({@code ggml_is_contiguous}). */
    public boolean isContiguous() {
        long expected = type.blockBytes();
        if (ne0 != type.blockSize() && nb0 != expected) {
            return false;
        }
        expected *= ne0 / type.blockSize();
        if (ne1 != 1 && nb1 != expected) {
            return false;
        }
        expected *= ne1;
        if (ne2 != 1 && nb2 != expected) {
            return false;
        }
        expected *= ne2;
        return ne3 == 1 || nb3 == expected;
    }

    /** Returns whether the elements of a row follow each other ({@code ggml_is_contiguous_rows}). */
    public boolean hasContiguousRows() {
        return ne0 == type.blockSize() || nb0 == type.blockBytes();
    }
}
