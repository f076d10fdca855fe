package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.clamp;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.gluHalves;
import static dev.llmfit.sizing.graph.Ops.groupNorm;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.sqr;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Graph;
import dev.llmfit.sizing.graph.Ops;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.memory.ContextMemory;
import dev.llmfit.sizing.weights.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the graph of one batch; the vocabulary in which architectures are described.
 *
 * <p>A name such as {@code attn_q} stands for the layer's tensors {@code blk.N.attn_q.weight}, {@code .bias} and
 * {@code .scale}. Source: {@code llm_graph_context} in {@code src/llama-graph.cpp}.
 */
public final class GraphBuilder {
    /** Bytes of an F32. */
    public static final int F32 = 4;

    /** Below this many tokens a layer's norms are bound to the layer's device. */
    private static final int FORCED_NORM_TOKENS = 32;

    private final HyperParameters hp;
    private final EffectiveLaunch launch;
    private final LayerDevices layers;
    private final Weights weights;
    private final ContextMemory memory;
    private final Batch batch;
    private final boolean flashAttention;
    private final boolean bindsNorms;
    private final Graph graph = new Graph();
    private final States states = new States(this);
    private final FlashNodes flashNodes = new FlashNodes();

    /** Starts a graph. */
    public GraphBuilder(
            HyperParameters hp,
            EffectiveLaunch launch,
            LayerDevices layers,
            Weights weights,
            ContextMemory memory,
            Batch batch,
            boolean flashAttention) {
        this.hp = hp;
        this.launch = launch;
        this.layers = layers;
        this.weights = weights;
        this.memory = memory;
        this.batch = batch;
        this.flashAttention = flashAttention;
        this.bindsNorms = batch.tokens() < FORCED_NORM_TOKENS || launch.isFullOffload();
    }

    /** Returns the hyper-parameters. */
    public HyperParameters hp() {
        return hp;
    }

    /** Returns the launch. */
    public EffectiveLaunch launch() {
        return launch;
    }

    /** Returns the caches and states. */
    public ContextMemory memory() {
        return memory;
    }

    /** Returns the batch. */
    public Batch batch() {
        return batch;
    }

    /** Returns the tokens of the batch. */
    public int tokens() {
        return batch.tokens();
    }

    /** Returns the graph. */
    public Graph graph() {
        return graph;
    }

    /** Returns the reading and writing of recurrent states. */
    public States states() {
        return states;
    }

    /** Returns the index of the host's backend. */
    public int cpu() {
        return layers.cpu();
    }

    /** Returns the index of the backend of the output layer. */
    public int outputPool() {
        return layers.outputPool();
    }

    /** Returns whether attention runs in one fused operation. */
    public boolean usesFlashAttention() {
        return flashAttention;
    }

    /** Returns the fused attention nodes so far. */
    public FlashNodes flashNodes() {
        return flashNodes;
    }

    void noteFlashAttention(Tensor node, int il) {
        flashNodes.add(node, layers.pool(il));
    }

    /** Takes a tensor and all it needs into the graph, here and now ({@code ggml_build_forward_expand}). */
    public void expand(Tensor t) {
        graph.expand(t);
    }

    // --- weights

    /** Returns the weight of a layer, or null. */
    public @Nullable Tensor weight(int il, String name) {
        return weights.weight(il, name);
    }

    /** Returns the bias of a layer, or null. */
    public @Nullable Tensor bias(int il, String name) {
        return weights.bias(il, name);
    }

    /** Returns the scale of a layer, or null. */
    public @Nullable Tensor scale(int il, String name) {
        return weights.scale(il, name);
    }

    /** Returns whether a layer has this weight. */
    public boolean has(int il, String name) {
        return weights.weight(il, name) != null;
    }

    /** Returns the weight of a layer. */
    public Tensor requiredWeight(int il, String name) {
        Tensor t = weights.weight(il, name);
        if (t == null) {
            throw new MissingTensorException("blk." + il + "." + name + ".weight");
        }
        return t;
    }

    /** Returns the bias of a layer. */
    public Tensor requiredBias(int il, String name) {
        Tensor t = weights.bias(il, name);
        if (t == null) {
            throw new MissingTensorException("blk." + il + "." + name + ".bias");
        }
        return t;
    }

    /** Returns a tensor outside the layers by its full name, or null. */
    public @Nullable Tensor global(String name) {
        return weights.global(name);
    }

    /** Returns a tensor outside the layers by its full name. */
    public Tensor requiredGlobal(String name) {
        Tensor t = weights.global(name);
        if (t == null) {
            throw new MissingTensorException(name);
        }
        return t;
    }

    /** Returns the copy of a tensor that lies with a layer, or null. */
    public @Nullable Tensor onDeviceOf(int il, String name) {
        return weights.onDeviceOf(il, name);
    }

    /** Returns the frequency factors of rotation, or null ({@code llama_model_base::get_rope_factors}). */
    public @Nullable Tensor ropeFactors(int il) {
        Tensor freqs = weights.onDeviceOf(il, "rope_freqs.weight");
        if (freqs != null) {
            return freqs;
        }
        boolean beyondOriginal = launch.nCtxSeq() > hp.rope().originalContext();
        return weights.onDeviceOf(il, beyondOriginal ? "rope_factors_long.weight" : "rope_factors_short.weight");
    }

    // --- inputs

    /** Makes an input. */
    public Tensor input(String name, GgmlType type, long ne0) {
        return input(name, type, ne0, 1);
    }

    /** Makes an input. */
    public Tensor input(String name, GgmlType type, long ne0, long ne1) {
        return Tensor.leaf(type, ne0, ne1, 1, 1).asInput(name);
    }

    /** Makes an input. */
    public Tensor input(String name, GgmlType type, long ne0, long ne1, long ne2, long ne3) {
        return Tensor.leaf(type, ne0, ne1, ne2, ne3).asInput(name);
    }

    /** Makes the mask of an attention: cells by tokens of a stream by streams. */
    public Tensor mask(long cells, long tokensPerStream, long streams) {
        boolean half = flashAttention && launch.build().masksInF16();
        Tensor mask = input("kq_mask", half ? GgmlType.F16 : GgmlType.F32, cells, tokensPerStream, 1, streams);
        return flashAttention && !half ? Ops.cast(mask, GgmlType.F16) : mask;
    }

    /** Makes the input embedding: token ids, rows, or a mix of both; all stay in the graph, the first one is used. */
    public Tensor embedding() {
        return Embedding.build(this, false);
    }

    /** As {@link #embedding()}, with the rows scaled by an input as gemma does. */
    public Tensor embeddingScaledByRows() {
        return Embedding.build(this, true);
    }

    /** Makes the positions of the tokens. */
    public Tensor positions() {
        return input("inp_pos", GgmlType.I32, (long) tokens() * hp.rope().positionsPerToken());
    }

    /** Makes the numbers of the rows that produce outputs. */
    public Tensor outputIds() {
        return input("out_ids", GgmlType.I32, batch.outputs());
    }

    /** Makes the inputs of the model's attention caches. */
    public AttentionInputs attentionInputs() {
        return new AttentionInputs(this);
    }

    /** Makes the inputs of attention within the batch, without a cache. */
    public AttentionInputs attentionInputsWithoutCache() {
        return AttentionInputs.withoutCache(this);
    }

    // --- small blocks

    /** Returns what LoRA adapters add to the use of a weight. */
    List<Weights.Lora> loras(Tensor weight) {
        return weights.loras(weight);
    }

    /** Adds what LoRA adapters make of {@code x} to its product with a matrix ({@code build_lora_mm}). */
    private Tensor adapted(Tensor product, Tensor matrix, Tensor x) {
        Tensor y = product;
        for (Weights.Lora lora : weights.loras(matrix)) {
            y = add(y, Ops.scale(mulMat(lora.b(), mulMat(lora.a(), x))));
        }
        return y;
    }

    /** As {@link #adapted}, for routed experts. */
    Tensor adaptedById(Tensor product, Tensor matrix, Tensor x, Tensor ids) {
        Tensor y = product;
        for (Weights.Lora lora : weights.loras(matrix)) {
            y = add(y, Ops.scale(Ops.mulMatId(lora.b(), Ops.mulMatId(lora.a(), x, ids), ids)));
        }
        return y;
    }

    /** Multiplies with a matrix and adds a bias if there is one. */
    public Tensor linear(Tensor x, Tensor matrix, @Nullable Tensor bias) {
        Tensor y = adapted(mulMat(matrix, x), matrix, x);
        return bias == null ? y : add(y, bias);
    }

    /** Applies a projection of a layer: weight, and scale and bias when the file has them. */
    public Tensor lin(Tensor x, int il, String name) {
        Tensor matrix = requiredWeight(il, name);
        Tensor y = mulMat(matrix, x);
        Tensor factor = weights.scale(il, name);
        if (factor != null) {
            y = mul(y, factor);
        }
        y = adapted(y, matrix, x);
        Tensor bias = weights.bias(il, name);
        return bias == null ? y : add(y, bias);
    }

    /** Applies a norm of a layer, bound to the layer's device where llama.cpp binds it. */
    public Tensor norm(Norm kind, Tensor x, int il, String name) {
        return norm(kind, x, weights.weight(il, name), weights.bias(il, name), il);
    }

    /** Applies an RMS norm of a layer. */
    public Tensor rms(Tensor x, int il, String name) {
        return norm(Norm.RMS, x, il, name);
    }

    /** Applies an RMS norm of a layer if the file has its weight; else returns {@code x}. */
    public Tensor rmsIfPresent(Tensor x, int il, String name) {
        return has(il, name) ? rms(x, il, name) : x;
    }

    /** Applies a norm; {@code il} is -1 outside the layers ({@code build_norm}). */
    public Tensor norm(Norm kind, Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, int il) {
        Tensor y = switch (kind) {
            case LAYER -> Ops.layerNorm(x);
            case RMS -> rmsNorm(x);
            case GROUP -> {
                Tensor grouped = groupNorm(reshape(x, x.ne0(), 1, x.ne1()));
                yield reshape(grouped, grouped.ne0(), grouped.ne2());
            }
        };
        if (il >= 0 && bindsNorms && (weight != null || bias != null)) {
            y.onBackend(layers.pool(il));
        }
        if (weight != null) {
            y = mul(y, weight);
        }
        return bias == null ? y : add(y, bias);
    }

    /** Applies the layer's gated feed-forward network with SILU. */
    public Tensor ffn(Tensor x, int il) {
        return ffn(x, il, Ffn.SILU);
    }

    /** Applies the layer's feed-forward network. */
    public Tensor ffn(Tensor x, int il, Ffn activation) {
        return ffn(x, il, activation, "ffn_up", "ffn_gate", "ffn_down");
    }

    /** Applies the layer's shared expert. */
    public Tensor sharedExpert(Tensor x, int il, Ffn activation) {
        return ffn(x, il, activation, "ffn_up_shexp", "ffn_gate_shexp", "ffn_down_shexp");
    }

    /** Applies a feed-forward network with a gate beside the up projection, if there is one ({@code build_ffn}). */
    public Tensor ffn(Tensor x, int il, Ffn activation, String up, String gate, String down) {
        Tensor raised = lin(x, il, up);
        Tensor activated;
        if (has(il, gate)) {
            activated = glu(lin(x, il, gate), raised, activation.gated());
        } else if (activation.plain() == Activation.NONE) {
            activated = gluHalves(raised, activation.gated());
        } else {
            activated = unary(raised, activation.plain());
            if (activation == Ffn.RELU_SQR) {
                activated = sqr(activated);
            }
        }
        return lin(activated, il, down);
    }

    /** Starts the routed experts of a layer. */
    public Experts experts(int il) {
        return new Experts(this, il);
    }

    /** Projects to queries, keys and values, fused or not; no norm, no rotation ({@code build_qkv}). */
    public Qkv qkv(Tensor x, int il) {
        long heads = hp.nHead(il);
        long headsKv = hp.nHeadKv(il);
        long headK = hp.headKAt(il);
        long headV = hp.headVAt(il);
        int n = tokens();
        if (has(il, "attn_qkv")) {
            Tensor f = clamped(lin(x, il, "attn_qkv"));
            Tensor q = view3d(f, headK, heads, n, headK * F32, f.nb1(), 0);
            Tensor k = view3d(f, headK, headsKv, n, headK * F32, f.nb1(), headK * heads * F32);
            Tensor v = view3d(f, headV, headsKv, n, headV * F32, f.nb1(), headK * (heads + headsKv) * F32);
            return new Qkv(q, k, v);
        }
        Tensor q = clamped(lin(x, il, "attn_q"));
        Tensor k = clamped(lin(x, il, "attn_k"));
        Tensor v = clamped(lin(x, il, "attn_v"));
        return new Qkv(reshape(q, headK, heads, n), reshape(k, headK, headsKv, n), reshape(v, headV, headsKv, n));
    }

    /**
     * Projects to queries, keys and values whose heads are not told apart yet, each [heads * head, tokens]; for norms over
     * all heads ({@code build_qkv} without reshape).
     */
    public Qkv joinedQkv(Tensor x, int il) {
        if (!has(il, "attn_qkv")) {
            return new Qkv(lin(x, il, "attn_q"), lin(x, il, "attn_k"), lin(x, il, "attn_v"));
        }
        Tensor f = lin(x, il, "attn_qkv");
        long widthQ = (long) hp.headKAt(il) * hp.nHead(il);
        long widthK = hp.kWidth(il);
        int n = tokens();
        return new Qkv(
                Ops.cont(view2d(f, widthQ, n, f.nb1(), 0)),
                Ops.cont(view2d(f, widthK, n, f.nb1(), widthQ * F32)),
                Ops.cont(view2d(f, hp.vWidth(il), n, f.nb1(), (widthQ + widthK) * F32)));
    }

    private Tensor clamped(Tensor x) {
        return hp.scales().clampKqv().isPresent() ? clamp(x) : x;
    }

    /** Starts the attention of a layer over its cache. */
    public Attention attention(AttentionInputs inputs, int il) {
        return new Attention(this, inputs.of(il), il);
    }

    /** Starts attention over given keys and values, without a cache, under this mask. */
    public Attention attentionUnder(Tensor mask, int il) {
        return new Attention(this, AttentionInput.under(mask), il);
    }

    /** Returns whether this is the last layer, where only rows with outputs go on. */
    private boolean isLast(int il) {
        return il == hp.nLayer() - 1;
    }

    /** In the last layer, keeps only the rows that produce outputs. */
    public Tensor lastRows(Tensor x, int il, Tensor outputIds) {
        return isLast(il) ? getRows(x, outputIds) : x;
    }

    // --- head

    /** Applies the final RMS norm; the result is an output of the graph. */
    public Tensor outputNorm(Tensor x) {
        return outputNorm(Norm.RMS, x);
    }

    /** Applies the final norm; the result is an output of the graph. */
    public Tensor outputNorm(Norm kind, Tensor x) {
        return norm(kind, x, weights.global("output_norm.weight"), weights.global("output_norm.bias"), -1)
                .asOutput()
                .named("result_norm");
    }

    /** Makes logits, with the output bias if there is one. */
    public Tensor logits(Tensor x) {
        Tensor matrix = weights.output();
        if (matrix == null) {
            throw new MissingTensorException("output.weight");
        }
        return linear(x, matrix, weights.global("output.bias")).named("result_output");
    }

    /** Limits logits smoothly. */
    public Tensor softcap(Tensor logits) {
        return Ops.scale(unary(Ops.scale(logits), Activation.TANH));
    }

    /** Ends the graph with its result. */
    public void finish(Tensor result) {
        expand(result.asOutput());
    }
}
