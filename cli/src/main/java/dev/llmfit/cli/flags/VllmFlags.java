package dev.llmfit.cli.flags;

import dev.llmfit.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments of {@code vllm serve} that memory depends on, under its names. Their values are read where documents are. */
public final class VllmFlags {
    @Option(
            names = {"-tp", "--tensor-parallel-size"},
            paramLabel = "N",
            description = "GPUs that share each layer (1).")
    private @Nullable String tensor;

    @Option(
            names = {"-pp", "--pipeline-parallel-size"},
            paramLabel = "N",
            description = "Stages of layers, each on GPUs of its own (1).")
    private @Nullable String pipeline;

    @Option(
            names = {"-dp", "--data-parallel-size"},
            paramLabel = "N",
            description = "Replicas, each with a cache of its own (1).")
    private @Nullable String data;

    @Option(
            names = {"-dcp", "--decode-context-parallel-size"},
            paramLabel = "N",
            description = "GPUs of a tensor group that share the tokens of the cache (1).")
    private @Nullable String context;

    @Option(
            names = {"-ep", "--enable-expert-parallel"},
            description = "Whole experts on each GPU instead of a slice of each.")
    private boolean experts;

    @Option(names = "--max-model-len", paramLabel = "N", description = "Tokens of the longest request (as trained).")
    private @Nullable String length;

    @Option(
            names = "--max-num-batched-tokens",
            paramLabel = "N",
            description = "Tokens of one step (by GPU: 2048 to 16384).")
    private @Nullable String tokens;

    @Option(names = "--max-num-seqs", paramLabel = "N", description = "Requests of one step (by GPU: 256 or 1024).")
    private @Nullable String requests;

    @Option(
            names = "--gpu-memory-utilization",
            paramLabel = "SHARE",
            description = "Share of a GPU's memory that is used (0.92).")
    private @Nullable Double utilization;

    @Option(
            names = "--kv-cache-memory-bytes",
            paramLabel = "SIZE",
            description = "Memory of the KV cache on each GPU; the share is then void.")
    private @Nullable String cacheBytes;

    @Option(
            names = "--available-kv-bytes",
            paramLabel = "SIZE",
            description = "Memory for the KV cache on each GPU, as a log of vLLM prints it.")
    private @Nullable String available;

    @Option(names = "--kv-cache-dtype", paramLabel = "TYPE", description = "Type of the KV cache: auto, fp8 …")
    private @Nullable String cacheType;

    @Option(
            names = "--quantization",
            paramLabel = "METHOD",
            description = "How linear layers are kept: awq, gptq, w4a16, fp8, fp8-block, nvfp4 … (16 bits).")
    private @Nullable String quantization;

    @Option(
            names = "--ignore",
            paramLabel = "PART",
            description = "What the checkpoint keeps in 16 bits: vision, its tower.")
    private @Nullable String ignored;

    @Option(names = "--language-model-only", description = "Leave the vision tower out.")
    private boolean languageOnly;

    @Option(names = "--enforce-eager", description = "Capture no CUDA graphs.")
    private boolean eager;

    @Option(names = "--no-enable-prefix-caching", description = "Do not find prompts again that were seen.")
    private boolean noPrefix;

    @Option(names = "--no-async-scheduling", description = "Plan no step while the one before runs.")
    private boolean noAsync;

    @Option(names = "--block-size", paramLabel = "N", description = "Tokens of a block of the KV cache (16).")
    private @Nullable String block;

    @Option(
            names = "--num-gpu-blocks-override",
            paramLabel = "N",
            description = "Blocks of the KV cache, whatever memory there is.")
    private @Nullable String blocks;

    @Option(
            names = "--performance-mode",
            paramLabel = "MODE",
            description = "throughput doubles the defaults of a step.")
    private @Nullable String mode;

    @Option(
            names = "--speculative-config",
            paramLabel = "JSON",
            description = "What drafts tokens ahead: '{\"method\":\"mtp\",\"num_speculative_tokens\":2}'.")
    private @Nullable String drafts;

    /** Adds those that are given, each under the name that documents have. */
    void addTo(JsonObject.Builder launch) {
        EngineArgumentFlags.add(launch, "tensor_parallel_size", tensor);
        EngineArgumentFlags.add(launch, "pipeline_parallel_size", pipeline);
        EngineArgumentFlags.add(launch, "data_parallel_size", data);
        EngineArgumentFlags.add(launch, "decode_context_parallel_size", context);
        EngineArgumentFlags.add(launch, "enable_expert_parallel", experts ? true : null);
        EngineArgumentFlags.add(launch, "max_model_len", length);
        EngineArgumentFlags.add(launch, "max_num_batched_tokens", tokens);
        EngineArgumentFlags.add(launch, "max_num_seqs", requests);
        EngineArgumentFlags.add(launch, "gpu_memory_utilization", utilization);
        EngineArgumentFlags.add(launch, "kv_cache_memory_bytes", cacheBytes);
        EngineArgumentFlags.add(launch, "available_kv_bytes", available);
        EngineArgumentFlags.add(launch, "kv_cache_dtype", cacheType);
        EngineArgumentFlags.add(launch, "quantization", quantization);
        EngineArgumentFlags.add(launch, "ignore", ignored);
        EngineArgumentFlags.add(launch, "language_model_only", languageOnly ? true : null);
        EngineArgumentFlags.add(launch, "enforce_eager", eager ? true : null);
        EngineArgumentFlags.add(launch, "enable_prefix_caching", noPrefix ? false : null);
        EngineArgumentFlags.add(launch, "async_scheduling", noAsync ? false : null);
        EngineArgumentFlags.add(launch, "block_size", block);
        EngineArgumentFlags.add(launch, "num_gpu_blocks_override", blocks);
        EngineArgumentFlags.add(launch, "performance_mode", mode);
        EngineArgumentFlags.addJson(launch, "speculative_config", drafts);
    }
}
