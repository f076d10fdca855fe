package dev.llmfit.sizing.graph;

import dev.llmfit.gguf.GgmlType;
import org.jspecify.annotations.Nullable;

/**
 * A node or leaf of a compute graph: shape, strides, operation and sources, but no data.
 *
 * <p>Shapes and sources are as in {@code struct ggml_tensor}. The mutable fields hold what the builder, the scheduler and
 * the allocator decide; a tensor belongs to one launch and one thread.
 */
public final class Tensor extends TensorLayout {
    static final Tensor[] NO_SOURCES = {};

    final Op op;
    final Activation activation;

    /** Sources; the scheduler replaces some by copies. */
    final Tensor[] src;

    /** Owner of the memory that a view looks at; never a view itself. */
    final @Nullable Tensor viewSource;

    final long viewOffset;

    // Set by whoever creates the tensor.
    String name = "";
    boolean input;
    boolean output;
    boolean weight;
    boolean hostVisible;
    int buffer = -1;
    int forced = -1;

    @Nullable
    Tensor region;

    /** Scratch number of an ordering pass; valid only together with the pass's own table. */
    private int number;

    // Set by the scheduler.
    int backend = -1;
    int uses;

    @Nullable
    Graph graph;

    // Set by the allocator.
    int children;
    int views;
    boolean owned;
    int pool;
    int chunk;
    long offset;

    private Tensor(
            GgmlType type,
            long ne0,
            long ne1,
            long ne2,
            long ne3,
            long nb0,
            long nb1,
            long nb2,
            long nb3,
            Op op,
            Activation activation,
            Tensor[] src,
            @Nullable Tensor viewOf,
            long viewOffset) {
        super(type, ne0, ne1, ne2, ne3, nb0, nb1, nb2, nb3);
        this.op = op;
        this.activation = activation;
        this.src = src;
        // A view of a view looks at the owner of the memory.
        Tensor owner = viewOf == null ? null : viewOf.viewSource;
        this.viewSource = owner != null ? owner : viewOf;
        this.viewOffset = viewOf == null || owner == null ? viewOffset : viewOffset + viewOf.viewOffset;
    }

    /** Creates a contiguous leaf outside any graph. */
    public static Tensor leaf(GgmlType type, long ne0, long ne1, long ne2, long ne3) {
        return contiguous(type, ne0, ne1, ne2, ne3, Op.NONE, Activation.NONE, NO_SOURCES, null);
    }

    /** Creates a contiguous tensor; with {@code viewOf} it lies in the memory of that tensor. */
    static Tensor contiguous(
            GgmlType type,
            long ne0,
            long ne1,
            long ne2,
            long ne3,
            Op op,
            Activation activation,
            Tensor[] src,
            @Nullable Tensor viewOf) {
        long nb1 = type.rowBytes(ne0);
        long nb2 = Math.multiplyExact(nb1, ne1);
        long nb3 = Math.multiplyExact(nb2, ne2);
        Math.multiplyExact(nb3, ne3);
        return new Tensor(type, ne0, ne1, ne2, ne3, type.blockBytes(), nb1, nb2, nb3, op, activation, src, viewOf, 0);
    }

    /** Creates a tensor in the memory of {@code of}, with its own strides. */
    static Tensor view(
            Tensor of,
            Op op,
            Tensor[] src,
            long ne0,
            long ne1,
            long ne2,
            long ne3,
            long nb0,
            long nb1,
            long nb2,
            long nb3,
            long offset) {
        return new Tensor(of.type, ne0, ne1, ne2, ne3, nb0, nb1, nb2, nb3, op, Activation.NONE, src, of, offset);
    }

    /** Creates a tensor of its own with the shape and strides of another one, as the scheduler's copies are. */
    static Tensor sameLayout(Tensor t) {
        Tensor copy = new Tensor(
                t.type,
                t.ne0,
                t.ne1,
                t.ne2,
                t.ne3,
                t.nb0,
                t.nb1,
                t.nb2,
                t.nb3,
                Op.NONE,
                Activation.NONE,
                NO_SOURCES,
                null,
                0);
        copy.name = t.name;
        return copy;
    }

    /** Marks a weight that lies in a pool. */
    public Tensor asWeight(String weightName, int poolIndex, boolean visibleToHost) {
        name = weightName;
        buffer = poolIndex;
        weight = true;
        hostVisible = visibleToHost;
        return this;
    }

    /** Marks a cache or state that lies in a pool; tensors with one {@code sharedRegion} count as overlapping. */
    public Tensor asCache(String cacheName, int poolIndex, @Nullable Tensor sharedRegion) {
        name = cacheName;
        buffer = poolIndex;
        region = sharedRegion;
        return this;
    }

    /** Marks an input of the graph. */
    public Tensor asInput(String inputName) {
        name = inputName;
        input = true;
        return this;
    }

    /** Marks a result that stays until the graph ends. */
    public Tensor asOutput() {
        output = true;
        return this;
    }

    /** Demands a backend for this node. */
    public Tensor onBackend(int backendIndex) {
        forced = backendIndex;
        return this;
    }

    /** Names the tensor for explanations. */
    public Tensor named(String newName) {
        name = newName;
        return this;
    }

    /** Returns the operation. */
    public Op op() {
        return op;
    }

    /** Returns the activation of a UNARY or GLU node. */
    public Activation activation() {
        return activation;
    }

    /** Returns the number of sources. */
    public int sources() {
        return src.length;
    }

    /** Returns a source. */
    public Tensor source(int index) {
        return src[index];
    }

    /** Returns whether {@code other} is one of the sources. */
    public boolean reads(Tensor other) {
        for (Tensor s : src) {
            if (s == other) {
                return true;
            }
        }
        return false;
    }

    /** Returns the tensor whose memory this one looks at, or null. */
    public @Nullable Tensor viewSource() {
        return viewSource;
    }

    /** Returns the offset in the memory of {@link #viewSource()}. */
    public long viewOffset() {
        return viewOffset;
    }

    /** Returns the tensor that owns the memory: the view source or this. */
    public Tensor root() {
        return viewSource != null ? viewSource : this;
    }

    /** Returns what this tensor's memory is told apart by: its root, or the region that root belongs to. */
    public Tensor place() {
        Tensor root = root();
        return root.region != null ? root.region : root;
    }

    /** Returns the number that an ordering pass gave this tensor; stale numbers of other passes may remain. */
    public int number() {
        return number;
    }

    /** Numbers this tensor for an ordering pass. */
    public void number(int value) {
        number = value;
    }

    /** Returns the name, or an empty string. */
    public String name() {
        return name;
    }

    /** Returns whether this is a weight. */
    public boolean isWeight() {
        return weight;
    }

    /** Returns whether devices can read this weight where it lies on the host. */
    public boolean isHostVisible() {
        return hostVisible;
    }

    /** Returns whether this is an input of the graph. */
    public boolean isInput() {
        return input;
    }

    /** Returns whether this stays until the graph ends. */
    public boolean isOutput() {
        return output;
    }

    /** Returns whether the memory lies outside the compute buffers. */
    public boolean isExternal() {
        return buffer >= 0;
    }

    /** Returns the pool that holds the memory of a weight or cache, or -1 for a place in a compute buffer. */
    public int pool() {
        return buffer;
    }

    /** Returns how often the graph as built reads this tensor. */
    public int uses() {
        return uses;
    }

    @Override
    public String toString() {
        return op + " " + name + " " + type.ggmlName() + "[" + ne0 + "," + ne1 + "," + ne2 + "," + ne3 + "]";
    }
}
