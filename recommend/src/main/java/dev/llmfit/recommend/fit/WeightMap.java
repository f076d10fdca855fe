package dev.llmfit.recommend.fit;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.HostCopies;
import dev.llmfit.sizing.memory.MemoryKind;
import dev.llmfit.sizing.weights.Weights;

/**
 * Bytes of a file by layer, for bounds: no launch can take less on a device than the weights and the cache of its layers. Index
 * {@code layers} is the output layer. The embedding of the input always stays on the host.
 */
public final class WeightMap {
    private final long[] weights;
    private final long[] experts;
    private final long[] active;
    private final long[] matrices;
    private final long[] unpacked;
    private final long input;
    private final long tied;

    private WeightMap(Tally tally, long input, long tied) {
        this.weights = tally.weights;
        this.experts = tally.experts;
        this.active = tally.active;
        this.matrices = tally.matrices;
        this.unpacked = tally.unpacked;
        this.input = input;
        this.tied = tied;
    }

    public static WeightMap of(Model model, HyperParameters hyper) {
        int layers = hyper.nLayerAll();
        Tally tally = new Tally(layers);
        long input = 0;
        long embedding = 0;
        boolean head = false;
        for (TensorInfo tensor : model.tensors()) {
            long bytes = tensor.bytes();
            int layer = layerOf(tensor.name(), layers);
            if (layer < 0) {
                input += tensor.name().contains("token_embd.weight") ? bytes : 0;
                embedding += tensor.name().equals("token_embd.weight") ? bytes : 0;
                continue;
            }
            if (layer >= hyper.nLayer() && layer < layers) {
                continue; // layers for next-token prediction are not loaded by default
            }
            head |= tensor.name().equals("output.weight");
            tally.add(layer, tensor, hyper);
        }
        long tied = head || !Weights.copiesEmbedding(hyper) ? 0 : embedding;
        tally.weights[layers] += tied;
        tally.active[layers] += tied;
        return new WeightMap(tally, input, tied);
    }

    /** Bytes of each layer. */
    private static final class Tally {
        private final long[] weights;
        private final long[] experts;
        private final long[] active;
        private final long[] matrices;
        private final long[] unpacked;

        Tally(int layers) {
            this.weights = new long[layers + 1];
            this.experts = new long[layers + 1];
            this.active = new long[layers + 1];
            this.matrices = new long[layers + 1];
            this.unpacked = new long[layers + 1];
        }

        void add(int layer, TensorInfo tensor, HyperParameters hyper) {
            long bytes = tensor.bytes();
            weights[layer] += bytes;
            active[layer] += activeShare(tensor, hyper, bytes);
            if (isExpert(tensor)) {
                experts[layer] += bytes;
                matrices[layer] = Math.max(matrices[layer], bytes);
                if (!HostCopies.isPackable(tensor.type())) {
                    unpacked[layer] = Math.max(unpacked[layer], bytes);
                }
            }
        }
    }

    /** Returns the layer of a tensor, {@code layers} for the output, or -1 for the input. */
    public static int layerOf(String name, int layers) {
        if (name.startsWith("blk.")) {
            int layer = 0;
            for (int i = 4; i < name.length() && Character.isDigit(name.charAt(i)); i++) {
                layer = layer * 10 + name.charAt(i) - '0';
            }
            return Math.min(layer, layers);
        }
        return name.startsWith("output") ? layers : -1;
    }

    /** Returns whether a tensor holds routed experts, as {@code -ncmoe} matches them ({@code ffn_(up|down|gate|gate_up)_(ch|)exps}). */
    public static boolean isExpert(TensorInfo tensor) {
        return tensor.name().contains("exps.");
    }

    /** Returns the part of a tensor's size that one token uses. */
    public static long activeShare(TensorInfo tensor, HyperParameters hyper, long size) {
        int used = hyper.experts().map(e -> e.used().at(0)).orElse(0);
        if (!isExpert(tensor) || tensor.ne2() <= 0 || used <= 0) {
            return size;
        }
        return (long) (size * Math.min(1.0, used / (double) tensor.ne2()));
    }

    /** Returns the layers, without the output layer. */
    public int layers() {
        return weights.length - 1;
    }

    /** Returns the bytes of a layer, or of the output for {@link #layers()}. */
    public long weights(int layer) {
        return weights[layer];
    }

    /**
     * Returns the least bytes that each layer takes on its device.
     *
     * @param cache least bytes of the cache of each layer
     */
    public long[] costs(long[] cache) {
        long[] costs = new long[weights.length];
        for (int il = 0; il < weights.length; il++) {
            costs[il] = weights[il] + cache[il];
        }
        return costs;
    }

    /** Returns the bytes of a layer's routed experts. */
    public long experts(int layer) {
        return experts[layer];
    }

    /**
     * Returns what the copy of the largest matrix of experts takes of a compute buffer, by how many layers, from the first, have theirs
     * on the host. Those of the last layer are asked for outputs only, which are too few to copy for.
     */
    public long[] copies(HostCopies copies) {
        long[] largest = new long[weights.length];
        int last = layers() - 1;
        while (last > 0 && matrices[last] == 0) {
            last--;
        }
        for (int il = 0; il < layers() && copies.any(); il++) {
            long own = copies.packed() ? matrices[il] : unpacked[il];
            largest[il + 1] = il < last ? Math.max(largest[il], own) : largest[il];
        }
        return largest;
    }

    /** Returns the bytes of a layer that one token reads. */
    public long active(int layer) {
        return active[layer];
    }

    /** Returns the bytes that stay on the host whatever is offloaded. */
    public long input() {
        return input;
    }

    /** Returns the bytes that lie on the devices when everything is offloaded. */
    public long onDevices() {
        long sum = 0;
        for (long w : weights) {
            sum += w;
        }
        return sum;
    }

    /** Returns the bytes of the file's weights, a shared embedding counted once. */
    public long total() {
        return input - tied + onDevices();
    }

    /**
     * Returns for each layer the least bytes of its cache.
     *
     * <p>Only layers with a full cache are counted ({@code src/llama-kv-cache.cpp}: a row of keys and one of values per cell);
     * windows and states are left out, which keeps the bound safe.
     */
    public static long[] leastCache(HyperParameters hyper, int nCtx, GgmlType typeK, GgmlType typeV) {
        long[] bytes = new long[hyper.nLayerAll() + 1];
        MemoryKind memory = MemoryKind.of(hyper);
        for (int il = 0; il < hyper.nLayer(); il++) {
            if (!memory.hasAttention(il) || hyper.isSwa(il) || !hyper.hasKv(il)) {
                continue;
            }
            long row = typeK.rowBytes(hyper.kWidth(il)) + (hyper.isMla() ? 0 : typeV.rowBytes(hyper.vWidth(il)));
            bytes[il] = Math.multiplyExact(row, (long) nCtx);
        }
        return bytes;
    }
}
