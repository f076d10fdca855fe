package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.YamlNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** A number that is the same for all layers or stated layer by layer. */
public final class PerLayer {
    private final List<Long> values;
    private final boolean listed;
    private final IntConsumer absent;

    private PerLayer(List<Long> values, boolean listed, IntConsumer absent) {
        this.values = values;
        this.listed = listed;
        this.absent = absent;
    }

    /** Reads a value that is stated once or per layer and must be there. */
    public static PerLayer of(AuditedFields fields, String key) {
        return optional(fields, key).orElseGet(() -> same(fields.integer(key)));
    }

    /** Reads a value that is stated once or per layer; empty if the key is absent. */
    public static Optional<PerLayer> optional(AuditedFields fields, String key) {
        Optional<YamlNode> node = fields.node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!(node.get() instanceof YamlNode.Sequence)) {
            return Optional.of(same(fields.integer(key)));
        }
        List<Long> values = fields.integers(key);
        return Optional.of(new PerLayer(
                values,
                true,
                layer -> fields.complain(key, "has " + values.size() + " values, layer " + layer + " has none")));
    }

    /** Returns one value for all layers. */
    static PerLayer same(long value) {
        return new PerLayer(List.of(value), false, layer -> {});
    }

    /** Tells whether the value is stated layer by layer. */
    public boolean isListed() {
        return listed;
    }

    /**
     * Returns the value of a layer.
     *
     * @throws FieldsException if the list ends before it
     */
    public long at(int layer) {
        if (!listed) {
            return values.getFirst();
        }
        if (layer >= values.size()) {
            absent.accept(layer);
        }
        return values.get(layer);
    }

    /** Returns the values, followed by zeros for so many more layers. */
    long[] padded(int more) {
        return Arrays.copyOf(values.stream().mapToLong(Long::longValue).toArray(), values.size() + more);
    }
}
