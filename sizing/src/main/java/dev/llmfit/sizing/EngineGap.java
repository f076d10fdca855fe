package dev.llmfit.sizing;

import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One change of llama.cpp that is known and not undone for the builds before it, in the order of the builds. What it touches is sized
 * there as after it.
 */
public enum EngineGap {
    COUNTS_ALL_LAYERS_AS_OFFLOADED(
            9_542,
            "2026-06-06",
            List.of(ArchitectureTrait.NEXT_TOKEN_LAYERS_ONCE_LOADED),
            "models with layers for next-token prediction are whole on GPUs only with those layers",
            "graph_get_cb in llama-context.cpp"),
    ROTATES_DEEPSEEK4_KEYS(
            9_905,
            "2026-07-08",
            List.of(ArchitectureTrait.COMPRESSED_CACHES),
            "deepseek4 rotates its compressed keys in a quantized cache",
            "llama-graph.cpp"),
    MASKS_DEEPSEEK4_IN_F16(
            9_957,
            "2026-07-11",
            List.of(ArchitectureTrait.COMPRESSED_CACHES),
            "deepseek4 has its masks as F16 with flash attention",
            "dsv4_build_comp_inputs"),
    FUSES_INDEXER(
            9_976,
            "2026-07-12",
            List.of(ArchitectureTrait.INDEXER_CACHE, ArchitectureTrait.COMPRESSED_CACHES),
            "the indexer of deepseek32, deepseek4 and glm-dsa is one operation with a mask of F16",
            "LLM_FUSED_OP_LIGHTNING_INDEXER in llama-context.cpp"),
    FUSES_DEEPSEEK4_CONNECTIONS(
            10_054,
            "2026-07-17",
            List.of(ArchitectureTrait.COMPRESSED_CACHES),
            "the hyper-connections of deepseek4 are fused",
            "LLM_FUSED_OP_DSV4_HC_PRE"),
    ROTATES_GLM_INDEXER(
            10_121,
            "2026-07-25",
            List.of(ArchitectureTrait.INDEXER_ALWAYS_ROTATED),
            "the indexer of glm-dsa keeps rotated keys",
            "llama-kv-cache.cpp"),
    PLACES_LAST_RESULT(
            10_151,
            "2026-07-27",
            List.of(ArchitectureTrait.COMPRESSED_CACHES),
            "the last operation of a layer of deepseek4 runs where the layer lies",
            "l_last in llama-context.cpp"),
    SKIPS_OTHER_NEXT_TOKEN_LAYERS(
            10_227,
            "2026-08-02",
            List.of(ArchitectureTrait.NEXT_TOKEN_LAYERS_BRIEFLY_LOADED),
            "glm-dsa since b10178 and mimo2 since b10189 loaded their layers for next-token prediction always, up to b10204"
                    + " and b10223",
            "load_mtp in glm-dsa.cpp and mimo2.cpp"),
    SPLITS_TAKE_ANY_INPUTS(
            10_248,
            "2026-08-04",
            List.of(),
            "a part of a graph takes any number of inputs from other devices; before, it was cut at 30",
            "GGML_SCHED_MAX_SPLIT_INPUTS in ggml-backend.cpp"),
    ORDERS_VULKAN_NODES_AS_LATER(
            10_909,
            "2026-09-11",
            List.of(),
            "Vulkan orders nodes by the rules of b10909, which b9246, b9279 and b10223 changed before, and keeps what the"
                    + " choice of experts reads",
            "ggml_vk_graph_optimize in ggml-vulkan.cpp, pull request 28422"),
    KEEPS_EXPERT_TABLE_ON_METAL(
            10_970,
            "2026-09-15",
            List.of(),
            "Metal keeps a table of 1 KiB behind products with experts",
            "mul_mat_id_extra_amax in ggml-metal-ops.cpp");

    private final int with;
    private final LocalDate date;
    private final List<ArchitectureTrait> traits;
    private final String effect;
    private final String source;

    EngineGap(int with, String date, List<ArchitectureTrait> traits, String effect, String source) {
        this.with = with;
        this.date = LocalDate.parse(date);
        this.traits = traits;
        this.effect = effect;
        this.source = source;
    }

    /** Returns the name in documents. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the oldest source package that has it. */
    public int with() {
        return with;
    }

    /** Returns the day of that package. */
    public LocalDate date() {
        return date;
    }

    /** Returns which models or launches it touches and how, as a clause without a full stop. */
    public String effect() {
        return effect;
    }

    /** Returns where that is to be seen. */
    public String source() {
        return source;
    }

    /** Returns whether models of an architecture are touched. */
    boolean touches(String architecture) {
        return traits.isEmpty()
                || Architecture.byName(architecture)
                        .filter(a -> traits.stream().anyMatch(a::has))
                        .isPresent();
    }

    /** Returns those that come after a build and touch models of an architecture, in their order. */
    static List<EngineGap> after(int build, String architecture) {
        return Arrays.stream(values())
                .filter(gap -> gap.with > build && gap.touches(architecture))
                .toList();
    }
}
