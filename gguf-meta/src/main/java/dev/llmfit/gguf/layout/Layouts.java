package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.layout.FeedForwardTensors.Kind;
import dev.llmfit.gguf.layout.TransformerTraits.Trait;
import java.util.Set;

/**
 * The layouts of all families. Source: the tensor lists in llama.cpp's {@code src/models}; keys with a number that sizes do not depend
 * on have the value of a published model.
 */
public final class Layouts {
    /** Llama's: RMS norms, a gated network, separate query, key and value. */
    public static final Layout GATED = TransformerTraits.gated().layout();

    /** As {@link #GATED}, with a factor of the logits. */
    public static final Layout GATED_SCALED_LOGITS =
            TransformerTraits.gated().withKeys(TransformerMetadata::logitScale).layout();

    /** As {@link #GATED}, with positions of several dimensions. */
    public static final Layout GATED_SECTIONS =
            TransformerTraits.gated().withKeys(TransformerMetadata::sections).layout();

    /** As {@link #GATED}, with experts in every n-th layer. */
    public static final Layout GATED_STEP =
            TransformerTraits.gated().withKeys(TransformerMetadata::expertStep).layout();

    /** As {@link #GATED}, with a temperature of attention. */
    public static final Layout GATED_TEMPERATURE = TransformerTraits.gated()
            .withKeys(TransformerMetadata::noTemperature)
            .layout();

    /** As {@link #GATED}; layers for next-token prediction are dense. */
    public static final Layout GATED_DENSE_NEXT_TOKEN =
            TransformerTraits.gated(Trait.DENSE_NEXT_TOKEN).layout();

    /** As {@link #GATED}, with norms before both output matrices. */
    public static final Layout GATED_INNER_NORMS =
            TransformerTraits.gated(Trait.INNER_NORMS).layout();

    /** As {@link #GATED}, with one matrix for query, key and value. */
    public static final Layout GATED_FUSED_QKV =
            TransformerTraits.gated(Trait.FUSED_QKV).layout();

    /** As {@link #GATED_FUSED_QKV}, with another last norm of the layers for next-token prediction. */
    public static final Layout BAILING_MOE2 = TransformerTraits.gated(Trait.FUSED_QKV, Trait.NEXT_TOKEN_OUTPUT_NORM)
            .layout();

    /** Norms on both sides of each half, soft-capped scores and logits. */
    public static final Layout GEMMA2 = TransformerTraits.gated(Trait.POST_NORMS)
            .withKeys(TransformerMetadata::softcaps)
            .layout();

    /** Norms on both sides of each half. */
    public static final Layout GEMMA3 = TransformerTraits.gated(Trait.POST_NORMS)
            .withKeys(TransformerMetadata::windowFrequency)
            .layout();

    /** As {@link #GEMMA3}, with dense layers behind the pooled embedding. */
    public static final Layout GEMMA_EMBEDDING = TransformerTraits.gated(Trait.POST_NORMS, Trait.DENSE_HEADS)
            .withKeys(TransformerMetadata::denseHeads)
            .layout();

    /** As {@link #GATED}, with another name of the second norm. */
    public static final Layout SEED_OSS =
            TransformerTraits.gated().withFeedForwardNorm("post_attention_norm").layout();

    /** As {@link #SEED_OSS}, with layers for next-token prediction that have an embedding of their own. */
    public static final Layout GLM4_MOE = TransformerTraits.gated(Trait.NEXT_TOKEN_EMBEDDING)
            .withFeedForwardNorm("post_attention_norm")
            .withKeys(TransformerMetadata::normedExpertWeights)
            .layout();

    /** Norms after each half only. */
    public static final Layout NORMS_AFTER =
            TransformerTraits.gated(Trait.NO_PRE_NORMS, Trait.POST_NORMS).layout();

    /** No norm tensors. */
    public static final Layout NO_NORMS =
            TransformerTraits.gated(Trait.NO_NORMS, Trait.LAYER_NORM).layout();

    /** Attention and feed-forward side by side. */
    public static final Layout PARALLEL = TransformerTraits.gated(Trait.LAYER_NORM, Trait.PARALLEL)
            .withKeys(TransformerMetadata::logitScale)
            .layout();

    /** Norms on both sides of each half, a gate on the attention output. */
    public static final Layout GATED_ATTENTION =
            TransformerTraits.gated(Trait.POST_NORMS, Trait.ATTENTION_GATE).layout();

    /** Windows with heads of their own number, a gate on the attention output. */
    public static final Layout LAGUNA = TransformerTraits.gated(Trait.ATTENTION_GATE)
            .withKeys(TransformerMetadata::windowRotation)
            .layout();

    /** As {@link #LAGUNA}, with the windows listed; layers for next-token prediction are dense. */
    public static final Layout STEP35 = TransformerTraits.gated(
                    Trait.ATTENTION_GATE, Trait.LISTED_WINDOWS, Trait.DENSE_NEXT_TOKEN, Trait.NEXT_TOKEN_HEAD)
            .withKeys(TransformerMetadata::windowFrequency)
            .layout();

    /** Listed windows with heads of their own number and sinks; layers for next-token prediction are dense. */
    public static final Layout MIMO2 = TransformerTraits.gated(
                    Trait.LISTED_WINDOWS, Trait.WINDOW_SINKS, Trait.DENSE_NEXT_TOKEN, Trait.NEXT_TOKEN_OUTPUT_NORM)
            .withKeys(TransformerMetadata::valueScale)
            .layout();

    /** As {@link #GATED}; the bias that chooses experts has a name of its own. */
    public static final Layout HY_V3 =
            TransformerTraits.gated(Trait.BARE_ROUTER_BIAS).layout();

    /** Experts beside an indexer that chooses blocks of cells. */
    public static final Layout MINIMAX_M3 = TransformerTraits.gated(Trait.INDEXED_EXPERTS)
            .withKeys(TransformerMetadata::blockIndexer)
            .layout();

    /** Experts with LayerNorm, one matrix for query, key and value. */
    public static final Layout DBRX = TransformerTraits.gated(Trait.LAYER_NORM, Trait.FUSED_QKV)
            .withFeedForwardNorm("attn_output_norm")
            .withKeys(TransformerMetadata::clamped)
            .layout();

    /** Attention and a plain network side by side with a norm each, biases everywhere but in the head. */
    public static final Layout GPTNEOX = TransformerTraits.of(
                    Kind.PLAIN,
                    Trait.LAYER_NORM,
                    Trait.NORM_BIAS,
                    Trait.OUTPUT_PROJECTION_BIAS,
                    Trait.FEED_FORWARD_BIAS,
                    Trait.FUSED_QKV)
            .withKeys(TransformerMetadata::parallelResidual)
            .layout();

    /** Encoder with rotation and windows, gate and up in one matrix. */
    public static final Layout MODERN_BERT = TransformerTraits.of(
                    Kind.FUSED, Trait.LAYER_NORM, Trait.FUSED_QKV, Trait.EMBEDDING_NORM, Trait.NO_FIRST_NORM)
            .withKeys(TransformerMetadata::notCausal)
            .layout();

    /** Gate and up in one matrix, norms on both sides; layers for next-token prediction have an embedding of their own. */
    public static final Layout GLM4 = TransformerTraits.of(Kind.FUSED, Trait.POST_NORMS, Trait.NEXT_TOKEN_EMBEDDING)
            .layout();

    /** Gate and up in one matrix, query, key and value in another. */
    public static final Layout FUSED =
            TransformerTraits.of(Kind.FUSED, Trait.FUSED_QKV).layout();

    /** As {@link #FUSED}, with the context before rope scaling. */
    public static final Layout PHI3 = TransformerTraits.of(Kind.FUSED, Trait.FUSED_QKV)
            .withKeys(TransformerMetadata::originalContext)
            .layout();

    /** As {@link #GATED_ATTENTION}, with factors of the logits. */
    public static final Layout MUSE_GLIMMER = TransformerTraits.gated(Trait.POST_NORMS, Trait.ATTENTION_GATE)
            .withKeys(TransformerMetadata::softcappedScaledLogits)
            .layout();

    /** As {@link #GATED}, run several times over. */
    public static final Layout LOOPED =
            TransformerTraits.gated().withKeys(TransformerMetadata::loops).layout();

    /** As {@link #GATED}, without logits. */
    public static final Layout ENCODER = TransformerTraits.gated(Trait.NO_HEAD)
            .withKeys(TransformerMetadata::notCausal)
            .layout();

    /** A network without gate. */
    public static final Layout PLAIN = TransformerTraits.of(Kind.PLAIN).layout();

    /** As {@link #PLAIN}, with the parameters of xIELU. */
    public static final Layout XIELU = TransformerTraits.of(Kind.PLAIN)
            .withKeys(TransformerMetadata::xielu)
            .layout();

    /** As {@link #GATED}, with biases of norms, attention output and head. */
    public static final Layout PHI_MOE = TransformerTraits.gated(
                    Trait.NORM_BIAS, Trait.OUTPUT_PROJECTION_BIAS, Trait.HEAD_BIAS)
            .layout();

    /** As {@link #GATED}, with LayerNorm. */
    public static final Layout GATED_LAYER_NORM =
            TransformerTraits.gated(Trait.LAYER_NORM, Trait.NORM_BIAS).layout();

    /** As {@link #PLAIN}, with LayerNorm. */
    public static final Layout PLAIN_LAYER_NORM =
            TransformerTraits.of(Kind.PLAIN, Trait.LAYER_NORM, Trait.NORM_BIAS).layout();

    /** Attention and a plain network side by side, one matrix for query, key and value. */
    public static final Layout FALCON = TransformerTraits.of(
                    Kind.PLAIN, Trait.LAYER_NORM, Trait.NORM_BIAS, Trait.PARALLEL, Trait.FUSED_QKV)
            .layout();

    /** Attention and a plain network side by side, biases everywhere. */
    public static final Layout PHI2 = TransformerTraits.of(
                    Kind.PLAIN,
                    Trait.LAYER_NORM,
                    Trait.NORM_BIAS,
                    Trait.PARALLEL,
                    Trait.OUTPUT_PROJECTION_BIAS,
                    Trait.FEED_FORWARD_BIAS,
                    Trait.HEAD_BIAS)
            .layout();

    /** A plain network with LayerNorm and biases. */
    public static final Layout STARCODER2 = TransformerTraits.of(
                    Kind.PLAIN,
                    Trait.LAYER_NORM,
                    Trait.NORM_BIAS,
                    Trait.OUTPUT_PROJECTION_BIAS,
                    Trait.FEED_FORWARD_BIAS)
            .layout();

    /** As {@link #STARCODER2}, with learned positions and one matrix for query, key and value. */
    public static final Layout STARCODER = TransformerTraits.of(
                    Kind.PLAIN,
                    Trait.LAYER_NORM,
                    Trait.NORM_BIAS,
                    Trait.OUTPUT_PROJECTION_BIAS,
                    Trait.FEED_FORWARD_BIAS,
                    Trait.FUSED_QKV,
                    Trait.POSITIONS)
            .layout();

    /** Windows, experts and sinks. */
    public static final Layout GPT_OSS = new GptOssLayout();

    /** Latent attention and experts. */
    public static final Layout DEEPSEEK = new DeepSeekLayout();

    /** Latent attention, stored as keys and values. */
    public static final Layout MINICPM3 = new MiniCpm3Layout();

    /** Gated delta nets, positions of several dimensions. */
    public static final Layout DELTA_NET = new DeltaNetLayout(false);

    /** Gated delta nets with one matrix for beta and alpha. */
    public static final Layout DELTA_NET_JOINED = new DeltaNetLayout(true);

    /** As {@link #DELTA_NET}, in several residual streams, with sparse attention and hashed n-grams. */
    public static final Layout QWEN4 = new Qwen4Layout();

    /** Embeddings by layer, shared caches, two head sizes. */
    public static final Layout GEMMA4 = new Gemma4Layout();

    /** Alternating updates and embeddings by layer. */
    public static final Layout GEMMA3N = new Gemma3nLayout();

    /** State space layers of the first generation. */
    public static final Layout MAMBA = new MambaLayout(false);

    /** State space layers of the second generation. */
    public static final Layout MAMBA2 = new MambaLayout(true);

    /** Attention and state space in every layer. */
    public static final Layout FALCON_H1 = new HybridLayout(HybridLayout::falcon, (h, f) -> {});

    /** Attention or state space in a layer, experts in some. */
    public static final Layout JAMBA = new HybridLayout(HybridLayout::jamba, (h, f) -> {});

    /** Attention or state space in a layer, dense or with experts. */
    public static final Layout GRANITE_HYBRID = new HybridLayout(HybridLayout::granite, HybridLayout::graniteKeys);

    /** Attention, state space or feed-forward in a layer. */
    public static final Layout NEMOTRON_H = new HybridLayout(HybridLayout::nemotron, HybridLayout::nemotronKeys);

    /** As {@link #NEMOTRON_H}, with experts. */
    public static final Layout NEMOTRON_H_MOE =
            new HybridLayout(HybridLayout::nemotron, HybridLayout::nemotronExpertKeys);

    /** Short convolutions with attention in some layers. */
    public static final Layout LFM2 = new Lfm2Layout();

    /** As {@link #LFM2}, with windows and norms on both sides of each half. */
    public static final Layout LFM3 = new Lfm3Layout();

    /** Windows, two head sizes, inputs by layer, an embedding behind a projection. */
    public static final Layout GEMMA_EMBEDDING2 = new GemmaEmbedding2Layout();

    /** Time mixing of the sixth generation. */
    public static final Layout RWKV6 = new RwkvLayout(true);

    /** Time mixing of the seventh generation. */
    public static final Layout RWKV7 = new RwkvLayout(false);

    /** Encoder with learned positions. */
    public static final Layout BERT =
            new BertLayout(Set.of(BertLayout.Part.POSITIONS, BertLayout.Part.BIASES, BertLayout.Part.UP_BIAS));

    /** Encoder with rotation and a gate. */
    public static final Layout NOMIC_BERT = new BertLayout(Set.of(BertLayout.Part.FUSED_QKV, BertLayout.Part.GATE));

    /** Encoder with rotation and one matrix for query, key and value; experts in every other layer if there are any. */
    public static final Layout BERT_FUSED_QKV =
            new BertLayout(Set.of(BertLayout.Part.FUSED_QKV, BertLayout.Part.BIASES, BertLayout.Part.UP_BIAS));

    /** Encoder with linear biases of attention and a gate. */
    public static final Layout JINA_BERT_V2 = new BertLayout(Set.of(BertLayout.Part.BIASES, BertLayout.Part.GATE));

    /** Layers that differ in heads and widths, some without attention. */
    public static final Layout DECI = new DeciLayout();

    /** Delta attention with latent attention in some layers. */
    public static final Layout KIMI_LINEAR = new DeltaAttentionLayout(DeltaAttentionLayout.Kind.LINEAR);

    /** As {@link #KIMI_LINEAR}, with experts behind a projection and a mix of earlier layers. */
    public static final Layout KIMI_K3 = new DeltaAttentionLayout(DeltaAttentionLayout.Kind.K3);

    /** As {@link #KIMI_LINEAR}, with layers for next-token prediction. */
    public static final Layout BAILING_MOE3 = new DeltaAttentionLayout(DeltaAttentionLayout.Kind.BAILING);

    /** Delta attention, sparse latent attention in some layers, several residual streams. */
    public static final Layout GLM5_NEXT = new Glm5NextLayout();

    /** Compressed keys, output matrices in groups, several residual streams. */
    public static final Layout DEEPSEEK4 = new DeepSeek4Layout();

    private Layouts() {}
}
