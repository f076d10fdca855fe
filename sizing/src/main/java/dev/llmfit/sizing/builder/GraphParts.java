package dev.llmfit.sizing.builder;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.graph.Graph;
import dev.llmfit.sizing.graph.Ops;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.memory.ContextMemory;
import dev.llmfit.sizing.memory.ExpertCache;
import dev.llmfit.sizing.weights.Weights;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a graph is made from: the model, the launch, weights and caches with their places, and the inputs of a batch. */
abstract sealed class GraphParts permits GraphBuilder {
    final HyperParameters hp;
    final EffectiveLaunch launch;
    final LayerDevices layers;
    final Weights weights;
    final ContextMemory memory;
    final ExpertCache expertCache;
    final Batch batch;
    final boolean flashAttention;
    private final Set<FusedOp> fused;
    final Graph graph = new Graph();
    private final FusedNodes fusedNodes = new FusedNodes();

    GraphParts(
            HyperParameters hp,
            EffectiveLaunch launch,
            LayerDevices layers,
            Weights weights,
            ContextMemory memory,
            ExpertCache expertCache,
            Batch batch,
            Set<FusedOp> fused) {
        this.hp = hp;
        this.launch = launch;
        this.layers = layers;
        this.weights = weights;
        this.memory = memory;
        this.expertCache = expertCache;
        this.batch = batch;
        this.fused = Set.copyOf(fused);
        this.flashAttention = this.fused.contains(FusedOp.FLASH_ATTENTION);
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

    /** Returns whether an operation is one node, not made of several. */
    public boolean fuses(FusedOp op) {
        return fused.contains(op)
                && (op != FusedOp.CHOSEN_CELLS || launch.build().has(EngineSwitch.FUSES_CHOSEN_CELLS));
    }

    /** Returns the fused nodes so far. */
    public FusedNodes fusedNodes() {
        return fusedNodes;
    }

    /** Notes a fused node of a layer. */
    public Tensor noteFused(FusedOp op, Tensor node, int il) {
        fusedNodes.add(op, node, layers.pool(il));
        return node;
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
        boolean half = flashAttention && launch.build().has(EngineSwitch.MASKS_IN_F16);
        Tensor mask = input("kq_mask", half ? GgmlType.F16 : GgmlType.F32, cells, tokensPerStream, 1, streams);
        return flashAttention && !half ? Ops.cast(mask, GgmlType.F16) : mask;
    }
}
