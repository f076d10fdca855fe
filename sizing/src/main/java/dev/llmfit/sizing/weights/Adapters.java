package dev.llmfit.sizing.weights;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.sizing.LaunchRefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The LoRA adapters of a launch: two thin matrices for each weight that they change.
 *
 * <p>Source: {@code llama_adapter_lora_init_impl} in {@code src/llama-adapter.cpp}.
 */
public final class Adapters {
    private static final String A = ".lora_a";
    private static final String B = ".lora_b";

    /** No adapters. */
    public static final Adapters NONE = new Adapters(Map.of());

    /** The two matrices that one adapter has for a weight. */
    record Pair(TensorInfo a, TensorInfo b) {}

    private final Map<String, List<Pair>> pairs;

    private Adapters(Map<String, List<Pair>> pairs) {
        this.pairs = pairs;
    }

    /**
     * Reads adapters.
     *
     * @param base the model they change
     * @param files the adapters' files
     * @throws LaunchRefusedException if llama.cpp would not load one of them
     */
    public static Adapters of(Model base, List<Model> files) {
        Map<String, TensorInfo> weights = new HashMap<>();
        boolean ownHead = false;
        for (TensorInfo info : base.tensors()) {
            weights.put(info.name(), info);
            ownHead |= info.name().equals("output.weight");
        }
        Map<String, List<Pair>> pairs = new HashMap<>();
        for (Model file : files) {
            checkKind(base, file);
            for (Map.Entry<String, Pair> entry : pairsOf(file).entrySet()) {
                checkShape(file, entry.getKey(), weights.get(entry.getKey()), entry.getValue(), ownHead);
                pairs.computeIfAbsent(entry.getKey(), any -> new ArrayList<>()).add(entry.getValue());
            }
        }
        return new Adapters(pairs);
    }

    private static void checkKind(Model base, Model file) {
        String type = file.metadata().string("general.type").orElse("");
        String adapter = file.metadata().string("adapter.type").orElse("");
        if (!type.equals("adapter") || !adapter.equals("lora")) {
            throw new LaunchRefusedException("'" + file.name() + "' is no LoRA adapter");
        }
        if (!file.architecture().equals(base.architecture())) {
            throw new LaunchRefusedException(
                    "model arch and LoRA arch mismatch: " + base.architecture() + " and " + file.architecture());
        }
    }

    private static Map<String, Pair> pairsOf(Model file) {
        Map<String, TensorInfo> a = new HashMap<>();
        Map<String, TensorInfo> b = new HashMap<>();
        for (TensorInfo info : file.tensors()) {
            String name = info.name();
            if (name.endsWith(A)) {
                a.put(name.substring(0, name.length() - A.length()), info);
            } else if (name.endsWith(B)) {
                b.put(name.substring(0, name.length() - B.length()), info);
            } else if (!name.endsWith("_norm.weight")) {
                throw new LaunchRefusedException("LoRA tensor '" + name + "' has unexpected suffix");
            }
        }
        Map<String, Pair> pairs = new HashMap<>();
        for (Map.Entry<String, TensorInfo> entry : a.entrySet()) {
            TensorInfo other = b.remove(entry.getKey());
            if (other == null) {
                throw new LaunchRefusedException(
                        "LoRA tensor pair for '" + entry.getKey() + "' is missing one component");
            }
            pairs.put(entry.getKey(), new Pair(entry.getValue(), other));
        }
        if (!b.isEmpty()) {
            throw new LaunchRefusedException(
                    "LoRA tensor pair for '" + b.keySet().iterator().next() + "' is missing one component");
        }
        return pairs;
    }

    private static void checkShape(Model file, String name, @Nullable TensorInfo weight, Pair pair, boolean ownHead) {
        if (weight == null) {
            throw new LaunchRefusedException("LoRA tensor '" + name + "' does not exist in the base model");
        }
        boolean embedding = name.endsWith("token_embd.weight");
        if (embedding && !ownHead) {
            throw new LaunchRefusedException(
                    "'" + file.name() + "' changes an embedding that is also the head, which is not sized");
        }
        boolean fits = embedding
                ? weight.ne0() == pair.b.ne1() && weight.ne1() == pair.a.ne1()
                : weight.ne0() == pair.a.ne0() && weight.ne1() == pair.b.ne1() && pair.a.ne1() == pair.b.ne0();
        if (!fits) {
            throw new LaunchRefusedException("LoRA tensor '" + name + "' has a shape that does not fit the base model");
        }
    }

    /** Returns what the adapters have for a weight. */
    List<Pair> of(String weight) {
        return pairs.getOrDefault(weight, List.of());
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }
}
