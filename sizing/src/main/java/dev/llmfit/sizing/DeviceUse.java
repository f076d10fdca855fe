package dev.llmfit.sizing;

import dev.llmfit.units.Bytes;
import java.util.Objects;

/**
 * What a launch takes of the memory of one device or of the host, beside what is free there.
 *
 * <p>One meaning of these numbers for every document: {@code total} = weights + context + compute + overhead, {@code headroom} =
 * free − total, {@code margin} the part of the headroom that a plan keeps. Where people name a margin of 1 GiB, the overhead lies inside it
 * (as with llama.cpp's {@code --fit-target}, which counts buffers only): what is kept beside the overhead is {@code margin} here.
 *
 * @param buffers weights, context and compute: what llama.cpp allocates, exactly
 * @param overhead what driver and process take beside it; its typical value counts
 * @param free what is free there before the launch
 * @param margin what a plan keeps of the headroom
 * @param shared what other parts of this launch take of the same memory: for a host whose memory is also that of GPUs, their totals
 */
public record DeviceUse(BufferSizes buffers, RuntimeOverhead overhead, Bytes free, Bytes margin, Bytes shared) {
    public DeviceUse {
        Objects.requireNonNull(buffers, "buffers");
        Objects.requireNonNull(overhead, "overhead");
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(margin, "margin");
        Objects.requireNonNull(shared, "shared");
    }

    /**
     * Returns the use where a plan may fill a budget with buffers.
     *
     * @param budget the most that the buffers of all parts may take of this memory
     * @param shared what other parts of the launch take of it
     * @param sharedOverhead how much of that is overhead
     */
    public static DeviceUse within(
            Bytes budget,
            BufferSizes buffers,
            RuntimeOverhead overhead,
            Bytes free,
            Bytes shared,
            Bytes sharedOverhead) {
        Bytes kept = free.minus(budget);
        return new DeviceUse(
                buffers, overhead, free, kept.minus(overhead.typical()).minus(sharedOverhead), shared);
    }

    /** Returns the device's name, or {@code host}. */
    public String name() {
        return buffers.name();
    }

    /** Returns the model buffers. */
    public Bytes weights() {
        return buffers.weights();
    }

    /** Returns KV cache and recurrent state. */
    public Bytes context() {
        return buffers.context();
    }

    /** Returns the compute buffers. */
    public Bytes compute() {
        return buffers.compute();
    }

    /** Returns weights, context, compute and typical overhead together. */
    public Bytes total() {
        return buffers.total().plus(overhead.typical());
    }

    /** Returns the bytes that stay free beside this part: free − total; negative if it does not fit. */
    public long headroom() {
        return free.count() - total().count();
    }

    /** Returns the bytes that stay free after all parts of the launch in this memory; negative if they do not fit. */
    public long left() {
        return Math.subtractExact(headroom(), shared.count());
    }

    /** Returns the bytes that could still be used without touching the margin; negative if the launch does not fit with it. */
    public long spare() {
        return Math.subtractExact(left(), margin.count());
    }

    /** Returns whether the memory has room for the launch, margin or not: it runs. */
    public boolean holds() {
        return isEmpty() || left() >= 0;
    }

    /** Returns whether the launch keeps the margin: a plan may say that it fits. */
    public boolean fits() {
        return isEmpty() || spare() >= 0;
    }

    /** A device that is given nothing holds it, however full it is. */
    private boolean isEmpty() {
        return buffers.total().count() == 0 && shared.count() == 0;
    }
}
