package dev.llmfit.gguf.tensors;

import dev.llmfit.gguf.TensorInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names that are known at one place of a table: those that the table gave, around it, and the model's. */
final class Scope {
    private final @Nullable Scope outer;
    private final ModelValues model;
    private final int layer;
    private final Map<String, Long> names = new HashMap<>();

    private Scope(@Nullable Scope outer, ModelValues model, int layer) {
        this.outer = outer;
        this.model = model;
        this.layer = layer;
    }

    static Scope of(ModelValues model) {
        return new Scope(null, model, 0);
    }

    /** Returns the scope of a block. */
    Scope block() {
        return new Scope(this, model, layer);
    }

    /** Returns the scope of a layer's block. */
    Scope layer(int il) {
        Scope inner = new Scope(this, model, il);
        inner.names.put("i", (long) il);
        return inner;
    }

    /** Returns the layer of the block. */
    int layer() {
        return layer;
    }

    /** Gives a name a value in this block. */
    void let(String name, long value) {
        names.put(name, value);
    }

    /** Gives a name another value in the block that gave it one. */
    void set(String name, long value) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.names.containsKey(name)) {
                scope.names.put(name, value);
                return;
            }
        }
        throw new IllegalArgumentException("no name: " + name);
    }

    /** Returns the value of a name. */
    long value(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Long value = scope.names.get(name);
            if (value != null) {
                return value;
            }
        }
        return model.value(name);
    }

    /** Returns a hyper-parameter of a layer. */
    long valueAt(String name, int il) {
        return model.valueAt(name, il);
    }

    /** Returns a tensor of the file. */
    Optional<TensorInfo> find(String tensor) {
        return model.tensor(tensor);
    }
}
