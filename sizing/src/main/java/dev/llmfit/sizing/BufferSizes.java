package dev.llmfit.sizing;

import dev.llmfit.units.Bytes;

/**
 * The buffers that llama.cpp allocates on one device or on the host.
 *
 * @param name device name, or {@code host}
 * @param weights model buffers
 * @param context KV cache and recurrent state
 * @param compute compute buffers
 */
public record BufferSizes(String name, Bytes weights, Bytes context, Bytes compute) {
    /** Returns the sum of the three. */
    public Bytes total() {
        return weights.plus(context).plus(compute);
    }

    /** Returns the sums under this name. */
    public BufferSizes plus(BufferSizes other) {
        return new BufferSizes(
                name, weights.plus(other.weights), context.plus(other.context), compute.plus(other.compute));
    }

    /** Returns the other two without weights. */
    public BufferSizes withoutWeights() {
        return new BufferSizes(name, Bytes.ZERO, context, compute);
    }
}
