package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureTrait.*;

import dev.llmfit.gguf.convert.Conversion;
import dev.llmfit.gguf.convert.Conversions;
import dev.llmfit.gguf.layout.Layout;
import dev.llmfit.gguf.layout.Layouts;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The registry of architectures: one entry for each that can be sized, with the reader of its keys, its tensor layout if models of it
 * can be laid out, how its {@code config.json} is read, and what llama.cpp does for it by name. Its compute graph is named in {@code Families} of {@code sizing}. No other
 * place knows an architecture by its name.
 *
 * <p>Source: {@code src/llama-arch.cpp} and {@code src/models} of llama.cpp b11434. Kept out: most speculative drafters and audio
 * decoders, which are no language models of their own.
 */
public enum Architecture {
    LLAMA("llama", PlainKeys::none, Layouts.GATED, Conversions.LLAMA, FULL_ROTATION, IS_70B_AT_80_GROUPED_LAYERS),
    LLAMA4("llama4", SlidingWindowKeys::llama4, Layouts.GATED_STEP, Conversions.LLAMA4),
    EAGLE3("eagle3", PlainKeys::eagle3, NO_LOGITS),
    DECI("deci", PlainKeys::none, Layouts.DECI, FULL_ROTATION, IS_70B_AT_80_LAYERS),
    FALCON("falcon", PlainKeys::none, Layouts.FALCON, FULL_ROTATION, FALCON_MIXTURE),
    GROK("grok", ExpertKeys::grok, NO_FLASH_ATTENTION, UNSPLIT),
    GPT2("gpt2", PlainKeys::none),
    GPTNEOX("gptneox", PlainKeys::gptNeoX, Layouts.GPTNEOX),
    MPT("mpt", PlainKeys::mpt, UNSPLIT),
    BAICHUAN("baichuan", PlainKeys::none),
    STARCODER("starcoder", PlainKeys::none, Layouts.STARCODER),
    REFACT("refact", PlainKeys::none),
    BERT("bert", PlainKeys::none, Layouts.BERT, NO_MEMORY, NO_LOGITS),
    MODERN_BERT("modern-bert", SlidingWindowKeys::modernBert, Layouts.MODERN_BERT, NO_MEMORY, NO_LOGITS),
    NOMIC_BERT("nomic-bert", PlainKeys::none, Layouts.NOMIC_BERT, NO_MEMORY, NO_LOGITS),
    NOMIC_BERT_MOE("nomic-bert-moe", ExpertKeys::nomicBertMoe, Layouts.BERT_FUSED_QKV, NO_MEMORY, NO_LOGITS),
    NEO_BERT("neo-bert", PlainKeys::none, NO_MEMORY, NO_LOGITS),
    JINA_BERT_V2("jina-bert-v2", PlainKeys::none, Layouts.JINA_BERT_V2, NO_MEMORY, NO_LOGITS),
    JINA_BERT_V3("jina-bert-v3", PlainKeys::none, Layouts.BERT_FUSED_QKV, NO_MEMORY, NO_LOGITS),
    EUROBERT("eurobert", PlainKeys::none, Layouts.ENCODER, NO_MEMORY, NO_LOGITS),
    BLOOM("bloom", PlainKeys::none),
    STABLELM("stablelm", PlainKeys::none, Layouts.GATED_LAYER_NORM, Conversions.STABLELM),
    QWEN("qwen", PlainKeys::none, Layouts.GATED_FUSED_QKV),
    QWEN2("qwen2", PlainKeys::none, Layouts.GATED, Conversions.QWEN2, IS_70B_AT_80_LAYERS),
    QWEN2MOE("qwen2moe", ExpertKeys::qwen2Moe, Layouts.GATED, Conversions.QWEN2MOE),
    QWEN2VL("qwen2vl", PlainKeys::sections, Layouts.GATED_SECTIONS, Conversions.QWEN2VL, SECTIONS),
    QWEN3("qwen3", PlainKeys::none, Layouts.GATED, Conversions.QWEN3),
    QWEN3MOE("qwen3moe", ExpertKeys::experts, Layouts.GATED, Conversions.QWEN3MOE),
    QWEN3NEXT(
            "qwen3next",
            RecurrentKeys::qwen3Next,
            Layouts.DELTA_NET_JOINED,
            Conversions.QWEN3NEXT,
            ONE_SLOT_IN_OLLAMA,
            LARGE_GRAPH),
    QWEN3VL("qwen3vl", PlainKeys::deepstack, Layouts.GATED_SECTIONS, Conversions.QWEN3VL, SECTIONS, ONE_SLOT_IN_OLLAMA),
    QWEN3VLMOE(
            "qwen3vlmoe",
            ExpertKeys::qwen3VlMoe,
            Layouts.GATED_SECTIONS,
            Conversions.QWEN3VLMOE,
            SECTIONS,
            ONE_SLOT_IN_OLLAMA),
    QWEN35(
            "qwen35",
            RecurrentKeys::qwen35,
            Layouts.DELTA_NET,
            Conversions.QWEN35,
            SECTIONS,
            STATE_SNAPSHOTS,
            NEXT_TOKEN_LAYERS_ONCE_LOADED,
            ONE_SLOT_IN_OLLAMA,
            LARGE_GRAPH),
    QWEN35MOE(
            "qwen35moe",
            RecurrentKeys::qwen35Moe,
            Layouts.DELTA_NET,
            Conversions.QWEN35MOE,
            SECTIONS,
            STATE_SNAPSHOTS,
            NEXT_TOKEN_LAYERS_ONCE_LOADED,
            ONE_SLOT_IN_OLLAMA,
            LARGE_GRAPH),
    CLEF("clef", RecurrentKeys::qwen35, SECTIONS, NO_MEMORY, LARGE_GRAPH),
    QWEN4EXP("qwen4exp", RecurrentKeys::qwen4, Layouts.QWEN4, SECTIONS, INDEXER_CACHE, STATE_SNAPSHOTS, LARGE_GRAPH),
    PHI2("phi2", PlainKeys::none, Layouts.PHI2, Conversions.PHI2),
    PHI3("phi3", PlainKeys::none, Layouts.PHI3, Conversions.PHI3),
    PHIMOE("phimoe", PlainKeys::none, Layouts.PHI_MOE, Conversions.PHIMOE),
    PLAMO("plamo", PlainKeys::none),
    PLAMO2("plamo2", RecurrentKeys::plamo2),
    PLAMO3("plamo3", SlidingWindowKeys::plamo3),
    CODESHELL("codeshell", PlainKeys::none),
    ORION("orion", PlainKeys::none, Layouts.GATED),
    INTERNLM2("internlm2", PlainKeys::none, Layouts.GATED, Conversions.INTERNLM2),
    MINICPM("minicpm", PlainKeys::miniCpm, Layouts.GATED_SCALED_LOGITS, Conversions.MINICPM),
    MINICPM3("minicpm3", LatentAttentionKeys::miniCpm3, Layouts.MINICPM3, Conversions.MINICPM3, UNSPLIT),
    GEMMA("gemma", PlainKeys::none, Layouts.GATED, Conversions.GEMMA),
    GEMMA2("gemma2", SlidingWindowKeys::gemma2, Layouts.GEMMA2, Conversions.GEMMA2),
    GEMMA3("gemma3", SlidingWindowKeys::gemma3, Layouts.GEMMA3, Conversions.GEMMA3, EMBEDDINGS_KEPT_IN_QAT),
    GEMMA3N(
            "gemma3n",
            SlidingWindowKeys::gemma3n,
            Layouts.GEMMA3N,
            Conversions.GEMMA3N,
            HEAD_BEFORE_EMBEDDING,
            UNSPLIT),
    GEMMA4("gemma4", SlidingWindowKeys::gemma4, Layouts.GEMMA4, HEAD_BEFORE_EMBEDDING, FREQUENCIES_WITHOUT_WINDOW),
    GEMMA_EMBEDDING("gemma-embedding", SlidingWindowKeys::gemmaEmbedding, Layouts.GEMMA_EMBEDDING, NO_MEMORY),
    STARCODER2("starcoder2", PlainKeys::none, Layouts.STARCODER2, Conversions.STARCODER2),
    MAMBA("mamba", RecurrentKeys::mamba, Layouts.MAMBA, Conversions.MAMBA),
    MAMBA2("mamba2", RecurrentKeys::mamba2, Layouts.MAMBA2, Conversions.MAMBA2),
    MAPLE("maple", SlidingWindowKeys::maple),
    JAMBA("jamba", RecurrentKeys::jamba, Layouts.JAMBA, Conversions.JAMBA),
    FALCON_H1("falcon-h1", RecurrentKeys::falconH1, Layouts.FALCON_H1, Conversions.FALCON_H1, ATTENDS_AND_RECURS),
    XVERSE("xverse", PlainKeys::none),
    COMMAND_R("command-r", PlainKeys::scaledLogits, Layouts.PARALLEL, Conversions.COMMAND_R),
    COHERE2("cohere2", SlidingWindowKeys::cohere2, Layouts.PARALLEL, Conversions.COHERE2),
    COHERE2MOE("cohere2moe", SlidingWindowKeys::cohere2Moe, NEXT_TOKEN_HEAD_LOADED, NEXT_TOKEN_LAYERS_ONCE_LOADED),
    DBRX("dbrx", PlainKeys::clamped, Layouts.DBRX),
    OLMO("olmo", PlainKeys::clamped, Layouts.NO_NORMS, Conversions.OLMO, IS_70B_AT_80_LAYERS),
    OLMO2("olmo2", SlidingWindowKeys::olmo2, Layouts.NORMS_AFTER, Conversions.OLMO2, UNSPLIT),
    OLMOE("olmoe", PlainKeys::none, Layouts.GATED, Conversions.OLMOE, UNSPLIT),
    MUSE_GLIMMER("muse-glimmer", SlidingWindowKeys::museGlimmer, Layouts.MUSE_GLIMMER, Conversions.MUSE_GLIMMER),
    OPENELM("openelm", PlainKeys::none),
    ARCTIC("arctic", PlainKeys::none),
    DEEPSEEK("deepseek", ExpertKeys::deepSeek, Layouts.GATED, Conversions.DEEPSEEK),
    DEEPSEEK2("deepseek2", LatentAttentionKeys::deepSeek2, Layouts.DEEPSEEK, Conversions.DEEPSEEK2, UNSPLIT),
    DEEPSEEK2_OCR("deepseek2-ocr", ExpertKeys::deepSeekOcr, Layouts.GATED),
    DEEPSEEK32(
            "deepseek32",
            LatentAttentionKeys::deepSeek32,
            Layouts.DEEPSEEK,
            Conversions.DEEPSEEK32,
            INDEXER_CACHE,
            INDEXER_ALWAYS_ROTATED,
            NEXT_TOKEN_ROUTER_BIAS_LOADED,
            UNSPLIT),
    DEEPSEEK4(
            "deepseek4",
            RecurrentKeys::deepSeek4,
            Layouts.DEEPSEEK4,
            COMPRESSED_CACHES,
            STATE_SNAPSHOTS,
            UNMIXED_BATCH,
            LARGE_GRAPH),
    CHATGLM("chatglm", PlainKeys::none, Layouts.FUSED, Conversions.CHATGLM),
    GLM4("glm4", PlainKeys::sectionsIfSet, Layouts.GLM4, Conversions.GLM4, SECTIONS_IF_SET),
    GLM4MOE("glm4moe", ExpertKeys::glm4Moe, Layouts.GLM4_MOE, Conversions.GLM4MOE, SECTIONS_IF_SET),
    GLM_DSA(
            "glm-dsa",
            LatentAttentionKeys::glmDsa,
            Layouts.DEEPSEEK,
            INDEXER_CACHE,
            INDEXER_ALWAYS_ROTATED,
            NEXT_TOKEN_ROUTER_BIAS_LOADED,
            NEXT_TOKEN_LAYERS_BRIEFLY_LOADED,
            UNSPLIT),
    BITNET("bitnet", PlainKeys::none, Layouts.GATED_INNER_NORMS, LOGITS_FROM_EMBEDDING, UNSPLIT),
    T5("t5", PlainKeys::t5, ENCODES, UNSPLIT),
    T5ENCODER("t5encoder", PlainKeys::t5Encoder, ENCODES),
    JAIS("jais", PlainKeys::alibi),
    JAIS2("jais2", PlainKeys::none, IS_70B_AT_68_LAYERS),
    NEMOTRON("nemotron", PlainKeys::none, Layouts.PLAIN_LAYER_NORM, Conversions.NEMOTRON),
    NEMOTRON_H(
            "nemotron_h",
            RecurrentKeys::nemotronHybrid,
            Layouts.NEMOTRON_H,
            Conversions.NEMOTRON_H,
            FEED_FORWARD_LAYERS,
            STATE_SNAPSHOTS,
            ONE_SLOT_IN_OLLAMA),
    NEMOTRON_H_MOE(
            "nemotron_h_moe",
            RecurrentKeys::nemotronHybrid,
            Layouts.NEMOTRON_H_MOE,
            Conversions.NEMOTRON_H_MOE,
            FEED_FORWARD_LAYERS,
            STATE_SNAPSHOTS,
            ONE_SLOT_IN_OLLAMA),
    EXAONE("exaone", PlainKeys::none, Layouts.GATED, Conversions.EXAONE),
    EXAONE4("exaone4", SlidingWindowKeys::exaone4, Layouts.NORMS_AFTER, Conversions.EXAONE4),
    EXAONE_MOE("exaone-moe", SlidingWindowKeys::exaoneMoe, Layouts.GATED_DENSE_NEXT_TOKEN),
    RWKV6("rwkv6", RecurrentKeys::rwkv6, Layouts.RWKV6),
    RWKV6QWEN2("rwkv6qwen2", RecurrentKeys::rwkv6),
    RWKV7("rwkv7", RecurrentKeys::rwkv7, Layouts.RWKV7),
    ARWKV7("arwkv7", RecurrentKeys::rwkv7),
    GRANITE("granite", PlainKeys::granite, Layouts.GATED_SCALED_LOGITS, Conversions.GRANITE),
    GRANITEMOE("granitemoe", ExpertKeys::graniteMoe, Layouts.GATED_SCALED_LOGITS, Conversions.GRANITEMOE),
    GRANITEHYBRID("granitehybrid", RecurrentKeys::graniteHybrid, Layouts.GRANITE_HYBRID, Conversions.GRANITEHYBRID),
    GRANITESWITCH("graniteswitch", PlainKeys::graniteSwitch, NEXT_TOKEN_LAYERS_CACHED, UNMIXED_BATCH),
    GRANITE_SWA("granite_swa", SlidingWindowKeys::graniteSwa),
    CHAMELEON("chameleon", PlainKeys::chameleon),
    PLM("plm", LatentAttentionKeys::plm, ABORTS_WITH_FLASH_ATTENTION),
    BAILINGMOE("bailingmoe", ExpertKeys::bailing, Layouts.GATED, Conversions.BAILINGMOE),
    BAILINGMOE2("bailingmoe2", ExpertKeys::bailing2, Layouts.BAILING_MOE2, Conversions.BAILINGMOE2),
    BAILINGMOE3(
            "bailingmoe3",
            RecurrentKeys::bailing3,
            Layouts.BAILING_MOE3,
            Conversions.BAILINGMOE3,
            SECTIONS_IF_SET,
            NEXT_TOKEN_LAYERS_CACHED,
            STATE_SNAPSHOTS,
            THREE_DIMENSIONAL_ATTENTION,
            LARGE_GRAPH),
    DOTS1("dots1", ExpertKeys::dots, Layouts.GATED, Conversions.DOTS1),
    DOTS3NOTE("dots3note", LatentAttentionKeys::dots3Note, INDEXER_CACHE, INDEXER_ALWAYS_ROTATED, UNSPLIT),
    ARCEE("arcee", PlainKeys::none, Layouts.PLAIN, Conversions.ARCEE),
    AFMOE("afmoe", SlidingWindowKeys::afmoe, Layouts.GATED_ATTENTION),
    LAGUNA("laguna", SlidingWindowKeys::laguna, Layouts.LAGUNA, RESCALED_EXPERTS_LATER, UNSPLIT_LATER),
    ERNIE4_5("ernie4_5", PlainKeys::sectionsIfSet, Layouts.GATED, Conversions.ERNIE4_5),
    ERNIE4_5_MOE("ernie4_5-moe", ExpertKeys::ernieMoe, Layouts.GATED_STEP, Conversions.ERNIE4_5_MOE),
    HUNYUAN_MOE("hunyuan-moe", ExpertKeys::hunyuanMoe, Layouts.GATED, Conversions.HUNYUAN_MOE),
    HUNYUAN_DENSE(
            "hunyuan-dense", PlainKeys::sectionsIfSet, Layouts.GATED, Conversions.HUNYUAN_DENSE, ONE_EXPERT_IS_DENSE),
    HUNYUAN_VL("hunyuan_vl", PlainKeys::sectionsIfSet, Layouts.GATED_SECTIONS, ONE_EXPERT_IS_DENSE, SECTIONS_IF_SET),
    HY_V3(
            "hy_v3",
            ExpertKeys::hunyuan3,
            Layouts.HY_V3,
            NEXT_TOKEN_HEAD_LOADED,
            NEXT_TOKEN_ROUTER_BIAS_LOADED,
            NEXT_TOKEN_NETWORK_LOADED,
            NEXT_TOKEN_LAYERS_ONCE_LOADED),
    HY_V4("hy_v4", LatentAttentionKeys::hunyuan4, INDEXER_CACHE, NEXT_TOKEN_LAYERS_CACHED, LARGE_GRAPH, UNSPLIT),
    SMOLLM3("smollm3", PlainKeys::none, Layouts.GATED, Conversions.SMOLLM3),
    GPT_OSS("gpt-oss", SlidingWindowKeys::gptOss, Layouts.GPT_OSS, Conversions.GPT_OSS, PUBLISHED_IN_MXFP4),
    LFM2(
            "lfm2",
            RecurrentKeys::shortConvolution,
            Layouts.LFM2,
            Conversions.LFM2,
            STATE_SNAPSHOTS,
            FINAL_NORM_NAMED_EMBEDDING_NORM,
            ONE_SLOT_IN_OLLAMA),
    LFM2MOE(
            "lfm2moe",
            RecurrentKeys::shortConvolutionMoe,
            Layouts.LFM2,
            Conversions.LFM2MOE,
            STATE_SNAPSHOTS,
            FINAL_NORM_NAMED_EMBEDDING_NORM,
            ONE_SLOT_IN_OLLAMA),
    DREAM("dream", PlainKeys::diffusion, NO_MEMORY),
    SMALLTHINKER("smallthinker", SlidingWindowKeys::smallThinker),
    LLADA("llada", PlainKeys::diffusion, NO_MEMORY),
    LLADA_MOE("llada-moe", ExpertKeys::diffusion, NO_MEMORY),
    SEED_OSS("seed_oss", PlainKeys::none, Layouts.SEED_OSS, Conversions.SEED_OSS),
    GROVEMOE("grovemoe", ExpertKeys::grove),
    APERTUS("apertus", PlainKeys::none, Layouts.XIELU, Conversions.APERTUS),
    MINIMAX_01("minimax-01", RecurrentKeys::miniMax1, LARGE_GRAPH, RESERVES_ONE_SEQUENCE),
    HRM_TEXT("hrm_text", PlainKeys::hrmText, LARGEST_GRAPH),
    MINIMAX_M2("minimax-m2", ExpertKeys::miniMax2, Layouts.GATED, Conversions.MINIMAX_M2, UNSPLIT),
    MINIMAX_M3("minimax-m3", ExpertKeys::miniMax3, Layouts.MINIMAX_M3, INDEXER_CACHE, LARGE_GRAPH, UNSPLIT),
    COGVLM("cogvlm", PlainKeys::none, UNMIXED_BATCH),
    RND1("rnd1", ExpertKeys::diffusion, NO_MEMORY),
    PANGU_EMBEDDED("pangu-embedded", PlainKeys::none),
    MISTRAL3("mistral3", PlainKeys::mistral3, Layouts.GATED_TEMPERATURE, Conversions.MISTRAL3),
    MISTRAL4("mistral4", LatentAttentionKeys::deepSeek2, Layouts.DEEPSEEK, RESCALED_EXPERTS, UNSPLIT),
    PADDLEOCR("paddleocr", PlainKeys::sectionsIfSet, Layouts.GATED_SECTIONS, SECTIONS),
    MIMO2("mimo2", SlidingWindowKeys::mimo2, Layouts.MIMO2, NEXT_TOKEN_LAYERS_BRIEFLY_LOADED),
    STEP35(
            "step35",
            SlidingWindowKeys::step35,
            Layouts.STEP35,
            NEXT_TOKEN_HEAD_LOADED,
            NEXT_TOKEN_ROUTER_BIAS_LOADED,
            NEXT_TOKEN_NETWORK_LOADED,
            NEXT_TOKEN_ATTENTION_LOADED,
            NEXT_TOKEN_LAYERS_ONCE_LOADED),
    SPARK2_5("spark2_5", SlidingWindowKeys::windowByArray),
    LLAMA_EMBED("llama-embed", PlainKeys::none, FULL_ROTATION),
    MAINCODER("maincoder", PlainKeys::none),
    KIMI_LINEAR(
            "kimi-linear",
            RecurrentKeys::kimiLinear,
            Layouts.KIMI_LINEAR,
            Conversions.KIMI_LINEAR,
            LARGE_GRAPH,
            RESERVES_ONE_SEQUENCE),
    KIMI_K3("kimi-k3", RecurrentKeys::kimi3, Layouts.KIMI_K3, Conversions.KIMI_K3, STATE_SNAPSHOTS, LARGEST_GRAPH),
    GLM5_NEXT(
            "glm5-next",
            RecurrentKeys::glm5Next,
            Layouts.GLM5_NEXT,
            INDEXER_CACHE,
            STATE_SNAPSHOTS,
            SMALL_MATRICES_KEPT,
            LARGEST_GRAPH),
    TALKIE("talkie", PlainKeys::scaledLogits),
    MELLUM("mellum", SlidingWindowKeys::mellum, Layouts.GATED, RESCALED_EXPERTS, UNSPLIT_LATER),
    NANBEIGE("nanbeige", PlainKeys::nanbeige, Layouts.LOOPED, Conversions.NANBEIGE, LARGE_GRAPH),
    QWEN3TTS("qwen3tts", PlainKeys::deepstack, Layouts.GATED_SECTIONS, SECTIONS, UNSPLIT),
    GEMMA_EMBEDDING2(
            "gemma-embedding2",
            SlidingWindowKeys::gemmaEmbedding2,
            Layouts.GEMMA_EMBEDDING2,
            NO_MEMORY,
            NO_LOGITS,
            SINCE_B11557),
    BEAM("beam", SlidingWindowKeys::beam, SINCE_B12032),
    FLINT("flint", SlidingWindowKeys::flint, SINCE_B12032, UNSPLIT_LATER),
    KOLIBRI1("kolibri1", SlidingWindowKeys::kolibri, SINCE_B12032),
    MAION_CODER("maion-coder", SlidingWindowKeys::maionCoder, SINCE_B12032),
    MUSE_SPARK("muse-spark", SlidingWindowKeys::museSpark, SINCE_B12032),
    SENSENOVA_U1("sensenova_u1", PlainKeys::none, SECTIONS, SINCE_B12032),
    LFM3(
            "lfm3",
            RecurrentKeys::lfm3,
            Layouts.LFM3,
            Conversions.LFM3,
            FREQUENCIES_WITHOUT_WINDOW,
            STATE_SNAPSHOTS,
            SINCE_B12032);

    private static final Map<String, Architecture> BY_NAME = byName();

    private final String ggufName;
    private final ArchitectureKeys.Reader keys;
    private final @Nullable Layout layout;
    private final @Nullable Conversion conversion;
    private final Set<ArchitectureTrait> traits;

    Architecture(String ggufName, ArchitectureKeys.Reader keys, ArchitectureTrait... traits) {
        this(ggufName, keys, null, null, traits);
    }

    Architecture(String ggufName, ArchitectureKeys.Reader keys, Layout layout, ArchitectureTrait... traits) {
        this(ggufName, keys, layout, null, traits);
    }

    Architecture(
            String ggufName,
            ArchitectureKeys.Reader keys,
            @Nullable Layout layout,
            @Nullable Conversion conversion,
            ArchitectureTrait... traits) {
        this.ggufName = ggufName;
        this.keys = keys;
        this.layout = layout;
        this.conversion = conversion;
        this.traits = EnumSet.noneOf(ArchitectureTrait.class);
        this.traits.addAll(Arrays.asList(traits));
    }

    private static Map<String, Architecture> byName() {
        Map<String, Architecture> all = new LinkedHashMap<>();
        for (Architecture architecture : values()) {
            all.put(architecture.ggufName, architecture);
        }
        return Collections.unmodifiableMap(all);
    }

    /** Returns the architecture of this name ({@code general.architecture}); empty if it is not known. */
    public static Optional<Architecture> byName(String ggufName) {
        return Optional.ofNullable(BY_NAME.get(ggufName));
    }

    /** Returns the names of all architectures. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** Returns the name in files ({@code general.architecture}). */
    public String ggufName() {
        return ggufName;
    }

    /** Returns the layout of its tensors; empty if models of it are read from files only. */
    public Optional<Layout> layout() {
        return Optional.ofNullable(layout);
    }

    /** Returns how a {@code config.json} of it is read; empty if its models are not converted. */
    public Optional<Conversion> conversion() {
        return Optional.ofNullable(conversion);
    }

    /** Returns the first build of llama.cpp of which it is known that it loads the architecture; 0 for those of b11434 and before. */
    public int firstBuild() {
        return traits.stream().mapToInt(ArchitectureTrait::firstBuild).max().orElse(0);
    }

    /** Returns whether llama.cpp treats it in this way. */
    public boolean has(ArchitectureTrait trait) {
        return traits.contains(trait);
    }

    /** Reads the keys it has beside those of all models. */
    void readKeys(ArchitectureKeys source) {
        keys.read(source);
    }
}
