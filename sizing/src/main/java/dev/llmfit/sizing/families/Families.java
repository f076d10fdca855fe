package dev.llmfit.sizing.families;

import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.families.BlockStyle.EmbeddingNorm;
import dev.llmfit.sizing.families.BlockStyle.Gate;
import dev.llmfit.sizing.families.BlockStyle.QkNorm;
import dev.llmfit.sizing.families.BlockStyle.Rows;
import dev.llmfit.sizing.families.BlockStyle.Temperature;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The families by architecture name. A new family is one class and one line here. */
public final class Families {
    private Families() {}

    /** Returns the family of an architecture; empty if its graph is not described. */
    public static Optional<Family> of(Architecture architecture) {
        BlockStyle style = style(architecture);
        return style != null ? Optional.of(new Blocks(style)) : Optional.ofNullable(special(architecture));
    }

    /** Returns the graph of an architecture's context for next-token prediction; empty if it is not described. */
    public static Optional<Family> nextToken(Architecture architecture) {
        return Optional.ofNullable(
                switch (architecture) {
                    case QWEN35, QWEN35MOE ->
                        new NextTokenGraph(NextTokenBlocks::gatedAttention, NextTokenGraph.Rows.AFTER_NORM);
                    case QWEN3NEXT ->
                        new NextTokenGraph(NextTokenBlocks::gatedAttentionOfRows, NextTokenGraph.Rows.BY_BLOCK);
                    case GLM4MOE -> new NextTokenGraph(NextTokenBlocks::glm, NextTokenGraph.Rows.AFTER_NORM);
                    case HY_V3 -> new NextTokenGraph(NextTokenBlocks::hunyuan, NextTokenGraph.Rows.AFTER_NORM);
                    case DEEPSEEK2, DEEPSEEK32, GLM_DSA ->
                        new NextTokenGraph(NextTokenBlocks::latent, NextTokenGraph.Rows.AFTER_NORM);
                    case STEP35 -> new NextTokenGraph(NextTokenBlocks::step, NextTokenGraph.Rows.BEFORE_NORM);
                    case MIMO2 -> new NextTokenGraph(NextTokenBlocks::mimo, NextTokenGraph.Rows.BEFORE_NORM);
                    case COHERE2MOE ->
                        new NextTokenGraph(
                                NextTokenBlocks::cohere,
                                NextTokenGraph.Rows.AFTER_NORM,
                                Cohere2Moe::normOf,
                                Cohere2Moe::normOf);
                    case NEMOTRON_H_MOE ->
                        new NextTokenGraph(
                                NextTokenBlocks::nemotron,
                                NextTokenGraph.Rows.BY_BLOCK,
                                hp -> Norm.RMS,
                                hp -> Norm.LAYER);
                    default -> null;
                });
    }

    /** Architectures whose blocks are attention, then feed-forward; null for others. */
    private static @Nullable BlockStyle style(Architecture architecture) {
        return switch (architecture) {
            case EXAONE, INTERNLM2, ERNIE4_5, PADDLEOCR, QWEN2VL, QWEN, XVERSE, PANGU_EMBEDDED -> new BlockStyle();
            case OPENELM -> new BlockStyle().attentionSecond();
            case REFACT -> new BlockStyle().rotation(Rotation.NEVER);
            case BAICHUAN -> new BlockStyle().rotation((hp, il) -> hp.nLayer() == 32);
            case ORION -> new BlockStyle().norm(Norm.LAYER);
            case JAIS -> new BlockStyle().norm(Norm.LAYER).rotation(Rotation.NEVER);
            case JAIS2 -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.RELU_SQR);
            case CODESHELL -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.GELU);
            case BLOOM ->
                new BlockStyle()
                        .norm(Norm.LAYER)
                        .ffn(Ffn.GELU)
                        .rotation(Rotation.NEVER)
                        .embeddingNorm(EmbeddingNorm.LEARNED);
            case MUSE_GLIMMER ->
                new BlockStyle()
                        .embeddingNorm(EmbeddingNorm.BARE)
                        .rotation(Rotation.IN_WINDOWS)
                        .gate(Gate.SIGMOID)
                        .postNorms("post_attention_norm", "post_ffw_norm", false)
                        .postNormOfAllTokens()
                        .unboundPostNorm()
                        .scaledLogits()
                        .softcappedLogits();
            case MAINCODER -> new BlockStyle().qkNorm(QkNorm.AFTER_ROTATION, Norm.RMS);
            case PLAMO3 -> new BlockStyle().ffn(Ffn.SWIGLU).postNorms("post_attention_norm", "post_ffw_norm", true);
            case SPARK2_5 -> new BlockStyle().gate(Gate.SIGMOID).ffn(Ffn.GELU);
            case QWEN3VL, QWEN3TTS -> new BlockStyle().deepstack();
            case STARCODER2 -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.GELU);
            case STARCODER, GPT2, MPT ->
                new BlockStyle().norm(Norm.LAYER).ffn(Ffn.GELU).positionEmbedding();
            case NEMOTRON -> new BlockStyle().norm(Norm.LAYER).ffn(Ffn.RELU_SQR);
            case OLMO -> new BlockStyle().norm(Norm.LAYER);
            case STABLELM ->
                new BlockStyle()
                        .norm(Norm.LAYER)
                        .qkNorm(QkNorm.PER_HEAD, Norm.LAYER)
                        .sharedNormIfAbsent();
            case ARCEE -> new BlockStyle().ffn(Ffn.RELU_SQR);
            case APERTUS -> new BlockStyle().ffn(Ffn.XIELU);
            case BITNET -> new BlockStyle().innerNorms();
            case SEED_OSS -> new BlockStyle().ffnNorm("post_attention_norm");
            case SMOLLM3 -> new BlockStyle().rotation(Rotation.EXCEPT_EVERY_NTH);
            case HUNYUAN_DENSE, HUNYUAN_VL -> new BlockStyle().qkNorm(QkNorm.AFTER_ROTATION, Norm.RMS);
            case CHATGLM -> new BlockStyle().ffn(Ffn.SWIGLU);
            case GLM4 -> new BlockStyle().ffn(Ffn.SWIGLU).postNorms("post_attention_norm", "post_ffw_norm", true);
            case GEMMA -> new BlockStyle().ffn(Ffn.GELU).scaledEmbedding().scaledQueries();
            case GRANITE, MINICPM -> granite();
            case EXAONE4 ->
                new BlockStyle()
                        .normsAfter("post_attention_norm", "post_ffw_norm")
                        .rotation(Rotation.IN_WINDOWS_IF_ANY);
            case OLMO2 ->
                new BlockStyle()
                        .normsAfter("post_attention_norm", "post_ffw_norm")
                        .qkNorm(QkNorm.JOINED, Norm.RMS);
            case MISTRAL3 ->
                new BlockStyle().temperature(Temperature.IF_SET).feedForward(FeedForward.softmaxExperts(true));
            default -> {
                BlockStyle experts = expertStyle(architecture);
                yield experts != null ? experts : uncachedStyle(architecture);
            }
        };
    }

    /** As {@link #style}, for mixtures of experts. */
    private static @Nullable BlockStyle expertStyle(Architecture architecture) {
        return switch (architecture) {
            case ERNIE4_5_MOE -> new BlockStyle().feedForward(FeedForward.softmaxExperts(true));
            case MELLUM -> new BlockStyle().hiddenRows(Rows.AFTER_NORM).feedForward(FeedForward.softmaxExperts(true));
            case QWEN3VLMOE -> new BlockStyle().deepstack().feedForward(FeedForward.softmaxExperts(true));
            case GRANITEMOE -> granite();
            case DEEPSEEK -> new BlockStyle().feedForward(FeedForward.softmaxExperts(false));
            case OLMOE ->
                new BlockStyle().qkNorm(QkNorm.JOINED, Norm.RMS).feedForward(FeedForward.softmaxExperts(false));
            case MINIMAX_M2 ->
                new BlockStyle().qkNorm(QkNorm.JOINED, Norm.RMS).feedForward(FeedForward.normedExpertsByMetadata());
            case QWEN2MOE -> new BlockStyle().feedForward(FeedForward.gatedShared());
            case BAILINGMOE -> new BlockStyle().feedForward(FeedForward.softmaxExpertsByMetadata());
            case BAILINGMOE2, DOTS1, DEEPSEEK2_OCR -> new BlockStyle().feedForward(FeedForward.expertsByMetadata());
            case EXAONE_MOE ->
                new BlockStyle().rotation(Rotation.IN_WINDOWS).feedForward(FeedForward.expertsByMetadata());
            case MAPLE -> new BlockStyle().rotation(Rotation.IN_WINDOWS).feedForward(FeedForward.softmaxExperts(true));
            case DBRX ->
                new BlockStyle()
                        .norm(Norm.LAYER)
                        .ffnNorm("attn_output_norm")
                        .feedForward(FeedForward.softmaxExperts(true));
            case GROK ->
                new BlockStyle()
                        .postNorms("attn_output_norm", "post_ffw_norm", true)
                        .feedForward(FeedForward.denseBesideExperts())
                        .scaledLogits()
                        .softcappedLogits();
            case GRANITE_SWA -> granite().feedForward(FeedForward.joinedShared());
            case MIMO2 -> new BlockStyle().hiddenRows(Rows.BEFORE_NORM).feedForward(FeedForward.sigmoidExperts());
            case HY_V3 -> new BlockStyle().rows(Rows.AFTER_NORM).feedForward(FeedForward.expertsByMetadata());
            case STEP35 ->
                new BlockStyle()
                        .noFactorsInWindows()
                        .gate(Gate.SIGMOID)
                        .rows(Rows.BEFORE_NORM)
                        .feedForward(FeedForward.expertsByMetadata());
            case FLINT -> new BlockStyle().rotation(Rotation.BY_METADATA).feedForward(FeedForward.expertsByMetadata());
            case KOLIBRI1 ->
                new BlockStyle()
                        .rotation(Rotation.IN_WINDOWS)
                        .postNorms("post_attention_norm", "post_ffw_norm", true)
                        .postNormOfAllTokens()
                        .feedForward(FeedForward.chosenByBiasedLogits());
            case MAION_CODER ->
                new BlockStyle()
                        .rotation(Rotation.IN_WINDOWS)
                        .postNorms("post_attention_norm", "post_ffw_norm", true)
                        .feedForward(FeedForward.latentExperts());
            case LAGUNA -> new BlockStyle().gate(Gate.SOFTPLUS).feedForward(FeedForward.expertsByMetadata());
            case HUNYUAN_MOE ->
                new BlockStyle().qkNorm(QkNorm.AFTER_ROTATION, Norm.RMS).feedForward(FeedForward.sharedFirst());
            case PHIMOE -> new BlockStyle().scaledQueries().streamFirst().feedForward(FeedForward.softmaxExperts(true));
            case LLAMA4 ->
                new BlockStyle()
                        .rotation(Rotation.EXCEPT_EVERY_NTH)
                        .temperature(Temperature.WITHOUT_ROTATION)
                        .bareQkNorm(hp -> hp.has(GraphVariant.NORMED_QUERIES_AND_KEYS))
                        .feedForward(FeedForward.weightsFirst());
            case AFMOE ->
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
    private static @Nullable BlockStyle uncachedStyle(Architecture architecture) {
        return switch (architecture) {
            case DREAM, LLADA -> new BlockStyle().withoutCache();
            case LLADA_MOE -> new BlockStyle().withoutCache().feedForward(FeedForward.softmaxExperts(false));
            case RND1 -> new BlockStyle().withoutCache().feedForward(FeedForward.softmaxExperts(true));
            case LLAMA_EMBED, EUROBERT -> new BlockStyle().withoutCache().embeddings("output_norm");
            case NEO_BERT -> new BlockStyle().withoutCache().ffn(Ffn.SWIGLU).embeddings("enc.output_norm");
            case MODERN_BERT ->
                new BlockStyle()
                        .norm(Norm.LAYER)
                        .embeddingNorm(EmbeddingNorm.LEARNED)
                        .withoutCache()
                        .optionalAttentionNorm()
                        .ffn(Ffn.GEGLU)
                        .embeddings("output_norm");
            case GEMMA_EMBEDDING ->
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
    private static @Nullable Family special(Architecture architecture) {
        return switch (architecture) {
            case LLAMA, QWEN2, QWEN3, QWEN3MOE -> new Llama();
            case EAGLE3 -> new Eagle3();
            case GEMMA2 -> new Gemma2(false);
            case GEMMA3 -> new Gemma2(true);
            case GEMMA3N -> new Gemma3n();
            case GEMMA4 -> new Gemma4();
            case PHI2 -> new ParallelBlocks(Norm.LAYER, Ffn.GELU, true);
            case FALCON -> new ParallelBlocks(Norm.LAYER, Ffn.GELU, false);
            case PLAMO -> new ParallelBlocks(Norm.RMS, Ffn.SILU, false);
            case GPTNEOX -> new GptNeox();
            case T5 -> new T5(false);
            case T5ENCODER -> new T5(true);
            case COHERE2MOE -> new Cohere2Moe();
            case SMALLTHINKER -> new SmallThinker();
            case CHAMELEON -> new Chameleon();
            case COGVLM -> new CogVlm();
            case GROVEMOE -> new GroveMoe();
            case PLM -> new Plm();
            case TALKIE -> new Talkie();
            case NANBEIGE -> new Nanbeige();
            case HRM_TEXT -> new HrmText();
            case PLAMO2 -> new Plamo2();
            case ARCTIC -> new Arctic();
            case DECI -> new Deci();
            case BERT -> new Bert(true, false, Bert.Activation.GELU);
            case JINA_BERT_V2 -> new Bert(false, false, Bert.Activation.GELU_OR_GEGLU);
            case JINA_BERT_V3, NOMIC_BERT_MOE -> new Bert(false, true, Bert.Activation.GELU);
            case NOMIC_BERT -> new Bert(false, true, Bert.Activation.SILU);
            case PHI3 -> new Phi3();
            case GPT_OSS -> new GptOss();
            case GLM4MOE -> new Glm4Moe();
            case DEEPSEEK2, MISTRAL4 -> new DeepSeek2();
            case DEEPSEEK32, GLM_DSA -> new SparseDeepSeek();
            case MINICPM3 -> new MiniCpm3();
            case COMMAND_R, COHERE2 -> new CommandR();
            case MAMBA -> new Mamba();
            case MAMBA2 -> new Mamba2();
            case JAMBA -> Hybrid::jamba;
            case FALCON_H1 -> Hybrid::falconH1;
            case GRANITEHYBRID -> Hybrid::granite;
            case NEMOTRON_H, NEMOTRON_H_MOE -> Hybrid::nemotron;
            case LFM2, LFM2MOE -> new Lfm2();
            case LFM3 -> new Lfm3();
            case GEMMA_EMBEDDING2 -> new GemmaEmbedding2();
            case RWKV6 -> new Rwkv(false, false);
            case RWKV6QWEN2 -> new Rwkv(false, true);
            case RWKV7 -> new Rwkv(true, false);
            case ARWKV7 -> new Rwkv(true, true);
            case MINIMAX_M3 -> new MiniMaxM3();
            case BEAM -> new Beam();
            case MUSE_SPARK -> new MuseSpark();
            case SENSENOVA_U1 -> new SenseNova();
            case GLM5_NEXT -> new Glm5Next();
            case DEEPSEEK4 -> new DeepSeek4();
            case KIMI_LINEAR -> new KimiLinear();
            case KIMI_K3 -> new KimiK3();
            case BAILINGMOE3 -> new BailingMoe3();
            case QWEN3NEXT -> new QwenDelta(QwenDelta.Kind.JOINED);
            case QWEN35, QWEN35MOE -> new QwenDelta(QwenDelta.Kind.SPLIT);
            case QWEN4EXP -> new Qwen4();
            default -> null;
        };
    }
}
