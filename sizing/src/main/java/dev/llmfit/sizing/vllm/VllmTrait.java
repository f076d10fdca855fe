package dev.llmfit.sizing.vllm;

import java.util.Locale;

/** What a class of {@code model_executor/models} does that the shape of its models does not tell; {@code classes.csv} says which. */
enum VllmTrait {
    /** vLLM has no class for it. */
    UNSUPPORTED,
    /** It encodes and generates nothing: there is no cache. */
    ENCODER,
    /** Gated delta nets stand in place of attention. */
    DELTA_NET,
    /** Kimi's delta attention does. */
    KIMI_DELTA,
    /** Mamba 1 does. */
    MAMBA_1,
    /** Mamba 2 does. */
    MAMBA_2,
    /** Layers have attention and a state side by side. */
    ATTENTION_BESIDE_STATES,
    /** It knows no window, whatever the configuration says. */
    NO_WINDOW,
    /** Every other layer has a window, from the first on. */
    WINDOW_IN_EVEN_LAYERS,
    /** Windows are chunks that do not overlap. */
    CHUNKS,
    /** The embedding is built on every pipeline stage. */
    EMBEDDING_EVERYWHERE,
    /** Embedding and head are. */
    TABLES_EVERYWHERE,
    /** The last norm is. */
    NORM_EVERYWHERE,
    /** The embeddings of each layer and what projects them are. */
    PER_LAYER_TABLES_EVERYWHERE,
    /** The head has no bias. */
    NO_HEAD_BIAS,
    /** What goes into a state is scaled by a vector that is kept. */
    SCALED_STATE_INPUTS,
    /** Queries, keys, values and the gate of a state are one part of their layer. */
    FUSED_STATE_INPUTS,
    /** A head of its own is kept where the checkpoint ties it to the embedding. */
    OWN_HEAD,
    /** Routers are kept in float32. */
    WIDE_ROUTER,
    /** Routers are kept in float32 where the GPU has no kernel for those in 16 bits. */
    ROUTER_WIDENED,
    /** Methods that quantize every linear layer quantize routers too. */
    QUANTIZED_ROUTER,
    /** Methods that quantize keep no scales for its attention. */
    ATTENTION_WITHOUT_SCALES,
    /** It runs through transformers. */
    THROUGH_TRANSFORMERS,
    /** Nothing is rotated, or the rotation is computed as it goes. */
    NO_ROTATION_TABLE,
    /** Layers with and without a window have a table of the rotation each. */
    TWO_ROTATIONS,
    /** The tables of both kinds of layers are as wide as their heads. */
    ROTATION_BY_WIDTH,
    /** The table of the rotation is of float32. */
    WIDE_ROTATION,
    /** The table holds four times the positions. */
    FOUR_TIMES_THE_POSITIONS,
    /** Queries and keys are normed over all heads of a GPU. */
    SPLIT_HEAD_NORMS,
    /** Keys and values are split like queries: there are as many heads. */
    SPLIT_KV,
    /** Layers that read another layer's cache load no keys and values. */
    SHARED_LAYERS_WITHOUT_KV,
    /** The embedding is scaled by a number that is kept. */
    EMBEDDING_SCALE,
    /** The tower keeps the frequencies of its rotation. */
    TOWER_FREQUENCIES,
    /** The tower is known by the number of its weights alone. */
    COUNTED_TOWER,
    /** The kernel for prefixes of images takes blocks of 64 on data-centre Blackwell. */
    IMAGE_PREFIX_BLOCKS,
    /** The kernel for FP8 caches takes blocks of 64 on Hopper. */
    FP8_BLOCKS_OF_64;

    /** Returns its word in {@code classes.csv}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
