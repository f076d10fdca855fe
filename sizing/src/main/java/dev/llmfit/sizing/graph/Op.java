package dev.llmfit.sizing.graph;

/** Operations of a compute graph, named as in {@code ggml_op}. */
public enum Op {
    /** A leaf: weight, cache or input. */
    NONE,
    DUP,
    ADD(true),
    ADD_ID(true),
    SUB(true),
    MUL(true),
    DIV(true),
    SQR(true),
    SQRT(true),
    LOG(true),
    SIN,
    COS,
    SUM_ROWS,
    MEAN,
    REPEAT,
    CONCAT,
    NORM,
    RMS_NORM(true),
    GROUP_NORM,
    L2_NORM,
    MUL_MAT,
    MUL_MAT_ID,
    SCALE(true),
    CPY,
    CONT,
    RESHAPE,
    VIEW,
    PERMUTE,
    TRANSPOSE,
    GET_ROWS,
    SET_ROWS,
    SOFT_MAX(true),
    ROPE(true),
    ROPE_BACK(true),
    CLAMP(true),
    SET,
    IM2COL,
    POOL_1D,
    POOL_2D,
    UPSCALE,
    CUMSUM,
    TRI,
    PAD,
    ARGSORT,
    TOP_K,
    LIGHTNING_INDEXER,
    TOP_K_MASK,
    DSV4_HC_PRE,
    DSV4_HC_COMB,
    DSV4_HC_POST,
    ARANGE,
    FILL(true),
    FLASH_ATTN_EXT,
    SSM_CONV,
    SSM_SCAN,
    RWKV_WKV6,
    RWKV_WKV7,
    GATED_LINEAR_ATTN,
    GATED_DELTA_NET,
    UNARY(true),
    GLU;

    private final boolean inPlace;

    Op() {
        this(false);
    }

    Op(boolean inPlace) {
        this.inPlace = inPlace;
    }

    /** Returns whether the result may take over the memory of an operand ({@code ggml_op_can_inplace}). */
    public boolean isInPlace() {
        return inPlace;
    }

    /** Returns whether this only looks at the memory of another tensor ({@code ggml_is_view_op}). */
    public boolean isView() {
        return this == VIEW || this == RESHAPE || this == PERMUTE || this == TRANSPOSE;
    }

    /** Returns whether this computes nothing: a view or a leaf ({@code ggml_op_is_empty}). */
    public boolean isEmpty() {
        return this == NONE || isView();
    }
}
