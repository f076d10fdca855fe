package dev.llmfit.sizing.backend;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.graph.BackendRules;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/**
 * What one backend adds to plain tensor sizes, as data.
 *
 * @param alignment of allocations, bytes
 * @param maxChunk bytes of the largest single buffer
 * @param hostBuffer whether the device offers pinned host memory; CPU-side weights go there instead of the repack buffer
 * @param rowPadding quantized tensors get the bytes up to this many elements behind their last row; 1 for none
 * @param scratch memory behind attention results
 * @param attention the fused attention that is run here
 * @param nodeOrder how nodes are ordered and kept
 * @param offloadMinBatch least tokens for which the device takes operations on host weights; {@link Integer#MAX_VALUE} for
 *     never
 */
public record BackendProfile(
        int alignment,
        long maxChunk,
        boolean hostBuffer,
        int rowPadding,
        Scratch scratch,
        AttentionKernels attention,
        NodeOrder nodeOrder,
        int offloadMinBatch)
        implements BackendRules {
    public BackendProfile {
        if (alignment < 1 || maxChunk < 1 || rowPadding < 1 || offloadMinBatch < 1) {
            throw new IllegalArgumentException("a backend aligns, allocates, pads and offloads at least one");
        }
    }

    /** Memory behind the result of an operation. */
    enum Scratch {
        NONE,
        /** F16 copies of the keys and values that flash attention cannot read as they are. */
        F16_COPIES,
        /** Metal's tables and partial results. */
        METAL,
        /** As METAL, with F16 copies of all keys and values. */
        METAL_WITH_COPIES
    }

    @Override
    public long allocSize(Tensor t) {
        long size = t.bytes();
        switch (scratch) {
            case NONE -> {}
            case F16_COPIES -> {
                if (t.op() == Op.FLASH_ATTN_EXT) {
                    size = withCopies(size, t);
                }
            }
            case METAL -> size += MetalScratch.of(t, false);
            case METAL_WITH_COPIES -> size += MetalScratch.of(t, true);
        }
        if (rowPadding > 1 && t.type().isQuantized() && t.ne0() % rowPadding != 0) {
            size += t.type().rowBytes(rowPadding - t.ne0() % rowPadding);
        }
        return size;
    }

    private long withCopies(long size, Tensor attention) {
        Tensor k = attention.source(1);
        Tensor v = attention.source(2);
        long all = size;
        if (k.type() != dev.llmfit.gguf.GgmlType.F16) {
            all = padded(all) + 2 * k.elements();
        }
        if (v.type() != dev.llmfit.gguf.GgmlType.F16 && !isViewOfKeys(k, v)) {
            all = padded(all) + 2 * v.elements();
        }
        return all;
    }

    /** Returns whether flash attention over quantized keys and values needs F16 copies of them. */
    public boolean copiesQuantizedKeys() {
        return scratch == Scratch.F16_COPIES || scratch == Scratch.METAL_WITH_COPIES;
    }

    /** Returns whether the values are a part of the keys' rows. */
    static boolean isViewOfKeys(Tensor k, Tensor v) {
        Tensor root = v.viewSource();
        return root != null && (root == k || (root == k.viewSource() && v.viewOffset() == k.viewOffset()));
    }

    /** Returns the size rounded up to the alignment. */
    public long padded(long size) {
        return Math.addExact(size, alignment - 1L) / alignment * alignment;
    }

    @Override
    public boolean supports(Tensor t) {
        return t.op() != Op.FLASH_ATTN_EXT || attention.run(t);
    }

    @Override
    public boolean offloads(Tensor t) {
        return switch (t.op()) {
            case GET_ROWS -> false;
            case MUL_MAT -> t.ne1() >= offloadMinBatch;
            case MUL_MAT_ID, ROPE -> t.ne2() >= offloadMinBatch;
            default -> t.rows() >= offloadMinBatch;
        };
    }

    @Override
    public Tensor[] optimize(Tensor[] nodes, KeepAlive keep) {
        return nodeOrder.apply(nodes, keep);
    }

    /** Returns these rules for a backend that runs fused attention of any heads and cache types. */
    public BackendProfile withEveryKernel() {
        return new BackendProfile(
                alignment, maxChunk, hostBuffer, rowPadding, scratch, AttentionKernels.ALL, nodeOrder, offloadMinBatch);
    }

    /** Returns these rules for devices that are one: it orders no nodes and takes no operations on host weights ({@code ggml-backend-meta.cpp}). */
    public BackendProfile joined() {
        return new BackendProfile(
                alignment,
                maxChunk,
                hostBuffer,
                rowPadding,
                scratch,
                attention,
                NodeOrder.UNCHANGED,
                Integer.MAX_VALUE);
    }

    /** Returns the rules of a backend at a build. */
    public static BackendProfile of(Backend backend, EngineBuild build) {
        return BackendProfiles.of(backend, build);
    }
}
