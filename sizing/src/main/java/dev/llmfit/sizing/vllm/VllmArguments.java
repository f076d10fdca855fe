package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.LaunchArgument;
import dev.llmfit.sizing.engines.LaunchArgument.Kind;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.vllm.VllmLaunch.Batch;
import dev.llmfit.sizing.vllm.VllmLaunch.Cache;
import dev.llmfit.sizing.vllm.VllmLaunch.Drafts;
import dev.llmfit.sizing.vllm.VllmLaunch.Memory;
import dev.llmfit.sizing.vllm.VllmLaunch.Split;
import dev.llmfit.sizing.vllm.VllmLaunch.Weights;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The arguments of {@code vllm serve} that memory depends on, and what vLLM makes of those that are left out. */
final class VllmArguments {
    private static final String TENSOR = "tensor_parallel_size";
    private static final String PIPELINE = "pipeline_parallel_size";
    private static final String CONTEXT = "decode_context_parallel_size";
    private static final String DATA = "data_parallel_size";
    private static final String EXPERTS = "enable_expert_parallel";
    private static final String LENGTH = "max_model_len";
    private static final String TOKENS = "max_num_batched_tokens";
    private static final String REQUESTS = "max_num_seqs";
    private static final String UTILIZATION = "gpu_memory_utilization";
    private static final String CACHE_BYTES = "kv_cache_memory_bytes";
    private static final String CACHE_TYPE = "kv_cache_dtype";
    private static final String QUANTIZATION = "quantization";
    private static final String LANGUAGE = "language_model_only";
    private static final String EAGER = "enforce_eager";
    private static final String PREFIX = "enable_prefix_caching";
    private static final String ASYNC = "async_scheduling";
    private static final String BLOCK = "block_size";
    private static final String BLOCKS = "num_gpu_blocks_override";
    private static final String MODE = "performance_mode";
    private static final String DRAFTS = "speculative_config";
    private static final String METHOD = "method";
    private static final String DRAFTED = "num_speculative_tokens";
    private static final String IGNORED = "ignore";
    static final String GPU = "gpu";
    static final String AVAILABLE = "available_kv_bytes";
    private static final String RELEASE = "engine_build";

    /** What {@link #IGNORED} may say. */
    private static final String VISION = "vision";

    static final List<LaunchArgument> ALL = List.of(
            LaunchArgument.of(TENSOR, Kind.WHOLE, "GPUs that share each layer (1)."),
            LaunchArgument.of(PIPELINE, Kind.WHOLE, "Stages of layers, each on GPUs of its own (1)."),
            LaunchArgument.of(DATA, Kind.WHOLE, "Replicas, each with a cache of its own (1)."),
            LaunchArgument.of(CONTEXT, Kind.WHOLE, "GPUs of a tensor group that share the tokens of the cache (1)."),
            LaunchArgument.of(EXPERTS, Kind.TRUTH, "Whole experts on each GPU instead of a slice of each."),
            LaunchArgument.of(LENGTH, Kind.WHOLE, "Tokens of the longest request (as trained)."),
            LaunchArgument.of(TOKENS, Kind.WHOLE, "Tokens of one step (by GPU: 2048 to 16384)."),
            LaunchArgument.of(REQUESTS, Kind.WHOLE, "Requests of one step (by GPU: 256 or 1024)."),
            LaunchArgument.of(UTILIZATION, Kind.NUMBER, "Share of a GPU's memory that is used (0.92)."),
            LaunchArgument.of(CACHE_BYTES, Kind.BYTES, "Bytes of the KV cache on each GPU; the share is then void."),
            LaunchArgument.word(CACHE_TYPE, "Type of the KV cache (auto: as the model).", VllmCacheType.ids()),
            LaunchArgument.word(QUANTIZATION, "How the linear layers are kept (16 bits).", VllmQuantization.ids()),
            LaunchArgument.word(IGNORED, "What the checkpoint keeps in 16 bits: vision, its tower.", List.of(VISION)),
            LaunchArgument.of(LANGUAGE, Kind.TRUTH, "Leave the vision tower out."),
            LaunchArgument.of(EAGER, Kind.TRUTH, "Capture no CUDA graphs."),
            LaunchArgument.of(PREFIX, Kind.TRUTH, "Find prompts again that were seen (on)."),
            LaunchArgument.of(ASYNC, Kind.TRUTH, "Plan a step while the one before runs (on)."),
            LaunchArgument.of(BLOCK, Kind.WHOLE, "Tokens of a block (16)."),
            LaunchArgument.of(BLOCKS, Kind.WHOLE, "Blocks, whatever memory there is."),
            LaunchArgument.word(
                    MODE,
                    "throughput doubles the defaults of a step.",
                    List.of("balanced", "interactivity", "throughput")),
            LaunchArgument.group(
                    DRAFTS,
                    "What drafts tokens ahead: {\"method\":\"mtp\",\"num_speculative_tokens\":2}.",
                    List.of(
                            LaunchArgument.word(METHOD, "mtp: the checkpoint's own layers.", List.of("mtp", "ngram")),
                            LaunchArgument.of(DRAFTED, Kind.WHOLE, "Tokens that are drafted for each one."))),
            LaunchArgument.of(GPU, Kind.WORD, "The GPU of a launch, by its name: h100, rtx4090."),
            LaunchArgument.of(AVAILABLE, Kind.BYTES, "Bytes for the KV cache on each GPU, as a log prints them."),
            LaunchArgument.of(RELEASE, Kind.WORD, "Release of vLLM to model: 0.24.0 (the newest known)."));

    /** The tiers of {@code get_batch_defaults} by memory, and their tokens and requests of a step. */
    private static final long LARGE = 160L << 30;

    private static final long MIDDLE = 70L << 30;
    private static final int LARGE_TOKENS = 16_384;
    private static final int MIDDLE_TOKENS = 8192;
    private static final int SMALL_TOKENS = 2048;
    private static final int MANY_REQUESTS = 1024;
    private static final int FEW_REQUESTS = 256;

    /** Defaults of {@code gpu_memory_utilization} in {@code config/cache.py}. */
    static final double UTILIZATION_NOW = 0.92;

    private static final double UTILIZATION_BEFORE = 0.9;

    /** GPUs that a split may ask for in each direction; no cluster of vLLM's documentation is near. */
    static final int MOST_GPUS = 4096;

    /** Blocks of attention kernels are multiples of it ({@code MultipleOf(16)} in {@code v1/attention/backends}). */
    private static final int BLOCK_STEP = 16;

    private final EngineModel model;
    private final LaunchArguments given;
    private final VllmGpu gpu;

    VllmArguments(EngineModel model, LaunchArguments given, VllmGpu gpu) {
        this.model = model;
        this.given = given;
        this.gpu = gpu;
    }

    VllmLaunch launch() {
        VllmRelease release = release();
        Split split = split();
        int length = length();
        VllmQuantization kept = quantization();
        return new VllmLaunch(
                release,
                gpu,
                split,
                length,
                batch(release, length),
                new Cache(
                        given.word(CACHE_TYPE).flatMap(VllmCacheType::byId).orElse(VllmCacheType.AUTO),
                        given.truth(PREFIX, true),
                        given.truth(ASYNC, true),
                        block(length),
                        given.whole(BLOCKS, 1, 0)),
                new Weights(kept, given.word(IGNORED).isEmpty(), given.truth(LANGUAGE)),
                memory(release),
                drafts(length));
    }

    private int length() {
        int trained = model.traits().context();
        int length = given.whole(LENGTH, 1, trained);
        if (trained > 0 && length > trained) {
            throw refused(LENGTH + " " + length + " is more than the " + trained + " tokens that " + model.id()
                    + " was trained for");
        }
        return length;
    }

    private int block(int length) {
        int block = given.whole(BLOCK, 1, 0);
        long most = Math.max(1, Math.ceilDiv((long) length, BLOCK_STEP)) * BLOCK_STEP;
        if (block % BLOCK_STEP != 0 || block > most) {
            throw new LaunchArgumentException(
                    BLOCK + " is " + block + ", expected a multiple of " + BLOCK_STEP + " up to " + most);
        }
        return block;
    }

    private VllmRelease release() {
        Optional<String> written = given.word(RELEASE);
        if (written.isEmpty()) {
            return VllmRelease.NEWEST;
        }
        try {
            return VllmRelease.parse(written.get());
        } catch (IllegalArgumentException e) {
            throw new LaunchArgumentException(String.valueOf(e.getMessage()));
        }
    }

    private Split split() {
        Split split = new Split(gpus(TENSOR), gpus(PIPELINE), gpus(CONTEXT), gpus(DATA), given.truth(EXPERTS));
        long gpus = (long) split.tensor() * split.pipeline() * split.data();
        if (!given.has(GPU) && gpus > gpu.count()) {
            throw refused("it needs " + gpus + " GPUs (" + TENSOR + " " + split.tensor() + ", " + PIPELINE + " "
                    + split.pipeline() + ", " + DATA + " " + split.data() + "), and there "
                    + (gpu.count() == 1 ? "is 1" : "are " + gpu.count()));
        }
        if (split.pipeline() > model.layers().count()) {
            throw refused(PIPELINE + " " + split.pipeline() + " is more than the "
                    + model.layers().count() + " layers");
        }
        if (split.tensor() % split.context() != 0) {
            throw refused(TENSOR + " " + split.tensor() + " is not divisible by " + CONTEXT + " " + split.context());
        }
        VllmDivision division = new VllmDivision(model);
        Optional<String> undivided = division.refusal(split.tensor());
        if (undivided.isPresent()) {
            throw refused(
                    undivided.get() + " " + TENSOR + " " + split.tensor() + "; take " + division.near(split.tensor()));
        }
        return split;
    }

    private int gpus(String name) {
        int count = given.whole(name, 1, 1);
        if (count > MOST_GPUS) {
            throw new LaunchArgumentException(
                    name + " is " + count + ", expected a whole number from 1 to " + MOST_GPUS);
        }
        return count;
    }

    private static LaunchRefusedException refused(String why) {
        return new LaunchRefusedException(VllmEngine.TITLE, why);
    }

    private VllmQuantization quantization() {
        VllmQuantization asked =
                given.word(QUANTIZATION).flatMap(VllmQuantization::byId).orElse(VllmQuantization.NONE);
        if (asked != VllmQuantization.NONE
                && model.stored().filter(s -> !s.isPlain()).isPresent()) {
            throw refused(
                    QUANTIZATION + " " + asked.id() + " is not how " + model.id() + " is quantized; leave it out");
        }
        return asked;
    }

    private Batch batch(VllmRelease release, int length) {
        boolean large = gpu.totalBytes() >= LARGE && release.has(VllmSwitch.LARGE_GPUS);
        boolean small = gpu.isCalled("a100") || (gpu.isGb10() && release.has(VllmSwitch.SMALL_GB10));
        boolean middle = gpu.totalBytes() >= MIDDLE && !small && release.has(VllmSwitch.TIERED_DEFAULTS);
        int times = given.word(MODE).orElse("").equals("throughput") ? 2 : 1;
        int usual = large ? LARGE_TOKENS : middle ? MIDDLE_TOKENS : SMALL_TOKENS;
        int many = large || middle ? MANY_REQUESTS : FEW_REQUESTS;
        int requests = given.whole(REQUESTS, 1, many * times);
        int tokens = given.has(TOKENS)
                ? given.whole(TOKENS, 1, usual)
                : (int) Math.min((long) requests * length, (long) usual * times);
        if (given.has(REQUESTS) && requests > tokens) {
            throw refused(REQUESTS + " " + requests + " is more than the " + tokens + " tokens of a step (" + TOKENS
                    + "), of which every request needs one");
        }
        return new Batch(tokens, Math.min(requests, tokens));
    }

    private Memory memory(VllmRelease release) {
        double usual = release.has(VllmSwitch.UTILIZATION_92) ? UTILIZATION_NOW : UTILIZATION_BEFORE;
        double share = given.number(UTILIZATION).orElse(usual);
        if (share <= 0 || share > 1) {
            throw new LaunchArgumentException(
                    "'" + UTILIZATION + "' is " + share + ", expected a share above 0 and up to 1");
        }
        OptionalLong asked = given.size(CACHE_BYTES);
        if (asked.isPresent() && asked.getAsLong() > gpu.totalBytes()) {
            throw refused(CACHE_BYTES + " " + Bytes.of(asked.getAsLong()) + " is more than the "
                    + Bytes.of(gpu.totalBytes()) + " of a GPU");
        }
        return new Memory(share, asked, given.size(AVAILABLE), given.truth(EAGER));
    }

    private Drafts drafts(int length) {
        Optional<LaunchArguments> config = given.group(DRAFTS);
        if (config.isEmpty()) {
            return Drafts.NONE;
        }
        String method = config.get()
                .word(METHOD)
                .orElseThrow(() -> new LaunchArgumentException("'" + DRAFTS + "' needs a '" + METHOD + "'"));
        int tokens = config.get()
                .whole(DRAFTED, 1)
                .orElseThrow(() -> new LaunchArgumentException("'" + DRAFTS + "' needs '" + DRAFTED + "'"));
        if (length > 0 && tokens >= length) {
            throw new LaunchArgumentException(
                    DRAFTED + " is " + tokens + ", expected less than the " + length + " tokens of a request");
        }
        Drafts drafts = new Drafts(method, tokens);
        if (drafts.areNextTokens() && model.traits().nextTokenLayers() == 0) {
            throw refused(model.id() + " has no layers for next-token prediction, which the method mtp needs");
        }
        return drafts;
    }
}
