package dev.llmfit.gguf.arch;

import java.util.Arrays;
import java.util.List;

/** A number that is the same for all layers or stated layer by layer. */
public final class PerLayer {
    private final long[] values;
    private final boolean listed;

    private PerLayer(long[] values, boolean listed) {
        this.values = values;
        this.listed = listed;
    }

    /** Returns one value for all layers. */
    public static PerLayer same(long value) {
        return new PerLayer(new long[] {value}, false);
    }

    /** Returns one value per layer. */
    public static PerLayer listed(List<Long> values) {
        return new PerLayer(values.stream().mapToLong(Long::longValue).toArray(), true);
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
            return values[0];
        }
        if (layer >= values.length) {
            throw new FieldsException(
                    "a list per layer has " + values.length + " values, layer " + layer + " has none");
        }
        return values[layer];
    }

    /** Returns the values, followed by zeros for so many more layers. */
    long[] padded(int more) {
        return Arrays.copyOf(values, values.length + more);
    }
}
