package dev.llmfit.sizing.vllm;

/**
 * A change of vLLM that memory depends on, and since when it holds. Sources of 0.19.1, 0.21, 0.24, 0.28, 0.32 and 0.33 were
 * compared: a change between two of them is taken to have come in the middle, which a log narrows where there is one.
 */
public enum VllmSwitch {
    /** GPUs from 70 GiB but A100 have larger defaults of a step ({@code get_batch_defaults}); before V1 all had those of small ones. */
    TIERED_DEFAULTS(9),
    /** The estimate of CUDA graphs is subtracted from what is left for the cache ({@code gpu_worker.py}); in 0.21, not in 0.19.1. */
    GRAPHS_SUBTRACTED(20),
    /** The default of {@code gpu_memory_utilization} is 0.92, before 0.9 ({@code config/cache.py}); in 0.21, not in 0.19.1. */
    UTILIZATION_92(20),
    /**
     * The printed tokens are concurrency × {@code max_model_len}, before blocks / groups × block size ({@code
     * get_kv_cache_capacity}); in 0.24, not in 0.21, and a log of 0.22 has it.
     */
    TOKENS_BY_CONCURRENCY(22),
    /** GPUs need compute capability 7.5, before 7.0 (Installation, GPU of docs.vllm.ai); in 0.31, not in 0.14. */
    NO_VOLTA(22),
    /** Windows keep room for every batch in flight, before for one ({@code max_memory_usage_bytes}); in 0.28, not in 0.24. */
    BATCHES_IN_FLIGHT(26),
    /** GPUs from 160 GiB have a tier of defaults of their own ({@code get_batch_defaults}); in 0.28, not in 0.24. */
    LARGE_GPUS(26),
    /** A third recurrent state for checkpoints of the prompt, and blocks of 64 for gated delta nets; in 0.32, not in 0.28. */
    CHECKPOINTS(30),
    /** The check of one request leaves the null block out ({@code kv_cache_planning.py}); in 0.32, not in 0.28. */
    NULL_BLOCK_CHECKED(30),
    /** GB10 has the defaults of small GPUs; in 0.33, not in 0.32. */
    SMALL_GB10(33);

    private final VllmRelease since;

    VllmSwitch(int minor) {
        this.since = new VllmRelease(0, minor, 0);
    }

    /** Returns the first release that has it. */
    public VllmRelease since() {
        return since;
    }
}
