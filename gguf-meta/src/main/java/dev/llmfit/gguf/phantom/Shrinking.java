package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.HyperParametersException;
import dev.llmfit.gguf.arch.RoutedExperts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Leaves out layers and experts of a model so that a large one can be loaded where it does not fit. What is left has at least one
 * layer of every kind in the order and with the period of the whole model, and as many experts as its routers need. Widths, heads
 * and vocabulary stay as they are.
 */
public final class Shrinking {
    /** Keys with a list whose length has nothing to do with layers. */
    private static final Set<String> OTHER_LISTS = Set.of("rope.dimension_sections");

    private static final String PER_LAYER_TABLE = "per_layer_token_embd.weight";
    private static final String PER_LAYER_PROJECTION = "per_layer_model_proj.weight";

    private final Model model;
    private final HyperParameters hp;
    private final List<LayerKind> kinds;

    private Shrinking(Model model) {
        this.model = model;
        this.hp = HyperParameters.of(model);
        this.kinds = LayerKind.of(model, hp);
    }

    /**
     * Returns a model with as few layers and experts as it can have. Where llama.cpp tells variants of an architecture by their
     * number of layers or experts, that number stays.
     *
     * @throws HyperParametersException if llama.cpp would refuse the metadata
     */
    public static ShrunkModel of(Model model) {
        return new Shrinking(model).shrunk();
    }

    /**
     * Returns a model with its first layers and all their experts, each as the whole model has it.
     *
     * @throws HyperParametersException if llama.cpp would refuse the metadata
     * @throws IllegalArgumentException if layers cannot be left out of this model, or it has fewer
     */
    public static Model toLayers(Model model, int layers) {
        Shrinking shrinking = new Shrinking(model);
        HyperParameters hp = shrinking.hp;
        if (layers < 1 || layers > hp.nLayer() || hp.nLayer() != hp.nLayerAll() || !shrinking.onePlainStack()) {
            throw new IllegalArgumentException(
                    "'" + model.name() + "' has no first " + layers + " layers that stand alone");
        }
        List<Integer> kept = IntStream.range(0, layers).boxed().toList();
        return shrinking.with(kept, hp.experts().map(RoutedExperts::count).orElse(0));
    }

    private ShrunkModel shrunk() {
        int experts = hp.experts().map(RoutedExperts::count).orElse(0);
        List<Integer> counts =
                hp.experts().map(e -> List.of(fewestExperts(e), e.count())).orElse(List.of(0));
        for (List<Integer> layers : choices()) {
            for (int count : counts) {
                Model smaller = with(layers, count);
                if (isLike(smaller, layers)) {
                    return new ShrunkModel(smaller, layers.size(), hp.nLayerAll(), count, experts);
                }
            }
        }
        return new ShrunkModel(model, hp.nLayerAll(), hp.nLayerAll(), experts, experts);
    }

    private List<List<Integer>> choices() {
        return onePlainStack()
                ? new KeptLayers(hp, kinds).choices()
                : List.of(IntStream.range(0, hp.nLayerAll()).boxed().toList());
    }

    /** Returns whether all layers are in one stack and each runs once: then any of them can be left out. */
    private boolean onePlainStack() {
        long counted = model.metadata().integer(key("block_count")).orElse(-1);
        boolean others = model.tensors().stream().anyMatch(t -> t.name().contains(".blk."));
        return counted == hp.nLayerAll() && hp.reuse().isEmpty() && !others;
    }

    /** Returns the fewest experts from which a router can choose, which must still choose. */
    private int fewestExperts(RoutedExperts experts) {
        int used = 1;
        for (int il = 0; il < hp.nLayerAll(); il++) {
            used = Math.max(used, experts.used().at(il));
        }
        int groups = experts.groups().map(RoutedExperts.Groups::count).orElse(1);
        int step = Math.max(groups, experts.perAdjugate().orElse(1));
        int usedGroups = experts.groups().map(RoutedExperts.Groups::used).orElse(1);
        // The best two experts of a group speak for it (llm_graph_context::build_moe_ffn), so each has two.
        int inGroups = Math.max(2, Math.ceilDiv(used, usedGroups)) * groups;
        int least = Math.max(used + 1, groups > 1 ? inGroups : 0);
        return Math.min(experts.count(), Math.ceilDiv(least, step) * step);
    }

    private boolean isLike(Model smaller, List<Integer> layers) {
        HyperParameters other;
        try {
            other = HyperParameters.of(smaller);
        } catch (HyperParametersException e) {
            return false; // a variant that its number of layers tells, with keys this one lacks
        }
        List<LayerKind> expected = layers.stream().map(kinds::get).toList();
        return other.nLayerNextn() == hp.nLayerNextn()
                && other.has(GraphVariant.NORMED_QUERIES_AND_KEYS) == hp.has(GraphVariant.NORMED_QUERIES_AND_KEYS)
                && other.compressedAttention().equals(hp.compressedAttention())
                && other.window().isPresent() == hp.window().isPresent()
                && other.experts()
                        .flatMap(RoutedExperts::gating)
                        .equals(hp.experts().flatMap(RoutedExperts::gating))
                && LayerKind.of(smaller, other).equals(expected);
    }

    private Model with(List<Integer> layers, int experts) {
        return new Model(model.name(), metadata(layers, experts), tensors(layers, experts));
    }

    private List<TensorInfo> tensors(List<Integer> layers, int experts) {
        List<TensorInfo> kept = new ArrayList<>();
        for (TensorInfo tensor : model.tensors()) {
            int layer = LayerKind.layer(tensor.name());
            int place = layer < 0 ? 0 : layers.indexOf(layer);
            if (place >= 0) {
                TensorInfo sized = withExperts(withLayers(tensor, layers.size()), experts);
                String name = layer < 0 ? tensor.name() : LayerKind.renumbered(tensor.name(), place);
                kept.add(new TensorInfo(name, sized.type(), sized.ne0(), sized.ne1(), sized.ne2(), sized.ne3()));
            }
        }
        return kept;
    }

    /** The second embedding of gemma3n and gemma4 has a part for each layer. */
    private TensorInfo withLayers(TensorInfo t, int layers) {
        return switch (t.name()) {
            case PER_LAYER_TABLE ->
                new TensorInfo(t.name(), t.type(), t.ne0() / hp.nLayerAll() * layers, t.ne1(), t.ne2(), t.ne3());
            case PER_LAYER_PROJECTION ->
                new TensorInfo(t.name(), t.type(), t.ne0(), t.ne1() / hp.nLayerAll() * layers, t.ne2(), t.ne3());
            default -> t;
        };
    }

    private TensorInfo withExperts(TensorInfo tensor, int experts) {
        Optional<RoutedExperts> routed = hp.experts();
        if (routed.isEmpty()) {
            return tensor;
        }
        return ExpertDimension.of(tensor.name())
                .map(counted -> ExpertDimension.resized(
                        tensor,
                        counted == ExpertDimension.EXPERT
                                ? experts
                                : experts / routed.get().perAdjugate().orElse(1)))
                .orElse(tensor);
    }

    private Metadata metadata(List<Integer> layers, int experts) {
        Map<String, GgufValue> pairs = new LinkedHashMap<>();
        model.metadata().asMap().forEach((key, value) -> pairs.put(key, listed(key, value, layers)));
        pairs.put(key("block_count"), count(layers.size()));
        if (hp.experts().isPresent()) {
            pairs.put(key("expert_count"), count(experts));
        }
        String shared = key("attention.shared_kv_layers");
        if (pairs.containsKey(shared)) {
            pairs.put(shared, count((int)
                    layers.stream().filter(il -> !hp.hasKv(il)).count()));
        }
        return new Metadata(pairs);
    }

    /** Returns the entries of the kept layers if a value is a list with one for each layer. */
    private GgufValue listed(String key, GgufValue value, List<Integer> layers) {
        String prefix = key("");
        if (!key.startsWith(prefix) || OTHER_LISTS.contains(key.substring(prefix.length()))) {
            return value;
        }
        return switch (value) {
            case GgufValue.IntArray a
            when isPerLayer(a.length()) ->
                new GgufValue.IntArray(
                        a.elementType(),
                        layers.stream()
                                .filter(il -> il < a.length())
                                .mapToLong(a::at)
                                .toArray());
            case GgufValue.OpaqueArray a
            when isPerLayer(a.length()) && a.elementType() != GgufValueType.STRING ->
                new GgufValue.OpaqueArray(
                        a.elementType(),
                        layers.stream().filter(il -> il < a.length()).count());
            default -> value;
        };
    }

    private boolean isPerLayer(long length) {
        return length == hp.nLayerAll() || length == hp.nLayer();
    }

    private String key(String name) {
        return model.architecture() + "." + name;
    }

    private static GgufValue count(int value) {
        return new GgufValue.Int(GgufValueType.UINT32, value);
    }
}
