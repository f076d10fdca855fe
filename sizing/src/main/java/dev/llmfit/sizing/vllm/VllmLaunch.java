package dev.llmfit.sizing.vllm;

import java.util.OptionalLong;

/**
 * A launch of {@code vllm serve} with everything resolved that its arguments leave open.
 *
 * @param release whose rules hold
 * @param gpu where it runs
 * @param split over how many GPUs, and how
 * @param maxModelLen tokens of the longest request
 * @param batch what one step holds
 * @param cache how the KV cache is kept
 * @param weights how weights are kept
 * @param memory what may be used of a GPU
 * @param drafts tokens that are drafted for each one and by what
 */
public record VllmLaunch(
        VllmRelease release,
        VllmGpu gpu,
        Split split,
        int maxModelLen,
        Batch batch,
        Cache cache,
        Weights weights,
        Memory memory,
        Drafts drafts) {
    /** Returns the same launch on GPUs of which the driver reports another memory. */
    public VllmLaunch withGpuMemory(long totalBytes) {
        VllmGpu reported =
                new VllmGpu(gpu.name(), gpu.count(), totalBytes, gpu.major(), gpu.minor(), gpu.known(), gpu.shared());
        return new VllmLaunch(release, reported, split, maxModelLen, batch, cache, weights, memory, drafts);
    }

    /**
     * How a model is split.
     *
     * @param tensor GPUs that share each layer
     * @param pipeline stages of layers
     * @param context GPUs that share the tokens of the cache ({@code decode_context_parallel_size})
     * @param data replicas
     * @param experts whether whole experts are spread over the GPUs instead of a slice of each
     */
    public record Split(int tensor, int pipeline, int context, int data, boolean experts) {}

    /**
     * What one step holds.
     *
     * @param tokens {@code max_num_batched_tokens}
     * @param requests {@code max_num_seqs}
     */
    public record Batch(int tokens, int requests) {}

    /**
     * How the cache is kept.
     *
     * @param type of its elements
     * @param prefixCaching whether prompts are found again
     * @param asyncScheduling whether a step is planned while the one before runs
     * @param blockSize tokens of a block as asked for; 0 for the engine's own
     * @param blocks blocks as asked for ({@code num_gpu_blocks_override}); 0 for as many as fit
     */
    public record Cache(
            VllmCacheType type, boolean prefixCaching, boolean asyncScheduling, int blockSize, int blocks) {}

    /**
     * How weights are kept.
     *
     * @param quantization of its linear layers
     * @param everyLinear whether routers and towers are quantized too, as no published checkpoint does
     * @param languageModelOnly whether the tower is left out
     */
    public record Weights(VllmQuantization quantization, boolean everyLinear, boolean languageModelOnly) {}

    /**
     * What may be used of a GPU.
     *
     * @param utilization share of its memory
     * @param cacheBytes {@code kv_cache_memory_bytes}, which makes the rest void
     * @param availableBytes what is left for the cache where that is known, as a log prints it
     * @param eager whether no CUDA graphs are captured
     */
    public record Memory(double utilization, OptionalLong cacheBytes, OptionalLong availableBytes, boolean eager) {}

    /**
     * Speculative decoding.
     *
     * @param method {@code mtp}, or empty for none
     * @param tokens drafted ahead
     */
    public record Drafts(String method, int tokens) {
        /** Nothing is drafted. */
        static final Drafts NONE = new Drafts("", 0);

        boolean areNextTokens() {
            return tokens > 0 && method.equals("mtp");
        }
    }
}
