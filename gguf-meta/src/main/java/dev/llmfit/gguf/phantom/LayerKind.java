package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What tells one layer from another: its tensors and their shapes (dense or experts, attention or recurrence, indexer, next-token
 * prediction), and what no tensor shows.
 *
 * @param tensors names without the layer's number, and shapes without that of experts
 * @param window whether it has a sliding window
 * @param recurrent whether it keeps a state
 * @param ownCache whether it has a cache of its own
 * @param heads query heads
 * @param keyValueHeads key and value heads
 * @param feedForward width of the dense network
 * @param indexed whether a sparse-attention indexer works in it
 * @param rotated whether queries and keys are rotated
 * @param compression tokens that a compressed row stands for; empty without compression
 */
record LayerKind(
        SortedSet<String> tensors,
        boolean window,
        boolean recurrent,
        boolean ownCache,
        int heads,
        int keyValueHeads,
        int feedForward,
        boolean indexed,
        boolean rotated,
        OptionalInt compression) {
    private static final String BLOCK = "blk.";

    /** Returns the kind of each layer, those for next-token prediction included. */
    static List<LayerKind> of(Model model, HyperParameters hp) {
        List<SortedSet<String>> tensors = new ArrayList<>();
        for (int il = 0; il < hp.nLayerAll(); il++) {
            tensors.add(new TreeSet<>());
        }
        for (TensorInfo tensor : model.tensors()) {
            int layer = layer(tensor.name());
            if (layer >= 0 && layer < tensors.size()) {
                tensors.get(layer).add(withoutLayer(tensor.name()) + " " + shape(tensor));
            }
        }
        List<LayerKind> kinds = new ArrayList<>();
        for (int il = 0; il < hp.nLayerAll(); il++) {
            kinds.add(of(hp, il, tensors.get(il)));
        }
        return kinds;
    }

    private static LayerKind of(HyperParameters hp, int il, SortedSet<String> tensors) {
        return new LayerKind(
                tensors,
                hp.isSwa(il),
                hp.isRecr(il),
                hp.hasKv(il),
                hp.nHead(il),
                hp.nHeadKv(il),
                hp.nFf(il),
                hp.indexer().map(i -> i.layers().contains(il)).orElse(false),
                hp.rope().layers().contains(il),
                hp.compressRatio(il));
    }

    /** Returns the number of the layer a tensor belongs to; -1 if it belongs to none. */
    static int layer(String tensor) {
        int end = tensor.startsWith(BLOCK) ? tensor.indexOf('.', BLOCK.length()) : -1;
        String number = end < 0 ? "" : tensor.substring(BLOCK.length(), end);
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : -1;
    }

    /** Returns a layer's tensor under another number. */
    static String renumbered(String tensor, int layer) {
        return BLOCK + layer + withoutLayer(tensor);
    }

    private static String withoutLayer(String tensor) {
        return tensor.substring(tensor.indexOf('.', BLOCK.length()));
    }

    private static String shape(TensorInfo tensor) {
        if (ExpertDimension.of(tensor.name()).isEmpty()) {
            return tensor.ne0() + "x" + tensor.ne1() + "x" + tensor.ne2();
        }
        TensorInfo one = ExpertDimension.resized(tensor, 1);
        return "experts of " + one.ne0() + "x" + one.ne1();
    }
}
