package dev.llmfit.sizing.speed;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence;
import dev.llmfit.gguf.arch.Window;
import dev.llmfit.sizing.memory.MemoryKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one token of a model costs, by layer. Made once per model and shared by predictions; immutable.
 *
 * <p>A token reads every matrix of every layer, the used share of the experts, and the output matrix (the token embedding
 * if the model has none). It does not read the embeddings: those are a look-up of one row. Next-token-prediction layers do
 * not run.
 */
public final class ModelWork {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String OUTPUT = "output.weight";

    /** What a layer has elsewhere than with itself, and what is left. */
    record Parts(LayerWork home, List<MovedWork> elsewhere) {
        Parts {
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /** A tensor and the layer that its work is counted with. */
    private record Counted(TensorInfo info, int layer) {}

    /** Stands for the place of the layer itself among device indices, of which -1 is the CPU. */
    private static final int AT_HOME = -2;

    private final List<Counted> tensors;
    private final List<LayerWork> layers;
    private final List<Parts> withoutExperts;
    private final PerClass headBytes;
    private final String headName;
    private final long vocabulary;
    private final String architecture;
    private final String shape;
    private final boolean quantized;
    private final boolean mixture;
    private final double flops;

    private ModelWork(
            List<Counted> tensors,
            List<LayerWork> layers,
            PerClass headBytes,
            String headName,
            long vocabulary,
            String architecture,
            String shape) {
        this.tensors = List.copyOf(tensors);
        this.vocabulary = vocabulary;
        this.headName = headName;
        this.architecture = architecture;
        this.shape = shape;
        this.layers = shared(layers);
        this.withoutExperts = withoutExperts(this.layers);
        this.headBytes = headBytes;
        PerClass all = PerClass.NOTHING;
        double products = 0;
        for (LayerWork layer : layers) {
            all = all.plus(layer.denseBytes()).plus(layer.expertBytes());
            products += layer.denseWeights().sum() + layer.expertWeights().sum() * layer.expertShare();
        }
        this.quantized = all.get(WeightClass.F16) + all.get(WeightClass.BF16) < all.sum() / 2;
        this.mixture = layers.stream().anyMatch(LayerWork::isMoe);
        this.flops = 2 * products;
    }

    /** Returns the layers with one object for those that cost the same, so that a prediction can tell that it knows them. */
    private static List<LayerWork> shared(List<LayerWork> layers) {
        Map<LayerWork, LayerWork> known = new HashMap<>();
        return layers.stream().map(l -> known.computeIfAbsent(l, any -> l)).toList();
    }

    private static List<Parts> withoutExperts(List<LayerWork> layers) {
        IdentityHashMap<LayerWork, Parts> known = new IdentityHashMap<>();
        return layers.stream()
                .map(l -> known.computeIfAbsent(
                        l, any -> new Parts(l.withoutExperts(), List.of(MovedWork.expertsOnHost(l)))))
                .toList();
    }

    /** Counts the work of a model. */
    public static ModelWork of(Model model, HyperParameters hp) {
        Tally[] tallies = new Tally[hp.nLayer()];
        for (int il = 0; il < tallies.length; il++) {
            tallies[il] = new Tally();
        }
        PerClass.Tally head = new PerClass.Tally();
        boolean ownHead = model.tensors().stream().anyMatch(t -> t.name().equals(OUTPUT));
        String headName = ownHead ? OUTPUT : EMBEDDING;
        long rows = 0;
        List<Counted> counted = new ArrayList<>();
        for (TensorInfo t : model.tensors()) {
            String name = t.name();
            int il = layer(name);
            if (il >= 0 && il < tallies.length) {
                tallies[il].add(t);
                counted.add(new Counted(t, il));
            } else if (name.equals(headName)) {
                head.add(WeightClass.of(t.type()), t.bytes());
                rows = t.elements() / Math.max(1, hp.nEmbd());
            } else if (il < 0 && !isLookup(name) && tallies.length > 0) {
                tallies[0].addOutside(t);
                counted.add(new Counted(t, 0));
            }
        }
        MemoryKind memory = MemoryKind.of(hp);
        List<LayerWork> layers = new ArrayList<>(tallies.length);
        for (int il = 0; il < tallies.length; il++) {
            layers.add(tallies[il].layer(hp, memory, il));
        }
        String shape = hp.architecture() + "-" + hp.nLayer() + "x" + hp.nEmbd();
        return new ModelWork(counted, layers, head.total(), headName, rows, hp.architecture(), shape);
    }

    private static int layer(String name) {
        int start = name.startsWith("blk.") ? 4 : name.startsWith("dec.blk.") ? 8 : -1;
        int dot = start < 0 ? -1 : name.indexOf('.', start);
        if (dot <= start || dot - start > 4) {
            return -1;
        }
        int il = 0;
        for (int i = start; i < dot; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            il = il * 10 + digit;
        }
        return il;
    }

    private static boolean isLookup(String name) {
        return switch (name) {
            case EMBEDDING, "per_layer_token_embd.weight", "position_embd.weight", "token_types.weight" -> true;
            default -> name.startsWith("rope_") || name.startsWith("enc.");
        };
    }

    /** Returns the value of {@code general.architecture}. */
    String architecture() {
        return architecture;
    }

    /** Returns what tells models of one architecture apart, for example {@code qwen3moe-48x2048}: layers and width. */
    String shape() {
        return shape;
    }

    /** Returns the layers in order. */
    List<LayerWork> layers() {
        return layers;
    }

    /** Returns a layer whose routed experts lie on the host; the same objects each time. */
    Parts withoutExperts(int layer) {
        return withoutExperts.get(layer);
    }

    /** Returns the bytes of the output matrix. */
    PerClass headBytes() {
        return headBytes;
    }

    /** Returns the same work with another output matrix. */
    ModelWork withHeadBytes(PerClass bytes) {
        return new ModelWork(tensors, layers, bytes, headName, vocabulary, architecture, shape);
    }

    /** Returns the name of the output matrix: that of the token embedding in a file without one. */
    String headName() {
        return headName;
    }

    /**
     * Returns the layers without what lies elsewhere, and that.
     *
     * @param elsewhere device index, or -1 for the CPU, of weights that do not lie with their layer, by name
     */
    List<Parts> parts(Map<String, Integer> elsewhere) {
        List<SortedMap<Integer, WeightTally>> places = new ArrayList<>();
        layers.forEach(layer -> places.add(new TreeMap<>()));
        for (Counted c : tensors) {
            Integer device = elsewhere.get(c.info().name());
            places.get(c.layer())
                    .computeIfAbsent(device == null ? AT_HOME : device, any -> new WeightTally())
                    .add(c.info());
        }
        List<Parts> parts = new ArrayList<>();
        for (int il = 0; il < layers.size(); il++) {
            LayerWork layer = layers.get(il);
            WeightTally home = places.get(il).remove(AT_HOME);
            List<MovedWork> moved = new ArrayList<>();
            places.get(il).forEach((device, weights) -> moved.add(weights.at(device)));
            parts.add(new Parts(
                    moved.isEmpty() ? layer : home == null ? new WeightTally().left(layer) : home.left(layer), moved));
        }
        return parts;
    }

    /** Returns the bytes that one token reads of the weights, with the used share of the experts. */
    public double bytesPerToken() {
        double sum = headBytes.sum();
        for (LayerWork layer : layers) {
            sum += layer.denseBytes().sum() + layer.expertBytes().sum() * layer.expertShare();
        }
        return sum;
    }

    /** Returns the tokens of the vocabulary, by the rows of the output matrix. */
    long vocabulary() {
        return vocabulary;
    }

    /** Returns whether a layer has experts. */
    boolean isMixture() {
        return mixture;
    }

    /** Returns whether most of the weights are of a quantized type, which is multiplied in 8 bits. */
    boolean isQuantized() {
        return quantized;
    }

    /** Returns the floating-point operations of one prompt token without attention and output matrix. */
    public double flopsPerToken() {
        return flops;
    }

    /** Returns the bytes of keys and values that one token reads at a depth. */
    public double cacheBytes(double depth, GgmlType typeK, GgmlType typeV) {
        double sum = 0;
        for (LayerWork layer : layers) {
            LayerWork.Attention a = layer.attention();
            sum += a.cells(depth) * (a.kElements() * bytesPer(typeK) + a.vElements() * bytesPer(typeV));
        }
        return sum;
    }

    static double bytesPer(GgmlType type) {
        return (double) type.blockBytes() / type.blockSize();
    }

    /** Collects the tensors of one layer. */
    private static final class Tally {
        private final WeightTally weights = new WeightTally();
        private int tensors;
        private boolean delta;

        void add(TensorInfo t) {
            tensors++;
            delta |= t.name().endsWith(".ssm_beta.weight") || t.name().endsWith(".ssm_ba.weight");
            weights.add(t);
        }

        void addOutside(TensorInfo t) {
            weights.add(t);
        }

        LayerWork layer(HyperParameters hp, MemoryKind memory, int il) {
            PerClass experts = weights.expertBytes();
            boolean moe = experts.sum() > 0 && hp.experts().isPresent();
            int used = moe ? Math.max(1, hp.requiredExperts().used().at(il)) : 0;
            double share =
                    moe ? Math.min(1, used / (double) hp.requiredExperts().count()) : 1;
            boolean recurrent = memory.isRecurrent(il);
            LayerWork.Recurrence kind = delta
                    ? LayerWork.Recurrence.DELTA
                    : recurrent ? LayerWork.Recurrence.SCAN : LayerWork.Recurrence.NONE;
            return new LayerWork(
                    weights.denseBytes(),
                    weights.denseWeights(),
                    experts,
                    weights.expertWeights(),
                    hp.nEmbd(),
                    tensors,
                    used,
                    share,
                    kind,
                    recurrent ? hp.recurrence().map(Recurrence::state).orElse(0L) : 0,
                    memory.hasAttention(il) && hp.nHead(il) > 0 ? attention(hp, il) : LayerWork.Attention.NONE);
        }

        private static LayerWork.Attention attention(HyperParameters hp, int il) {
            int window = hp.isSwa(il) ? hp.window().map(Window::tokens).orElse(0) : 0;
            double heads = hp.nHead(il);
            double k = hp.kWidth(il);
            if (hp.isMla()) {
                return new LayerWork.Attention(
                        heads,
                        k,
                        0,
                        2 * heads * (k + hp.requiredCompressedAttention().rank()),
                        window);
            }
            return new LayerWork.Attention(
                    heads, k, hp.vWidth(il), 2 * heads * (hp.headKAt(il) + hp.headVAt(il)), window);
        }
    }
}
