package dev.llmfit.sizing.weights;

import dev.llmfit.gguf.arch.HyperParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which layers of a model are alike: the same weights by name and shape, heads, window and state. */
public final class LayerKinds {
    private LayerKinds() {}

    /** Returns a number for each layer; layers that are alike have the same one. */
    public static List<Integer> of(WeightLayout layout, HyperParameters hp) {
        List<List<Object>> parts = new ArrayList<>();
        for (int il = 0; il < hp.nLayerAll(); il++) {
            parts.add(new ArrayList<>(List.of(
                    hp.isSwa(il),
                    hp.isRecr(il),
                    hp.hasKv(il),
                    hp.nHead(il),
                    hp.kWidth(il),
                    hp.vWidth(il),
                    hp.compressRatio(il))));
        }
        for (WeightLayout.Entry entry : layout.entries()) {
            if (entry.kind() == WeightLayout.Kind.LAYER && entry.layer() < parts.size()) {
                parts.get(entry.layer()).add(entry.slot());
                parts.get(entry.layer()).add(entry.info().ne0());
                parts.get(entry.layer()).add(entry.info().ne1());
                parts.get(entry.layer()).add(entry.info().ne2());
            }
        }
        Map<List<Object>, Integer> numbers = new HashMap<>();
        List<Integer> kinds = new ArrayList<>();
        for (List<Object> part : parts) {
            kinds.add(numbers.computeIfAbsent(part, any -> numbers.size()));
        }
        return kinds;
    }
}
