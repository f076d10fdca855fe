package dev.llmfit.gguf.arch;

/** What llama.cpp does for some architectures by their name alone, where neither metadata nor tensors say so. */
public enum ArchitectureTrait {
    /** Heads must be rotated as a whole; another {@code rope.dimension_count} is refused ({@code load_hparams}). */
    FULL_ROTATION,
    /** One expert is none ({@code load_hparams}). */
    ONE_EXPERT_IS_DENSE,
    /** Positions have several dimensions ({@code llama_model_rope_type}). */
    SECTIONS,
    /** As {@link #SECTIONS}, if the metadata has sections. */
    SECTIONS_IF_SET,
    /** Keeps nothing between batches: encoders and diffusion models ({@code create_memory}). */
    NO_MEMORY,
    /** Keeps keys and values as well as a state in every layer ({@code create_memory}). */
    ATTENDS_AND_RECURS,
    /** Layers with a feed-forward network have no mixer and keep nothing ({@code create_memory}). */
    FEED_FORWARD_LAYERS,
    /** Keeps the keys of a sparse-attention indexer ({@code create_memory}). */
    INDEXER_CACHE,
    /** Keeps a window of keys, and compressed keys with the state of their compressors ({@code llama_kv_cache_dsv4}). */
    COMPRESSED_CACHES,
    /** The cache of the main context has rows for layers behind the trunk too ({@code create_memory} without a filter). */
    NEXT_TOKEN_LAYERS_CACHED,
    /**
     * The head of a layer for next-token prediction is loaded though nothing uses it: it may be absent, and such tensors are not skipped
     * ({@code load_arch_tensors}).
     */
    NEXT_TOKEN_HEAD_LOADED,
    /** As {@link #NEXT_TOKEN_HEAD_LOADED}, for the bias that chooses its experts. */
    NEXT_TOKEN_ROUTER_BIAS_LOADED,
    /** As {@link #NEXT_TOKEN_HEAD_LOADED}, for its feed-forward network. */
    NEXT_TOKEN_NETWORK_LOADED,
    /** As {@link #NEXT_TOKEN_HEAD_LOADED}, for the gate, the head norms and the frequency factors of its attention. */
    NEXT_TOKEN_ATTENTION_LOADED,
    /** Recurrent states can be rolled back, by one snapshot for each drafted token ({@code llm_arch_supports_rs_rollback}). */
    STATE_SNAPSHOTS,
    /** A batch holds either tokens or embeddings ({@code llm_arch_supports_mixed_batch}). */
    UNMIXED_BATCH,
    /** Known to llama.cpp from b11557 at the latest, and not to b11434. */
    SINCE_B11557(11_557),
    /** Known from v0.8.0 at the latest, and not to b11829. */
    SINCE_B12032(12_032),
    /** An encoder with or without a decoder ({@code llama_model_has_encoder}). */
    ENCODES,
    /** Flash attention is off whatever is asked ({@code llama_init_from_model}). */
    NO_FLASH_ATTENTION,
    /** llama.cpp aborts with flash attention: the flattened values fail an assertion of {@code ggml_set_rows}. */
    ABORTS_WITH_FLASH_ATTENTION,
    /** Ends with embeddings, without logits. */
    NO_LOGITS,
    /** Makes logits from the token embedding itself. */
    LOGITS_FROM_EMBEDDING,
    /** Creates the head before the embedding, so that a tied head is always a tensor of its own, before November 2026. */
    HEAD_BEFORE_EMBEDDING,
    /** {@code -sm tensor} is refused ({@code llm_arch_supports_sm_tensor}, v0.8.0). */
    UNSPLIT,
    /** As {@link #UNSPLIT}, in builds of November 2026 and later. */
    UNSPLIT_LATER,
    /** Memory is reserved for a prompt of one sequence in the end, because it may need more ({@code sched_reserve}). */
    RESERVES_ONE_SEQUENCE,
    /** Graphs may have four times the nodes that others may ({@code graph_max_nodes}). */
    LARGE_GRAPH,
    /** Graphs may have eight times the nodes that others may, and more in large batches ({@code graph_max_nodes}). */
    LARGEST_GRAPH,
    /** The final norm is named {@code token_embd_norm} ({@code LLM_TENSOR_OUTPUT_NORM_LFM2}). */
    FINAL_NORM_NAMED_EMBEDDING_NORM,
    /** Its layers for next-token prediction were loaded whether they are used or not, before August 2026. */
    NEXT_TOKEN_LAYERS_ONCE_LOADED,
    /** As {@link #NEXT_TOKEN_LAYERS_ONCE_LOADED}, for some builds of July 2026 only. */
    NEXT_TOKEN_LAYERS_BRIEFLY_LOADED,
    /** What the experts' last matrix reads is scaled into the range of F16 ({@code build_moe_ffn}). */
    RESCALED_EXPERTS,
    /** As {@link #RESCALED_EXPERTS}, in builds of November 2026 and later. */
    RESCALED_EXPERTS_LATER,
    /** The keys of its indexer are rotated whatever their type ({@code llama_kv_cache}). */
    INDEXER_ALWAYS_ROTATED,
    /** Frequency factors are used by layers that attend without a window only. */
    FREQUENCIES_WITHOUT_WINDOW,
    /** With 80 layers and grouped heads, llama-quantize calls it "70B" ({@code LLM_TYPE_70B}). */
    IS_70B_AT_80_GROUPED_LAYERS,
    /** With 80 layers, llama-quantize calls it "70B". */
    IS_70B_AT_80_LAYERS,
    /** With 68 layers, llama-quantize calls it "70B". */
    IS_70B_AT_68_LAYERS,
    /** File types mix other tensor types than for most ({@code llama_tensor_get_type}). */
    FALCON_MIXTURE,
    /** Small matrices of its connections and indexer keep their type ({@code tensor_allows_quantization}). */
    SMALL_MATRICES_KEPT,
    /** Attention has tensors of three dimensions, which are no experts ({@code llama_tensor_get_type}). */
    THREE_DIMENSIONAL_ATTENTION,
    /** Published with experts in MXFP4. */
    PUBLISHED_IN_MXFP4,
    /** The files that were trained for four bits are Q4_0 with embeddings in F16 ({@code google/gemma-3-*-it-qat-q4_0-gguf}). */
    EMBEDDINGS_KEPT_IN_QAT,
    /** Ollama gives it one slot, whatever OLLAMA_NUM_PARALLEL says ({@code server/sched.go}, load). */
    ONE_SLOT_IN_OLLAMA;

    /** The names in {@code src/llama-arch.cpp} of the crates llama-cpp-sys-4 0.8.0 to 0.10.0 tell the first builds. */
    private final int firstBuild;

    ArchitectureTrait() {
        this(0);
    }

    ArchitectureTrait(int firstBuild) {
        this.firstBuild = firstBuild;
    }

    /** Returns the first build that is known to load what has this trait; 0 where the trait says nothing about it. */
    int firstBuild() {
        return firstBuild;
    }
}
