package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.clamp;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.gluHalves;
import static dev.llmfit.sizing.graph.Ops.groupNorm;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.sqr;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Ops;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.memory.ContextMemory;
import dev.llmfit.sizing.memory.ExpertCache;
import dev.llmfit.sizing.weights.Weights;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the graph of one batch; the vocabulary in which architectures are described.
 *
 * <p>A name such as {@code attn_q} stands for the layer's tensors {@code blk.N.attn_q.weight}, {@code .bias} and
 * {@code .scale}. Source: {@code llm_graph_context} in {@code src/llama-graph.cpp}.
 */
public final class GraphBuilder extends GraphParts {
    /** Bytes of an F32. */
    public static final int F32 = 4;

    /** Below this many tokens a layer's norms are bound to the layer's device. */
    private static final int FORCED_NORM_TOKENS = 32;

    private final boolean bindsNorms;
    private final States states = new States(this);

    /** The rows of tokens that logits are made of, and that embeddings are ({@code t_embd}). */
    private @Nullable Tensor rows;

    private @Nullable Tensor tokenIds;

    /** Starts a graph. */
    public GraphBuilder(
            HyperParameters hp,
            EffectiveLaunch launch,
            LayerDevices layers,
            Weights weights,
            ContextMemory memory,
            ExpertCache expertCache,
            Batch batch,
            Set<FusedOp> fused) {
        super(hp, launch, layers, weights, memory, expertCache, batch, fused);
        this.bindsNorms = batch.tokens() < FORCED_NORM_TOKENS || launch.isFullOffload();
    }

    /** Returns the reading and writing of recurrent states. */
    public States states() {
        return states;
    }

    /** Makes the input embedding: token ids, rows, or a mix of both; all stay in the graph, the first one is used. */
    public Tensor embedding() {
        return Embedding.build(this, false);
    }

    /** As {@link #embedding()}, with the rows scaled by an input as gemma does. */
    public Tensor embeddingScaledByRows() {
        return Embedding.build(this, true);
    }

    void noteTokenIds(Tensor ids) {
        tokenIds = ids;
    }

    /** Returns the numbers of the tokens, once the embedding is made. */
    public Tensor tokenIds() {
        return Objects.requireNonNull(tokenIds);
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
        if (il >= 0 && (weight != null || bias != null)) {
            bound(y, il);
        }
        if (weight != null) {
            y = mul(y, weight);
        }
        return bias == null ? y : add(y, bias);
    }

    /** Keeps a node on the device of its layer where llama.cpp does ({@code graph_get_cb}). */
    public Tensor bound(Tensor node, int il) {
        return bindsNorms ? node.onBackend(layers.pool(il)) : node;
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

    /**
     * Writes rows into a cache.
     *
     * @param cache what it keeps [row, cells, streams]
     * @param rows what is written [head, heads, tokens]
     * @param cells where to
     */
    public void store(Tensor cache, Tensor rows, Tensor cells) {
        Tensor flat = cache.ne2() > 1 ? reshape(cache, cache.ne0(), cache.ne1() * cache.ne2()) : cache;
        expand(setRows(flat, view2d(rows, rows.ne0() * rows.ne1(), rows.ne2(), rows.nb2(), 0), cells));
    }

    /** Makes the input that rotates what a cache keeps; null if it is not rotated, or if the matrices lie beside the cache. */
    public @Nullable Tensor rotation(int width) {
        return width == 0 || launch.build().has(EngineSwitch.KEEPS_ROTATIONS)
                ? null
                : input("rotation", GgmlType.F32, width, width);
    }

    /**
     * Leaves only the chosen cells visible, in one operation ({@code build_fused_top_k_mask}).
     *
     * @param numbers the cells of each token
     */
    public Tensor fusedMask(Tensor mask, Tensor numbers, int il) {
        Tensor cells = reshape(numbers, numbers.ne0(), mask.ne1(), mask.ne2(), mask.ne3());
        Tensor out = make(mask.type(), mask.ne0(), cells.ne1(), cells.ne2(), cells.ne3(), Op.TOP_K_MASK, mask, cells);
        return noteFused(FusedOp.CHOSEN_CELLS, out, il);
    }

    /** Returns whether this is the last layer, where only rows with outputs go on. */
    private boolean isLast(int il) {
        return il == hp.nLayer() - 1;
    }

    /** In the last layer, keeps only the rows that produce outputs. */
    public Tensor lastRows(Tensor x, int il, Tensor outputIds) {
        return isLast(il) ? getRows(x, outputIds) : x;
    }

    /** Makes the numbers of the rows that produce outputs; see {@link #keepsHiddenRows}. */
    public OutputRows outputRows(boolean before) {
        return new OutputRows(this, outputIds(), keepsHiddenRows(before));
    }

    /**
     * Returns whether rows without outputs go through the last layer too, because a draft context reads the hidden rows of all tokens
     * ({@code crop_before_nextn}).
     *
     * @param before what builds did that left no choice
     */
    public boolean keepsHiddenRows(boolean before) {
        return launch.build().has(EngineSwitch.LEAVES_OUT_HIDDEN_ROWS)
                ? launch.options().loadMtp()
                : before;
    }

    // --- head

    /** Applies the final RMS norm; the result is an output of the graph. */
    public Tensor outputNorm(Tensor x) {
        return outputNorm(Norm.RMS, x);
    }

    /** Applies the final norm; the result is an output of the graph. */
    public Tensor outputNorm(Norm kind, Tensor x) {
        rows = norm(kind, x, weights.global("output_norm.weight"), weights.global("output_norm.bias"), -1)
                .asOutput()
                .named("result_norm");
        return rows;
    }

    /** Makes logits, with the output bias if there is one. */
    public Tensor logits(Tensor x) {
        Tensor matrix = weights.output();
        if (matrix == null) {
            throw new MissingTensorException("output.weight");
        }
        rows = rows == null || x.isOutput() ? x : rows;
        return linear(x, matrix, weights.global("output.bias")).named("result_output");
    }

    /** Limits logits smoothly. */
    public Tensor softcap(Tensor logits) {
        return Ops.scale(unary(Ops.scale(logits), Activation.TANH));
    }

    /** Ends the graph with its result. */
    public void finish(Tensor result) {
        Tensor hidden = rows == null ? result : rows;
        if (!launch.options().embeddings()) {
            expand(result.asOutput());
        } else if (!launch.build().has(EngineSwitch.LEAVES_OUT_POOLED_LOGITS)) {
            expand(result.asOutput());
            Pooled.build(this, hidden, hidden);
        } else {
            hidden.asOutput();
            Pooled.build(this, hidden, result);
        }
    }
}
