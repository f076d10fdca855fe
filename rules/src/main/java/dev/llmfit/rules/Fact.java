package dev.llmfit.rules;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything a rule may ask for, with its kind and unit. Sizes are GiB (2^30 bytes) or MiB (2^20 bytes). */
public enum Fact {
    REQUEST_USE_CASE(
            "request.use_case",
            FactValue.Kind.TEXT,
            "",
            "chat, coding, autocomplete, reasoning, rag, agents, vision, embedding, rerank or batch"),
    REQUEST_CTX("request.ctx", FactValue.Kind.NUMBER, "tokens", "context that was asked for, of each user"),
    REQUEST_MIN_TPS("request.min_tps", FactValue.Kind.NUMBER, "tok/s", "slowest generation that was asked for"),
    REQUEST_USERS("request.users", FactValue.Kind.NUMBER, "", "people or programs served at the same time"),
    REQUEST_MODEL_GIVEN("request.model_given", FactValue.Kind.FLAG, "", "a model was named"),
    REQUEST_PREFER(
            "request.prefer", FactValue.Kind.TEXT, "", "balanced, quality, speed, context, users, throughput or small"),
    REQUEST_API_USD_MONTH("request.api_usd_month", FactValue.Kind.NUMBER, "USD/month", "what an API would cost"),
    MACHINE_OS("machine.os", FactValue.Kind.TEXT, "", "linux, macos, windows"),
    MACHINE_ARCH("machine.arch", FactValue.Kind.TEXT, "", "x86_64 or arm64"),
    MACHINE_VENDOR("machine.vendor", FactValue.Kind.TEXT, "", "vendor of the first GPU: NVIDIA, AMD, Intel, Apple"),
    MACHINE_BACKEND("machine.backend", FactValue.Kind.TEXT, "", "ggml backend of the first GPU"),
    MACHINE_GPU_NAME("machine.gpu_name", FactValue.Kind.TEXT, "", "first GPU"),
    MACHINE_GPU_ARCH("machine.gpu_arch", FactValue.Kind.TEXT, "", "architecture of the first GPU"),
    MACHINE_GPU_COUNT("machine.gpu_count", FactValue.Kind.NUMBER, "", "GPUs"),
    MACHINE_MIXED_GPUS("machine.mixed_gpus", FactValue.Kind.FLAG, "", "GPUs differ in memory or kind"),
    MACHINE_UNIFIED("machine.unified", FactValue.Kind.FLAG, "", "CPU and GPU share one memory"),
    MACHINE_INTEGRATED_GPU(
            "machine.integrated_gpu",
            FactValue.Kind.FLAG,
            "",
            "the GPU is part of the processor, not of an Apple chip"),
    MACHINE_CPU_ONLY("machine.cpu_only", FactValue.Kind.FLAG, "", "no usable GPU"),
    MACHINE_VRAM_GIB("machine.vram_gib", FactValue.Kind.NUMBER, "GiB", "memory of all GPUs that a runtime may use"),
    MACHINE_VRAM_CARD_GIB("machine.vram_card_gib", FactValue.Kind.NUMBER, "GiB", "memory of the largest GPU"),
    MACHINE_VRAM_FREE_GIB("machine.vram_free_gib", FactValue.Kind.NUMBER, "GiB", "free memory of all GPUs"),
    MACHINE_VRAM_USABLE_GIB(
            "machine.vram_usable_gib", FactValue.Kind.NUMBER, "GiB", "free memory of all GPUs less the margins"),
    MACHINE_GPU_BANDWIDTH("machine.gpu_bandwidth", FactValue.Kind.NUMBER, "GB/s", "memory bandwidth of the first GPU"),
    MACHINE_RAM_GIB("machine.ram_gib", FactValue.Kind.NUMBER, "GiB", "installed memory of the CPU"),
    MACHINE_RAM_FREE_GIB("machine.ram_free_gib", FactValue.Kind.NUMBER, "GiB", "free memory of the CPU"),
    MACHINE_RAM_USABLE_GIB(
            "machine.ram_usable_gib", FactValue.Kind.NUMBER, "GiB", "free memory of the CPU less the reserve"),
    MACHINE_RAM_BANDWIDTH("machine.ram_bandwidth", FactValue.Kind.NUMBER, "GB/s", "memory bandwidth of the CPU"),
    MACHINE_SOCKETS("machine.sockets", FactValue.Kind.NUMBER, "", "processor sockets"),
    MACHINE_CORES("machine.cores", FactValue.Kind.NUMBER, "", "physical cores"),
    MACHINE_THREADS("machine.threads", FactValue.Kind.NUMBER, "", "threads an engine should use"),
    MACHINE_AVX2("machine.avx2", FactValue.Kind.FLAG, "", "the processor has AVX2"),
    MACHINE_WSL("machine.wsl", FactValue.Kind.FLAG, "", "runs inside the Windows Subsystem for Linux"),
    MACHINE_CONTAINER("machine.container", FactValue.Kind.FLAG, "", "a control group limits its memory"),
    MACHINE_LAPTOP("machine.laptop", FactValue.Kind.FLAG, "", "a laptop"),
    MACHINE_SINGLE_BOARD("machine.single_board", FactValue.Kind.FLAG, "", "a single-board computer or a phone"),
    MODEL_NAME("model.name", FactValue.Kind.TEXT, "", "name"),
    MODEL_ARCHITECTURE("model.architecture", FactValue.Kind.TEXT, "", "architecture as in the GGUF"),
    MODEL_PARAMS_B("model.params_b", FactValue.Kind.NUMBER, "billion", "parameters"),
    MODEL_ACTIVE_B("model.active_b", FactValue.Kind.NUMBER, "billion", "parameters read per token"),
    MODEL_LAYERS("model.layers", FactValue.Kind.NUMBER, "", "layers"),
    MODEL_MOE("model.moe", FactValue.Kind.FLAG, "", "mixture of experts"),
    MODEL_SWA("model.swa", FactValue.Kind.FLAG, "", "some layers see only a window"),
    MODEL_MLA("model.mla", FactValue.Kind.FLAG, "", "compressed attention cache (MLA)"),
    MODEL_RECURRENT("model.recurrent", FactValue.Kind.FLAG, "", "some or all layers keep a state instead of a cache"),
    MODEL_CTX_TRAIN("model.ctx_train", FactValue.Kind.NUMBER, "tokens", "trained context"),
    MODEL_VISION("model.vision", FactValue.Kind.FLAG, "", "takes images"),
    MODEL_EMBEDDING("model.embedding", FactValue.Kind.FLAG, "", "makes embeddings"),
    MODEL_RELEASED("model.released", FactValue.Kind.TEXT, "", "month of release, for example 2026-03"),
    MODEL_MATCHES("model.matches", FactValue.Kind.FLAG, "", "made for the use case, by the purposes of the catalogue"),
    MODEL_MTP("model.mtp", FactValue.Kind.FLAG, "", "has layers for speculative decoding"),
    MODEL_LICENCE("model.licence", FactValue.Kind.TEXT, "", "licence"),
    MODEL_NATIVE_TYPE("model.native_type", FactValue.Kind.TEXT, "", "tensor type it was published in, if not 16 bit"),
    CANDIDATE_FILE_TYPE("candidate.file_type", FactValue.Kind.TEXT, "", "file type"),
    CANDIDATE_FILE_GIB("candidate.file_gib", FactValue.Kind.NUMBER, "GiB", "size of the file"),
    CANDIDATE_BITS("candidate.bits", FactValue.Kind.NUMBER, "bits", "bits per weight"),
    CANDIDATE_PPL_PERCENT("candidate.ppl_percent", FactValue.Kind.NUMBER, "%", "perplexity above the 16-bit model"),
    CANDIDATE_DOTS("candidate.dots", FactValue.Kind.NUMBER, "", "quality, 1 to 5"),
    CANDIDATE_VERDICT(
            "candidate.verdict", FactValue.Kind.TEXT, "", "full-gpu, partial-gpu, moe-offload, cpu or no-fit"),
    CANDIDATE_CTX("candidate.ctx", FactValue.Kind.NUMBER, "tokens", "context of each slot"),
    CANDIDATE_CTX_ALL("candidate.ctx_all", FactValue.Kind.NUMBER, "tokens", "context of all slots together, -c"),
    CANDIDATE_MAX_CTX(
            "candidate.max_ctx", FactValue.Kind.NUMBER, "tokens", "largest context that fits with the same placement"),
    CANDIDATE_TYPE_K("candidate.type_k", FactValue.Kind.TEXT, "", "type of the K cache"),
    CANDIDATE_TYPE_V("candidate.type_v", FactValue.Kind.TEXT, "", "type of the V cache"),
    CANDIDATE_FLASH_ATTN("candidate.flash_attn", FactValue.Kind.FLAG, "", "flash attention is on"),
    CANDIDATE_NGL("candidate.ngl", FactValue.Kind.NUMBER, "", "layers on the GPU"),
    CANDIDATE_LAYERS("candidate.layers", FactValue.Kind.NUMBER, "", "layers and the output layer"),
    CANDIDATE_N_CPU_MOE(
            "candidate.n_cpu_moe", FactValue.Kind.NUMBER, "", "layers whose experts stay in memory of the CPU"),
    CANDIDATE_N_UBATCH("candidate.n_ubatch", FactValue.Kind.NUMBER, "tokens", "physical batch"),
    CANDIDATE_N_PARALLEL("candidate.n_parallel", FactValue.Kind.NUMBER, "", "slots"),
    CANDIDATE_TENSOR_SPLIT(
            "candidate.tensor_split", FactValue.Kind.FLAG, "", "an explicit split between GPUs is needed"),
    CANDIDATE_SPLIT(
            "candidate.split",
            FactValue.Kind.TEXT,
            "",
            "layers on several GPUs: own (llama.cpp's), fits (the own one overfills a GPU), faster or one (of the GPUs)"),
    CANDIDATE_OWN_SPLIT_TG(
            "candidate.own_split_tg", FactValue.Kind.NUMBER, "tok/s", "generation with llama.cpp's own split"),
    CANDIDATE_GPU_GIB("candidate.gpu_gib", FactValue.Kind.NUMBER, "GiB", "buffers on all GPUs"),
    CANDIDATE_HOST_GIB("candidate.host_gib", FactValue.Kind.NUMBER, "GiB", "buffers in memory of the CPU"),
    CANDIDATE_BORROWED_GIB(
            "candidate.borrowed_gib",
            FactValue.Kind.NUMBER,
            "GiB",
            "weights of the mapped file in what is kept for the system; absent if none are"),
    CANDIDATE_HOST_LEFT_GIB(
            "candidate.host_left_gib",
            FactValue.Kind.NUMBER,
            "GiB",
            "what the launch leaves of memory of the CPU beside what is kept for the system"),
    CANDIDATE_KV_GIB("candidate.kv_gib", FactValue.Kind.NUMBER, "GiB", "context buffers everywhere"),
    CANDIDATE_COMPUTE_GIB("candidate.compute_gib", FactValue.Kind.NUMBER, "GiB", "compute buffers everywhere"),
    CANDIDATE_HEADROOM_GIB(
            "candidate.headroom_gib", FactValue.Kind.NUMBER, "GiB", "smallest room left on a device after the margin"),
    CANDIDATE_NEXT_LAYER_GIB(
            "candidate.next_layer_gib",
            FactValue.Kind.NUMBER,
            "GiB",
            "what the fullest device would miss with one more layer"),
    CANDIDATE_FAILED_GIB(
            "candidate.failed_gib",
            FactValue.Kind.NUMBER,
            "GiB",
            "what a launch of this layout needed that could not get its memory here"),
    CANDIDATE_FAILED_FREE_GIB(
            "candidate.failed_free_gib", FactValue.Kind.NUMBER, "GiB", "what was free there before that launch"),
    CANDIDATE_FAILED_POOL("candidate.failed_pool", FactValue.Kind.TEXT, "", "the device where it failed, or host"),
    CANDIDATE_TG(
            "candidate.tg",
            FactValue.Kind.NUMBER,
            "tok/s",
            "generation, middle of the range; with several slots that of each while all generate, contexts half filled"),
    CANDIDATE_TG_LOW("candidate.tg_low", FactValue.Kind.NUMBER, "tok/s", "generation, low end of the range"),
    CANDIDATE_PP("candidate.pp", FactValue.Kind.NUMBER, "tok/s", "prompt processing, middle of the range"),
    CANDIDATE_SWA_FULL_GIB("candidate.swa_full_gib", FactValue.Kind.NUMBER, "GiB", "what --swa-full would add"),
    CANDIDATE_TOTAL_GIB("candidate.total_gib", FactValue.Kind.NUMBER, "GiB", "buffers everywhere"),
    CANDIDATE_GUESSES(
            "candidate.guesses",
            FactValue.Kind.NUMBER,
            "tokens",
            "tokens that the launch guesses ahead in a round (MTP), 0 if it does not"),
    CANDIDATE_MTP_GIB(
            "candidate.mtp_gib", FactValue.Kind.NUMBER, "GiB", "weights of the layers for speculative decoding"),
    CANDIDATE_PROJECTOR_GIB(
            "candidate.projector_gib",
            FactValue.Kind.NUMBER,
            "GiB",
            "weights of the projector that the launch loads for images, counted in its memory"),
    CANDIDATE_ANSWERS(
            "candidate.answers",
            FactValue.Kind.NUMBER,
            "doublings",
            "how good its answers are for the use case, cautiously, less what the file type loses; in doublings of size"),
    CANDIDATE_BENCHMARKS(
            "candidate.benchmarks", FactValue.Kind.NUMBER, "", "benchmarks that the quality of the model rests on"),
    CANDIDATE_FIRST_ANSWERS("candidate.first_answers", FactValue.Kind.NUMBER, "doublings", "the same, first row"),
    CANDIDATE_BETTER(
            "candidate.better",
            FactValue.Kind.NUMBER,
            "doublings",
            "by how much its answers are better than the first row's"),
    CANDIDATE_WORSE(
            "candidate.worse",
            FactValue.Kind.NUMBER,
            "doublings",
            "by how much its answers are worse than the first row's"),
    CANDIDATE_RANK("candidate.rank", FactValue.Kind.NUMBER, "", "position in the list"),
    CANDIDATE_FIRST_MODEL("candidate.first_model", FactValue.Kind.TEXT, "", "model of the first row"),
    CANDIDATE_FIRST_FILE_TYPE("candidate.first_file_type", FactValue.Kind.TEXT, "", "file type of the first row"),
    CANDIDATE_FIRST_PARAMS_B("candidate.first_params_b", FactValue.Kind.NUMBER, "billion", "parameters, first row"),
    CANDIDATE_FIRST_RELEASED("candidate.first_released", FactValue.Kind.TEXT, "", "month of release, first row"),
    CANDIDATE_MONTHS_NEWER(
            "candidate.months_newer", FactValue.Kind.NUMBER, "months", "released after the model of the first row"),
    CANDIDATE_FIRST_MATCHES(
            "candidate.first_matches", FactValue.Kind.FLAG, "", "the model of the first row is made for the use case"),
    CANDIDATE_FIRST_TG("candidate.first_tg", FactValue.Kind.NUMBER, "tok/s", "generation, first row"),
    CANDIDATE_FIRST_TOTAL_GIB("candidate.first_total_gib", FactValue.Kind.NUMBER, "GiB", "buffers, first row"),
    CANDIDATE_FIRST_DOTS("candidate.first_dots", FactValue.Kind.NUMBER, "", "quality, row above, 1 to 5"),
    CANDIDATE_FIRST_PPL_PERCENT(
            "candidate.first_ppl_percent", FactValue.Kind.NUMBER, "%", "perplexity above the 16-bit model, first row"),
    CANDIDATE_FIRST_CTX("candidate.first_ctx", FactValue.Kind.NUMBER, "tokens", "context, first row"),
    CANDIDATE_FIRST_VERDICT("candidate.first_verdict", FactValue.Kind.TEXT, "", "verdict, first row"),
    TEAM_ENGINE("team.engine", FactValue.Kind.TEXT, "", "engine beside llama.cpp: vllm or mlx"),
    TEAM_RELEASE("team.release", FactValue.Kind.TEXT, "", "the engine and its release"),
    TEAM_BEST("team.best", FactValue.Kind.TEXT, "", "engine that serves best: llama.cpp, vllm or mlx"),
    TEAM_HELD("team.held", FactValue.Kind.NUMBER, "", "users that its cache holds at the wished context"),
    TEAM_HELD_LEAST("team.held_least", FactValue.Kind.NUMBER, "", "the same with the least memory that may be left"),
    TEAM_AT_ONCE("team.at_once", FactValue.Kind.NUMBER, "", "users that it serves at the same time"),
    TEAM_TENSOR("team.tensor", FactValue.Kind.NUMBER, "", "GPUs that share each layer"),
    TEAM_PIPELINE("team.pipeline", FactValue.Kind.NUMBER, "", "stages of layers"),
    TEAM_REPLICAS("team.replicas", FactValue.Kind.NUMBER, "", "replicas, each with a cache of its own"),
    TEAM_NODES("team.nodes", FactValue.Kind.NUMBER, "", "computers that one replica takes"),
    TEAM_WEIGHTS("team.weights", FactValue.Kind.TEXT, "", "how weights are kept"),
    TEAM_BITS("team.bits", FactValue.Kind.NUMBER, "bits", "of a weight"),
    TEAM_NATIVE("team.native", FactValue.Kind.FLAG, "", "the checkpoint is served in the type it was published in"),
    TEAM_FP8_CORES("team.fp8_cores", FactValue.Kind.FLAG, "", "the GPU has tensor cores of FP8"),
    TEAM_WEIGHTS_GIB("team.weights_gib", FactValue.Kind.NUMBER, "GiB", "weights on a GPU"),
    TEAM_GPU_GIB("team.gpu_gib", FactValue.Kind.NUMBER, "GiB", "memory of a GPU"),
    TEAM_CACHE_8BIT("team.cache_8bit", FactValue.Kind.FLAG, "", "the cache has 8 bits"),
    TEAM_CACHE_GIB("team.cache_gib", FactValue.Kind.NUMBER, "GiB", "cache of a GPU where it gets what users need"),
    TEAM_REQUESTS("team.requests", FactValue.Kind.NUMBER, "", "requests of a step"),
    TEAM_STEP("team.step", FactValue.Kind.NUMBER, "tokens", "of a step where it is smaller than usual"),
    TEAM_DRAFTED("team.drafted", FactValue.Kind.NUMBER, "tokens", "drafted ahead"),
    TEAM_SHARE("team.share", FactValue.Kind.NUMBER, "", "of a GPU that is asked for where less than usual is free"),
    TEAM_TOTAL("team.total", FactValue.Kind.NUMBER, "tok/s", "of all users together; 0 where that is not known"),
    TEAM_EACH("team.each", FactValue.Kind.NUMBER, "tok/s", "of each that is served; 0 where that is not known"),
    TEAM_USER(
            "team.user",
            FactValue.Kind.NUMBER,
            "tok/s",
            "of each user with the fastest engine, those who wait counted in; 0 where that is not known"),
    TEAM_LLAMA_HELD(
            "team.llama_held", FactValue.Kind.NUMBER, "", "users that llama.cpp serves; 0 where no launch does"),
    TEAM_LLAMA_TYPE("team.llama_type", FactValue.Kind.TEXT, "", "file type of llama.cpp's launch"),
    TEAM_LLAMA_TOTAL("team.llama_total", FactValue.Kind.NUMBER, "tok/s", "of all users of llama.cpp together"),
    TEAM_LLAMA_EACH("team.llama_each", FactValue.Kind.NUMBER, "tok/s", "of each of them"),
    TEAM_LLAMA_EXPERTS("team.llama_experts", FactValue.Kind.NUMBER, "", "layers whose experts llama.cpp keeps in RAM"),
    TEAM_OLLAMA("team.ollama", FactValue.Kind.TEXT, "", "tag that Ollama runs with MLX, or none"),
    RUN_SYMPTOM("run.symptom", FactValue.Kind.TEXT, "", "oom, slow or quality"),
    RUN_OFFLOADED("run.offloaded", FactValue.Kind.NUMBER, "", "layers on the GPU according to the log"),
    RUN_LAYERS("run.layers", FactValue.Kind.NUMBER, "", "layers and the output layer according to the log"),
    RUN_GPU_USED("run.gpu_used", FactValue.Kind.FLAG, "", "the log shows a GPU buffer"),
    RUN_FAILED_MIB("run.failed_mib", FactValue.Kind.NUMBER, "MiB", "size of the allocation that failed"),
    RUN_FILE_TYPE("run.file_type", FactValue.Kind.TEXT, "", "file type according to the log"),
    RUN_CTX("run.ctx", FactValue.Kind.NUMBER, "tokens", "context according to the log"),
    RUN_CTX_TRAIN("run.ctx_train", FactValue.Kind.NUMBER, "tokens", "trained context according to the log"),
    RUN_N_UBATCH("run.n_ubatch", FactValue.Kind.NUMBER, "tokens", "physical batch according to the log"),
    RUN_N_PARALLEL("run.n_parallel", FactValue.Kind.NUMBER, "", "slots according to the log"),
    RUN_FLASH_ATTN("run.flash_attn", FactValue.Kind.FLAG, "", "flash attention according to the log"),
    RUN_TYPE_K("run.type_k", FactValue.Kind.TEXT, "", "type of the K cache according to the log"),
    RUN_TYPE_V("run.type_v", FactValue.Kind.TEXT, "", "type of the V cache according to the log"),
    RUN_TG("run.tg", FactValue.Kind.NUMBER, "tok/s", "measured generation according to the log"),
    RUN_THREADS("run.threads", FactValue.Kind.NUMBER, "", "threads according to the log");

    private static final Map<String, Fact> BY_ID = new HashMap<>();

    static {
        for (Fact fact : values()) {
            BY_ID.put(fact.id, fact);
        }
    }

    private final String id;
    private final FactValue.Kind kind;
    private final String unit;
    private final String meaning;

    Fact(String id, FactValue.Kind kind, String unit, String meaning) {
        this.id = id;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
    }

    /** Returns the name in rules and JSON, for example {@code machine.vram_gib}. */
    public String id() {
        return id;
    }

    /** Returns the kind of its values. */
    public FactValue.Kind kind() {
        return kind;
    }

    /** Returns the unit, or an empty text. */
    public String unit() {
        return unit;
    }

    /** Returns what it means, a phrase. */
    public String meaning() {
        return meaning;
    }

    /** Returns all values that a text can have, in lower case; empty if it may be any text. */
    public List<String> knownValues() {
        return switch (this) {
            case REQUEST_USE_CASE ->
                List.of(
                        "chat",
                        "coding",
                        "autocomplete",
                        "reasoning",
                        "rag",
                        "agents",
                        "vision",
                        "embedding",
                        "rerank",
                        "batch");
            case REQUEST_PREFER -> List.of("balanced", "quality", "speed", "context", "users", "throughput", "small");
            case MACHINE_OS -> List.of("linux", "macos", "windows");
            case MACHINE_VENDOR -> List.of("nvidia", "amd", "intel", "apple");
            case MACHINE_BACKEND -> List.of("cuda", "rocm", "metal", "vulkan", "sycl", "rpc", "reference", "cpu");
            case CANDIDATE_VERDICT, CANDIDATE_FIRST_VERDICT ->
                List.of("full-gpu", "partial-gpu", "moe-offload", "cpu", "no-fit");
            case CANDIDATE_SPLIT -> List.of("own", "fits", "faster", "one");
            case TEAM_ENGINE -> List.of("vllm", "mlx");
            case TEAM_BEST -> List.of("llama.cpp", "vllm", "mlx");
            case RUN_SYMPTOM -> List.of("oom", "slow", "quality");
            default -> List.of();
        };
    }

    /** Returns what it is a fact of: {@code request}, {@code machine}, {@code model}, {@code candidate}, {@code team} or {@code run}. */
    public String subject() {
        return id.substring(0, id.indexOf('.'));
    }

    /** Returns the fact with this name. */
    public static Optional<Fact> byId(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** Returns the names of all facts. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Fact::id).toList();
    }
}
