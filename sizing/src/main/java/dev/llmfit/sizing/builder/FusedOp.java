package dev.llmfit.sizing.builder;

/** An operation that llama.cpp makes of several nodes where a layer's device does not run it, in the order in which it finds out. */
public enum FusedOp {
    /** Attention; on or off as asked, found out with "auto" alone. */
    FLASH_ATTENTION,
    /** The mask of the cells that a sparse-attention indexer chose, in builds that know it. */
    CHOSEN_CELLS,
    /** What half of a layer reads of several residual streams. */
    STREAMS_READ,
    /** The shares of residual streams in each other. */
    STREAMS_MIXED,
    /** What half of a layer writes to several residual streams. */
    STREAMS_WRITTEN
}
