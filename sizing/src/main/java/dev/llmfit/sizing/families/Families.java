package dev.llmfit.sizing.families;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.families.BlockStyle.EmbeddingNorm;
import dev.llmfit.sizing.families.BlockStyle.Gate;
import dev.llmfit.sizing.families.BlockStyle.QkNorm;
import dev.llmfit.sizing.families.BlockStyle.Rows;
import dev.llmfit.sizing.families.BlockStyle.Temperature;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The families by architecture name. A new family is one class and one line here. */
public final class Families {
    private Families() {}

    /** Returns the family of an architecture; empty if its graph is not described. */
    public static Optional<Family> of(String architecture) {
        BlockStyle style = style(architecture);
        return style != null ? Optional.of(new Blocks(style)) : Optional.ofNullable(special(architecture));
    }

    /** Returns the architectures whose graphs are described. */
    public static Set<String> architectures() {
        Set<String> known = new TreeSet<>();
        for (String architecture : HyperParameters.architectures()) {
            if (of(architecture).isPresent()) {
                known.add(architecture);
            }
        }
        return known;
    }

    /** Architectures whose blocks are attention, then feed-forward; null for others. */
    private static @Nullable BlockStyle style(String architecture) {
        return switch (architecture) {
            case "exaone", "internlm2", "ernie4_5", "paddleocr", "qwen2vl", "qwen", "xverse", "pangu-embedded" ->
                new BlockStyle();
            case "openelm" -> new BlockStyle().attentionSecond();
            case "refact" -> new BlockStyle().rotation(Rotation.NEVER);
            case "baichuan" -> new BlockStyle().rotation((hp, il) -> hp.nLayer() == 32);
            case "orion" -> new BlockStyle().norm(Norm.LAYER);
            case "jais" -> new BlockStyle().norm(Norm.LAYER).rotation(Rotation.NEVER);
            case "jais2" -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.RELU_SQR);
            case "codeshell" -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.GELU);
            case "bloom" ->
                new BlockStyle()
                        .norm(Norm.LAYER)
                        .ffn(Ffn.GELU)
                        .rotation(Rotation.NEVER)
                        .embeddingNorm(EmbeddingNorm.LEARNED);
            case "muse-glimmer" ->
                new BlockStyle()
                        .embeddingNorm(EmbeddingNorm.BARE)
                        .rotation(Rotation.IN_WINDOWS)
                        .gate(Gate.SIGMOID)
                        .postNorms("post_attention_norm", "post_ffw_norm", false)
                        .postNormOfAllTokens()
                        .unboundPostNorm()
                        .scaledLogits()
                        .softcappedLogits();
            case "maincoder" -> new BlockStyle().qkNorm(QkNorm.AFTER_ROTATION, Norm.RMS);
            case "plamo3" -> new BlockStyle().ffn(Ffn.SWIGLU).postNorms("post_attention_norm", "post_ffw_norm", true);
            case "spark2_5" -> new BlockStyle().gate(Gate.SIGMOID).ffn(Ffn.GELU);
            case "qwen3vl", "qwen3tts" -> new BlockStyle().deepstack();
            case "starcoder2" -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.GELU);
            case "starcoder", "gpt2", "mpt" ->
                new BlockStyle().norm(Norm.LAYER).ffn(Ffn.GELU).positionEmbedding();
            case "nemotron" -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.RELU_SQR);
            case "olmo" -> new BlockStyle().norm(Norm.LAYER);
            case "stablelm" -> new BlockStyle().norm(Norm.LAYER).qkNorm(QkNorm.PER_HEAD, Norm.LAYER);
            case "arcee" -> new BlockStyle().ffn(Ffn.RELU_SQR);
            case "apertus" -> new BlockStyle().ffn(Ffn.XIELU);
            case "bitnet" -> new BlockStyle().innerNorms();
            case "seed_oss" -> new BlockStyle().ffnNorm("post_attention_norm");
            case "smollm3" -> new BlockStyle().rotation(Rotation.EXCEPT_EVERY_NTH);
            case "hunyuan-dense", "hunyuan_vl" -> new BlockStyle().qkNorm(QkNorm.AFTER_ROTATION, Norm.RMS);
            case "chatglm" -> new BlockStyle().ffn(Ffn.SWIGLU);
            case "glm4" -> new BlockStyle().ffn(Ffn.SWIGLU).postNorms("post_attention_norm", "post_ffw_norm", true);
            case "gemma" -> new BlockStyle().ffn(Ffn.GELU).scaledEmbedding().scaledQueries();
            case "granite", "minicpm" -> granite();
            case "exaone4" ->
                new BlockStyle()
                        .normsAfter("post_attention_norm", "post_ffw_norm")
                        .rotation(Rotation.IN_WINDOWS_IF_ANY);
            case "olmo2" ->
                new BlockStyle()
                        .normsAfter("post_attention_norm", "post_ffw_norm")
                        .qkNorm(QkNorm.JOINED, Norm.RMS);
            case "mistral3" ->
                new BlockStyle().temperature(Temperature.IF_SET).feedForward(FeedForward.softmaxExperts(true));
            default -> {
                BlockStyle experts = expertStyle(architecture);
                yield experts != null ? experts : uncachedStyle(architecture);
            }
        };
    }

    /** As {@link #style}, for mixtures of experts. */
    private static @Nullable BlockStyle expertStyle(String architecture) {
        return switch (architecture) {
            case "ernie4_5-moe", "mellum" -> new BlockStyle().feedForward(FeedForward.softmaxExperts(true));
            case "qwen3vlmoe" -> new BlockStyle().deepstack().feedForward(FeedForward.softmaxExperts(true));
            case "granitemoe" -> granite();
            case "deepseek" -> new BlockStyle().feedForward(FeedForward.softmaxExperts(false));
            case "olmoe" ->
                new BlockStyle().qkNorm(QkNorm.JOINED, Norm.RMS).feedForward(FeedForward.softmaxExperts(false));
            case "minimax-m2" ->
                new BlockStyle().qkNorm(QkNorm.JOINED, Norm.RMS).feedForward(FeedForward.normedExpertsByMetadata());
            case "qwen2moe" -> new BlockStyle().feedForward(FeedForward.gatedShared());
            case "bailingmoe" -> new BlockStyle().feedForward(FeedForward.softmaxExpertsByMetadata());
            case "bailingmoe2", "dots1", "deepseek2-ocr" ->
                new BlockStyle().feedForward(FeedForward.expertsByMetadata());
            case "exaone-moe" ->
                new BlockStyle().rotation(Rotation.IN_WINDOWS).feedForward(FeedForward.expertsByMetadata());
            case "maple" ->
                new BlockStyle().rotation(Rotation.IN_WINDOWS).feedForward(FeedForward.softmaxExperts(true));
            case "dbrx" ->
                new BlockStyle()
                        .norm(Norm.LAYER)
                        .ffnNorm("attn_output_norm")
                        .feedForward(FeedForward.softmaxExperts(true));
            case "grok" ->
                new BlockStyle()
                        .postNorms("attn_output_norm", "post_ffw_norm", true)
                        .feedForward(FeedForward.denseBesideExperts())
                        .scaledLogits()
                        .softcappedLogits();
            case "granite_swa" -> granite().feedForward(FeedForward.joinedShared());
            case "mimo2" -> new BlockStyle().feedForward(FeedForward.sigmoidExperts());
            case "hy_v3" -> new BlockStyle().rows(Rows.AFTER_NORM).feedForward(FeedForward.expertsByMetadata());
            case "step35" ->
                new BlockStyle().gate(Gate.SIGMOID).rows(Rows.BEFORE_NORM).feedForward(FeedForward.expertsByMetadata());
            case "laguna" -> new BlockStyle().gate(Gate.SOFTPLUS).feedForward(FeedForward.expertsByMetadata());
            case "hunyuan-moe" ->
                new BlockStyle().qkNorm(QkNorm.AFTER_ROTATION, Norm.RMS).feedForward(FeedForward.sharedFirst());
            case "phimoe" ->
                new BlockStyle().scaledQueries().streamFirst().feedForward(FeedForward.softmaxExperts(true));
            case "llama4" ->
                new BlockStyle()
                        .rotation(Rotation.EXCEPT_EVERY_NTH)
                        .temperature(Temperature.WITHOUT_ROTATION)
                        .bareQkNorm(HyperParameters::kqNorm)
                        .feedForward(FeedForward.weightsFirst());
            case "afmoe" ->
                new BlockStyle()
                        .scaledEmbedding()
                        .rotation(Rotation.EXCEPT_EVERY_NTH)
                        .gate(Gate.SIGMOID)
                        .postNorms("post_attention_norm", "post_ffw_norm", true)
                        .postNormOfAllTokens()
                        .feedForward(FeedForward.expertsByMetadata());
            default -> null;
        };
    }

    /** As {@link #style}, for models that attend within the batch only: encoders and diffusion models. */
    private static @Nullable BlockStyle uncachedStyle(String architecture) {
        return switch (architecture) {
            case "dream", "llada" -> new BlockStyle().withoutCache();
            case "llada-moe" -> new BlockStyle().withoutCache().feedForward(FeedForward.softmaxExperts(false));
            case "rnd1" -> new BlockStyle().withoutCache().feedForward(FeedForward.softmaxExperts(true));
            case "llama-embed", "eurobert" -> new BlockStyle().withoutCache().embeddings("output_norm");
            case "neo-bert" -> new BlockStyle().withoutCache().ffn(Ffn.SWIGLU).embeddings("enc.output_norm");
            case "modern-bert" ->
                new BlockStyle()
                        .norm(Norm.LAYER)
                        .embeddingNorm(EmbeddingNorm.LEARNED)
                        .withoutCache()
                        .ffn(Ffn.GEGLU)
                        .embeddings("output_norm");
            case "gemma-embedding" ->
                new BlockStyle()
                        .rowScaledEmbedding()
                        .scaledQueries()
                        .withoutCache()
                        .ffn(Ffn.GELU)
                        .postNorms("post_attention_norm", "post_ffw_norm", false)
                        .embeddings("output_norm");
            default -> null;
        };
    }

    private static BlockStyle granite() {
        return new BlockStyle()
                .rotation(Rotation.BY_METADATA)
                .scaledResiduals()
                .scaledLogits()
                .feedForward(FeedForward.softmaxExperts(true));
    }

    /** Architectures with a graph of their own; null for unknown ones. */
    private static @Nullable Family special(String architecture) {
        return switch (architecture) {
            case "llama", "qwen2", "qwen3", "qwen3moe" -> new Llama();
            case "gemma2", "gemma3" -> new Gemma2();
            case "gemma3n" -> new Gemma3n();
            case "gemma4" -> new Gemma4();
            case "phi2", "falcon", "plamo" -> new ParallelBlocks();
            case "gptneox" -> new GptNeox();
            case "t5" -> new T5(false);
            case "t5encoder" -> new T5(true);
            case "cohere2moe" -> new Cohere2Moe();
            case "smallthinker" -> new SmallThinker();
            case "chameleon" -> new Chameleon();
            case "cogvlm" -> new CogVlm();
            case "grovemoe" -> new GroveMoe();
            case "plm" -> new Plm();
            case "talkie" -> new Talkie();
            case "nanbeige" -> new Nanbeige();
            case "hrm_text" -> new HrmText();
            case "plamo2" -> new Plamo2();
            case "arctic" -> new Arctic();
            case "deci" -> new Deci();
            case "bert", "jina-bert-v2", "jina-bert-v3", "nomic-bert", "nomic-bert-moe" -> new Bert();
            case "phi3" -> new Phi3();
            case "gpt-oss" -> new GptOss();
            case "glm4moe" -> new Glm4Moe();
            case "deepseek2", "mistral4" -> new DeepSeek2();
            case "deepseek32", "glm-dsa" -> new SparseDeepSeek();
            case "minicpm3" -> new MiniCpm3();
            case "command-r", "cohere2" -> new CommandR();
            case "mamba" -> new Mamba();
            case "mamba2" -> new Mamba2();
            case "jamba" -> Hybrid::jamba;
            case "falcon-h1" -> Hybrid::falconH1;
            case "granitehybrid" -> Hybrid::granite;
            case "nemotron_h", "nemotron_h_moe" -> Hybrid::nemotron;
            case "lfm2", "lfm2moe" -> new Lfm2();
            case "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7" -> new Rwkv();
            case "kimi-linear" -> new KimiLinear();
            case "qwen3next", "qwen35", "qwen35moe" -> new QwenDelta();
            default -> null;
        };
    }
}
