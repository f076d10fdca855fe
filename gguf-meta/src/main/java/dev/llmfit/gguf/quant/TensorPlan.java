package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a model in the order in which {@code llama-quantize} goes through them, each with its place among those of
 * its role. It does not depend on the file type.
 *
 * @param entries tensors sorted by layer, then by name; those outside of layers first
 */
record TensorPlan(List<Entry> entries) {
    TensorPlan {
        entries = List.copyOf(entries);
    }

    /**
     * A tensor of the plan.
     *
     * @param tensor the tensor
     * @param slot its place; empty if it keeps its type
     */
    record Entry(TensorInfo tensor, Optional<Slot> slot) {}

    private record Layered(int layer, TensorInfo tensor) {}

    /**
     * Makes the plan ({@code weight_name_comparer}, {@code init_quantize_state_counters}).
     *
     * @param keepQuantized whether tensors that are quantized already stay as they are
     */
    static TensorPlan of(Model model, boolean keepQuantized) {
        ModelFacts facts = ModelFacts.of(model);
        List<Layered> sorted = sorted(model.tensors());
        int values = 0;
        boolean tied = true;
        for (Layered layered : sorted) {
            TensorRole role = TensorRole.of(layered.tensor().name());
            values += role == TensorRole.VALUE ? 1 : 0;
            tied &= role != TensorRole.OUTPUT;
        }
        Map<TensorRole, Integer> seen = new EnumMap<>(TensorRole.class);
        List<Entry> entries = new ArrayList<>(sorted.size());
        for (Layered layered : sorted) {
            TensorInfo tensor = layered.tensor();
            boolean quantized = keepQuantized && tensor.type().isQuantized();
            if (quantized || KeptTensors.keeps(tensor, facts)) {
                entries.add(new Entry(tensor, Optional.empty()));
                continue;
            }
            TensorRole role = TensorRole.of(tensor.name());
            int ordinal = seen.merge(role, 1, Integer::sum) - 1;
            boolean isOutput = role == TensorRole.OUTPUT || (tied && role == TensorRole.EMBEDDING);
            int count = role == TensorRole.VALUE ? values : facts.layers();
            entries.add(new Entry(
                    tensor, Optional.of(new Slot(tensor, role, isOutput, layered.layer(), ordinal, count, facts))));
        }
        return new TensorPlan(List.copyOf(entries));
    }

    List<TensorInfo> tensors() {
        return entries.stream().map(Entry::tensor).toList();
    }

    private static List<Layered> sorted(List<TensorInfo> tensors) {
        List<Layered> sorted = new ArrayList<>(tensors.size());
        for (TensorInfo tensor : tensors) {
            sorted.add(new Layered(layer(tensor.name()), tensor));
        }
        sorted.sort((a, b) -> a.layer() != b.layer()
                ? Integer.compare(a.layer(), b.layer())
                : a.tensor().name().compareTo(b.tensor().name()));
        return sorted;
    }

    /** Returns N of a name that begins with {@code blk.N}, else -1. */
    private static int layer(String name) {
        String prefix = "blk.";
        if (!name.startsWith(prefix)) {
            return -1;
        }
        int layer = -1;
        for (int i = prefix.length(); i < name.length() && Character.digit(name.charAt(i), 10) >= 0; i++) {
            if (layer > HIGHEST_LAYER) {
                return layer;
            }
            layer = Math.max(layer, 0) * 10 + Character.digit(name.charAt(i), 10);
        }
        return layer;
    }

    /** Beyond this a layer number cannot be meant; it stops the arithmetic before it overflows. */
    private static final int HIGHEST_LAYER = 100_000_000;
}
