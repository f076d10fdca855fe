package dev.llmfit.gguf.arch;

/** What the graphs of one architecture have or have not, as the file says. */
public enum GraphVariant {
    /** Queries and their gate are one matrix (qwen3next, qwen35). */
    GATED_QUERIES,
    /** Of {@link #GATED_QUERIES}: the value heads of a key head follow each other (qwen3next). */
    VALUE_HEADS_IN_ORDER,
    /** A large table of embeddings of all layers is read from the file where it is needed ({@code TENSOR_READ_LAZY}). */
    LAZY_EMBEDDINGS,
    /** Norms use mean and variance, in architectures that may use either (cohere2moe). */
    LAYER_NORM,
    /** Attention scores are soft capped. */
    SOFT_CAPPED_SCORES,
    /** Queries and keys are normed without weights (llama4). */
    NORMED_QUERIES_AND_KEYS,
    /** Attention and feed-forward run side by side (gptneox). */
    PARALLEL_RESIDUAL,
    /** The residual stream starts behind the norm of the hidden state (eagle3). */
    NORMED_RESIDUAL,
    /** Norms follow the branches (chameleon). */
    NORMS_BEHIND_BRANCHES,
    /** The decay of delta attention has a lower bound, and so another activation (kimi-k3, glm5-next). */
    BOUNDED_DECAY,
    /** The newest cells, which make no whole pool yet, are always chosen (glm5-next). */
    CHOOSES_TAIL,
    /** The up half of the situ activation is limited too (kimi-k3). */
    LIMITED_UP
}
