package dev.llmfit.sizing;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * One change of llama.cpp that memory or a launch shows, with the build from which it is modelled, in the order of the builds.
 *
 * <p>A build {@link #isUndecidedFor is undecided for} a switch when it lies between the last one that is known to be without the
 * change and the first one that is known to have it.
 */
public enum EngineSwitch {
    KEEPS_3_CHECKPOINTS(
            6_160,
            "2025-08-14",
            bounded(6_159, 6_700).pull(15293),
            "llama-server makes 3 context checkpoints for a slot at most",
            "pull request"),
    KEEPS_8_CHECKPOINTS(
            6_700,
            "2025-10-06",
            bounded(6_160, 6_725),
            "llama-server makes 8 context checkpoints for a slot at most",
            "public logs of October 2025 to February 2026"),
    CACHES_PROMPTS(
            6_725,
            "2025-10-09",
            bounded(6_700, 6_845).pull(16391),
            "llama-server keeps prompts in RAM, 8192 MiB of them unless it is told otherwise",
            "pull request"),
    ORDERS_VULKAN_NODES(
            7_190,
            "2025-11-26",
            bounded(6_845, 7_347).pull(17475),
            "Vulkan reorders the nodes of a prompt's graph",
            "pull request; public logs"),
    COUNTS_OUTPUT_LAYER(
            7_410,
            "2025-12-18",
            bounded(7_347, 8_133).pull(18148),
            "-ngl counts the output layer as one",
            "pull request; public logs"),
    SELECTS_INPUT(
            7_800,
            "2026-01-22",
            bounded(7_772, 7_896).pull(18550),
            "graphs hold an embedding input beside the token input",
            "public logs"),
    ORDERS_METAL_NODES(
            8_030,
            "2026-02-13",
            bounded(7_896, 8_193).pull(19555),
            "Metal reorders the nodes of a graph up to 64 ahead",
            "pull request; public logs"),
    KEEPS_32_CHECKPOINTS(
            8_200,
            "2026-03-04",
            bounded(8_133, 9_093),
            "llama-server makes 32 context checkpoints for a slot at most",
            "public logs; n_ctx_checkpoints in common.h of b9093"),
    KEEPS_QWEN35_HIDDEN_ROWS(
            9_246,
            "2026-05-20",
            exact(9_113, 9_246).pull(22673),
            "the rows of qwen35 and qwen35moe without logits go through their last layer too",
            "h_pre_norm in qwen35.cpp"),
    MASKS_IN_F16(
            9_415,
            "2026-05-30",
            exact(9_409, 9_415).pull(23764),
            "flash attention gets its mask as F16 rather than as F32 with a cast",
            "build_attn_inp_kq_mask in llama-graph.cpp"),
    LIMITS_OUTPUT_ROWS(
            9_464,
            "2026-06-02",
            exact(9_453, 9_464).pull(23861),
            "the rows of logits are limited to the server's slots",
            "n_outputs_max in llama-context.cpp"),
    KEEPS_UNMASKED_CELLS(
            9_473,
            "2026-06-02",
            exact(9_472, 9_473).pull(23981),
            "only cells inside a window are written of a sequence",
            "state_write in llama-kv-cache.cpp; release page of b9473"),
    KEEPS_ATTENTION_SCRATCH(
            9_495,
            "2026-06-03",
            bounded(9_479, 9_495).pull(23907),
            "F16 copies for flash attention over a quantized cache lie in the compute buffer, not in the backend's pool",
            "fattn.cu; change log of llama_cpp_ex 0.8.18"),
    NORMS_HIDDEN_ROWS(
            9_496,
            "2026-06-04",
            exact(9_493, 9_496).pull(24025),
            "the hidden rows that qwen35 and qwen35moe keep are those behind the last norm",
            "h_nextn in qwen35.cpp"),
    KEEPS_GEMMA4_HIDDEN_ROWS(
            9_553,
            "2026-06-08",
            exact(9_548, 9_553),
            "the rows of gemma4 without logits go through its last layer too",
            "h_nextn in gemma4.cpp"),
    MAKES_ROOM_IN_PROMPT_CACHE(
            9_917,
            "2026-07-08",
            exact(9_905, 9_917),
            "the prompt cache makes room before it keeps a prompt",
            "server-task.cpp"),
    KEEPS_GPT_OSS_HIDDEN_ROWS(
            10_159,
            "2026-07-28",
            exact(10_156, 10_159),
            "the rows of gpt-oss without logits go through its last layer too",
            "h_nextn in openai-moe.cpp"),
    READS_IQ4_NL_ON_VULKAN(
            10_173,
            "2026-07-29",
            exact(10_159, 10_173),
            "fused attention on Vulkan reads a cache of IQ4_NL",
            "ggml-vulkan.cpp"),
    SETTLES_QUANTIZED_VALUES(
            10_216,
            "2026-08-01",
            exact(10_204, 10_216),
            "a quantized V cache turns flash attention on where it is auto, so that it stays on when a device cannot run it",
            "llama_init_from_model"),
    SKIPS_NEXT_TOKEN_LAYERS(
            10_216,
            "2026-08-01",
            exact(10_204, 10_216).pull(26296),
            "layers for next-token prediction of qwen35, qwen35moe, step35, hy_v3 and cohere2moe are loaded only where"
                    + " --spec-type draft-mtp uses them",
            "load_mtp in qwen35.cpp"),
    KEEPS_QWEN3NEXT_HIDDEN_ROWS(
            10_240,
            "2026-08-03",
            exact(10_235, 10_240),
            "the rows of qwen3next without logits go through its last layer too",
            "h_nextn in qwen3next.cpp"),
    KEEPS_NEMOTRON_HIDDEN_ROWS(
            10_355,
            "2026-08-11",
            exact(10_338, 10_355),
            "the rows of nemotron_h and nemotron_h_moe without logits go through their last layer too",
            "h_nextn in nemotron-h.cpp"),
    COPIES_KEYS_ON_METAL(
            10_549,
            "2026-08-21",
            exact(10_531, 10_549).pull(27390),
            "Metal reserves F16 copies of keys and values for flash attention",
            "flash_attn_ext_extra_kv_f16 in ggml-metal-ops.cpp"),
    CONVERTS_CACHES_ON_CUDA(
            10_878,
            "2026-09-09",
            exact(10_867, 10_878),
            "fused attention on CUDA converts keys and values of any cache types; before, a build made with"
                    + " GGML_CUDA_FA_ALL_QUANTS was needed for unlike types, Q4_1, Q5_0 and Q5_1",
            "fattn.cu"),
    ORDERS_CUDA_NODES(
            10_936,
            "2026-09-13",
            exact(10_930, 10_936).pull(27301),
            "CUDA keeps operands of fused kernels alive",
            "graph_optimize of ggml-cuda.cu"),
    WANTS_SHORTER_VALUES_ON_METAL(
            11_192,
            "2026-09-26",
            exact(11_181, 11_192),
            "fused attention on Metal wants values no longer than keys",
            "ggml-metal-device.m"),
    MIXES_INPUTS(
            11_434,
            "2026-10-06",
            exact(11_401, 11_434),
            "a batch may mix token ids and embedding rows, which costs inputs on the host",
            "is_mixed in llama-graph.cpp"),
    CACHES_EXPERTS(
            11_480,
            "2026-10-08",
            bounded(11_434, 11_480).pull(29887),
            "experts on the host can be cached on devices",
            "pull request; llama-moe-cache.cpp"),
    LOOKS_UP_TOKENS_FIRST(
            11_557,
            "2026-10-12",
            bounded(11_434, 11_557).pull(30160),
            "the rows of token embeddings are looked up before anything else of a graph",
            "build_inp_embd in llama-graph.cpp, gemma4.cpp"),
    LEAVES_OUT_HIDDEN_ROWS(
            11_557,
            "2026-10-12",
            bounded(11_434, 11_557),
            "models that can have layers for next-token prediction leave out the rows without logits in their last layer,"
                    + " unless a draft context reads the hidden rows",
            "crop_before_nextn in llama-graph.h"),
    PADS_BATCH_ATTENTION(
            11_829,
            "2026-10-24",
            bounded(11_557, 11_829),
            "attention within a batch pads keys and values to 256 cells",
            "build_attn in llama-graph.cpp"),
    RESCALES_EXPERTS(
            11_829,
            "2026-10-24",
            bounded(11_557, 11_829).pull(30656),
            "mistral4 and mellum scale what the experts' last matrix reads into the range of F16",
            "build_amax_src1_f16 in llama-graph.cpp"),
    LEAVES_OUT_POOLED_LOGITS(
            11_829,
            "2026-10-24",
            bounded(11_557, 11_829),
            "pooled embeddings are made without logits beside them",
            "build_logits in llama-graph.cpp"),
    FUSES_CHOSEN_CELLS(
            11_829,
            "2026-10-24",
            bounded(11_557, 11_829),
            "sparse attention makes its mask in one operation where the device of a layer can",
            "build_fused_top_k_mask in llama-graph.cpp"),
    SHORTENS_DELTA_LAYERS(
            11_829,
            "2026-10-24",
            bounded(11_557, 11_829),
            "qwen3next, qwen35 and qwen35moe leave out a copy and reshapes in their recurrent layers",
            "qwen3next.cpp, qwen35.cpp"),
    LOOKS_UP_POSITIONS_FIRST(
            11_829,
            "2026-10-24",
            bounded(11_557, 11_829),
            "bert looks up the rows of positions before those of tokens",
            "bert.cpp"),
    KEEPS_ROTATIONS(
            12_032,
            "2026-11-02",
            bounded(11_829, 12_032),
            "the rotations of a quantized cache lie beside it, one for each layer, not among the inputs of a graph",
            "init_rotation in llama-kv-cache.cpp"),
    SHARES_GEMMA_EMBEDDING(
            12_032,
            "2026-11-02",
            bounded(11_829, 12_032),
            "gemma4 and gemma3n without an output matrix have the token embedding once where both lie in one buffer",
            "gemma4.cpp, gemma3n.cpp"),
    RESCALES_LAGUNA_EXPERTS(
            12_032,
            "2026-11-02",
            bounded(11_829, 12_032),
            "laguna scales what the experts' last matrix reads into the range of F16",
            "build_moe_ffn in llama-graph.cpp"),
    JOINS_SEQUENCES_OF_CONVOLUTIONS(
            12_032,
            "2026-11-02",
            bounded(11_829, 12_032),
            "lfm2 projects the tokens of all sequences together around its short convolutions",
            "lfm-base.cpp"),
    DIVIDES_AS_KEYS_LIE(
            12_032,
            "2026-11-02",
            bounded(11_434, 12_032),
            "-sm tensor puts heads where the keys lie that they read of another layer, and refuses mellum and laguna",
            "llama_meta_device_get_split_state in llama-model.cpp, llm_arch_supports_sm_tensor in llama-arch.cpp"),
    SHARES_INDEXER_MASK(
            12_032,
            "2026-11-02",
            bounded(11_829, 12_032),
            "sparse attention takes the mask of its indexer where both are of one type",
            "build_attn in llama-graph.cpp"),
    DROPS_MASK_OF_CACHE(
            12_032,
            "2026-11-02",
            bounded(11_829, 12_032),
            "qwen4exp and glm5-next attend under the choice of their indexer alone, without the mask of the cache, and glm5-next no longer gathers it for small batches",
            "build_qsa_sel in qwen4exp.cpp, build_kpool_select in glm5-next.cpp");

    private final int first;
    private final LocalDate date;
    private final Between between;
    private final String effect;
    private final String source;

    EngineSwitch(int first, String date, Between between, String effect, String source) {
        this.first = first;
        this.date = LocalDate.parse(date);
        this.between = between;
        this.effect = effect;
        this.source = source;
    }

    /**
     * Where a change was found.
     *
     * @param without newest build that is known to be without it
     * @param with oldest build that is known to have it
     * @param exact whether these two are neighbours among the published source packages, or the second one's release page names it
     * @param pull the pull request that made it
     */
    public record Between(int without, int with, boolean exact, OptionalInt pull) {
        private Between pull(int number) {
            return new Between(without, with, exact, OptionalInt.of(number));
        }
    }

    /** Found in the difference of two neighbouring source packages, or on the release page of the second. */
    private static Between exact(int without, int with) {
        return new Between(without, with, true, OptionalInt.empty());
    }

    /** Somewhere between two builds; which of them it was is a choice. */
    private static Between bounded(int without, int with) {
        return new Between(without, with, false, OptionalInt.empty());
    }

    /** Returns the name in documents, for example {@code masks-in-f16}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the build from which it is modelled. */
    public int first() {
        return first;
    }

    /** Returns the day of that build. */
    public LocalDate date() {
        return date;
    }

    /** Returns where it was found. */
    public Between between() {
        return between;
    }

    /** Returns what is different from then on, as a clause without a full stop. */
    public String effect() {
        return effect;
    }

    /** Returns where that is to be seen: a file of llama.cpp, or logs. */
    public String source() {
        return source;
    }

    /** Returns whether nobody knows on which side of the change a build is. */
    public boolean isUndecidedFor(int build) {
        return build > between.without() && build < between.with();
    }

    /** Returns those for which a build is undecided, in their order. */
    static List<EngineSwitch> undecided(int build) {
        return Arrays.stream(values()).filter(s -> s.isUndecidedFor(build)).toList();
    }
}
