package dev.llmfit.gguf.arch;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The themes of a model's hyper-parameters while its keys are read: each is an immutable value, which a reader replaces as a whole.
 * The defaults are those of {@code llama_hparams} ({@code src/llama-hparams.h}).
 */
final class HyperParametersDraft {
    private final Architecture architecture;
    private final Set<GraphVariant> variants = EnumSet.noneOf(GraphVariant.class);
    private Layers layers;
    private Widths widths;
    private Heads heads;
    private DenseNetwork dense;
    private Rope rope;
    private LayerSet recurrentLayers;
    private boolean causal;
    private Pooling pooling;
    private Scales scales = Scales.defaults();
    private Optional<Window> window = Optional.empty();
    private Optional<CompressedAttention> compressedAttention = Optional.empty();
    private Optional<RoutedExperts> experts = Optional.empty();
    private Optional<Recurrence> recurrence = Optional.empty();
    private Optional<SparseIndexer> indexer = Optional.empty();
    private Optional<LayerNumbers> compressRatios = Optional.empty();
    private Optional<Deepstack> deepstack = Optional.empty();
    private Optional<HashedNGrams> hashedNGrams = Optional.empty();
    private Optional<ResidualStream> stream = Optional.empty();

    HyperParametersDraft(
            Architecture architecture,
            Layers layers,
            Widths widths,
            Heads heads,
            DenseNetwork dense,
            Rope rope,
            Pooling pooling,
            boolean causal) {
        this.architecture = architecture;
        this.layers = layers;
        this.widths = widths;
        this.heads = heads;
        this.dense = dense;
        this.rope = rope;
        this.pooling = pooling;
        this.causal = causal;
        this.recurrentLayers = LayerSet.none(layers.all());
    }

    Architecture architecture() {
        return architecture;
    }

    Set<GraphVariant> variants() {
        return variants;
    }

    void variant(GraphVariant variant, boolean has) {
        if (has) {
            variants.add(variant);
        }
    }

    Layers layers() {
        return layers;
    }

    void layers(UnaryOperator<Layers> change) {
        layers = change.apply(layers);
    }

    Widths widths() {
        return widths;
    }

    void widths(UnaryOperator<Widths> change) {
        widths = change.apply(widths);
    }

    Heads heads() {
        return heads;
    }

    void heads(UnaryOperator<Heads> change) {
        heads = change.apply(heads);
    }

    DenseNetwork dense() {
        return dense;
    }

    void dense(UnaryOperator<DenseNetwork> change) {
        dense = change.apply(dense);
    }

    Rope rope() {
        return rope;
    }

    void rope(UnaryOperator<Rope> change) {
        rope = change.apply(rope);
    }

    Scales scales() {
        return scales;
    }

    void scales(UnaryOperator<Scales> change) {
        scales = change.apply(scales);
    }

    LayerSet recurrentLayers() {
        return recurrentLayers;
    }

    void recurrentLayers(LayerSet recurrent) {
        recurrentLayers = recurrent;
    }

    boolean causal() {
        return causal;
    }

    void inBothDirections() {
        causal = false;
    }

    Pooling pooling() {
        return pooling;
    }

    Optional<RoutedExperts> experts() {
        return experts;
    }

    /** Puts a mixture in the place of none. */
    void experts(RoutedExperts mixture) {
        experts = Optional.of(mixture);
    }

    /** Changes the mixture of experts; nothing in a dense model. */
    void experts(UnaryOperator<RoutedExperts> change) {
        experts = experts.map(change);
    }

    Optional<Window> window() {
        return window;
    }

    void window(Window sliding) {
        window = Optional.of(sliding);
    }

    Optional<CompressedAttention> compressedAttention() {
        return compressedAttention;
    }

    void compressedAttention(CompressedAttention compressed) {
        compressedAttention = Optional.of(compressed);
    }

    Optional<Recurrence> recurrence() {
        return recurrence;
    }

    void recurrence(Recurrence kept) {
        recurrence = Optional.of(kept);
    }

    Optional<SparseIndexer> indexer() {
        return indexer;
    }

    void indexer(SparseIndexer sparse) {
        indexer = Optional.of(sparse);
    }

    Optional<LayerNumbers> compressRatios() {
        return compressRatios;
    }

    void compressRatios(LayerNumbers ratios) {
        compressRatios = Optional.of(ratios);
    }

    Optional<Deepstack> deepstack() {
        return deepstack;
    }

    void deepstack(Deepstack inputs) {
        deepstack = Optional.of(inputs);
    }

    Optional<HashedNGrams> hashedNGrams() {
        return hashedNGrams;
    }

    void hashedNGrams(HashedNGrams history) {
        hashedNGrams = Optional.of(history);
    }

    Optional<ResidualStream> stream() {
        return stream;
    }

    void stream(ResidualStream kind) {
        stream = Optional.of(kind);
    }

    /** Appends layers behind the last one, which repeat the existing ones. */
    void repeatLayers(int all) {
        layers = layers.withAll(all);
        heads = heads.repeated(all);
        dense = dense.withWidth(dense.width().repeated(all));
        rope = rope.withLayers(rope.layers().repeated(all));
        recurrentLayers = recurrentLayers.repeated(all);
        experts = experts.map(e -> e.repeated(all));
        deepstack = deepstack.map(d -> new Deepstack(d.inputs(), d.byLayer().repeated(all)));
    }
}
