package dev.llmfit.gguf.arch;

/** What the graphs of one architecture have or have not, as the file says. */
enum GraphVariant {
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
    NORMS_BEHIND_BRANCHES
}
