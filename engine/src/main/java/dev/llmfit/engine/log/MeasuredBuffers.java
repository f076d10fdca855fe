package dev.llmfit.engine.log;

import dev.llmfit.engine.log.MeasuredBuffer.Kind;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The buffers of one loaded model, as llama.cpp printed them.
 *
 * @param devices GPUs and RPC devices in llama.cpp's order
 * @param buffers every buffer
 * @param draft those among them that a draft model or a second context for guessing tokens holds
 * @param nCtx cells of the context over all sequences, if printed
 * @param build build number, if printed
 */
public record MeasuredBuffers(
        List<LoggedDevice> devices,
        List<MeasuredBuffer> buffers,
        List<MeasuredBuffer> draft,
        OptionalInt nCtx,
        OptionalInt build) {
    public MeasuredBuffers {
        devices = List.copyOf(devices);
        buffers = List.copyOf(buffers);
        draft = List.copyOf(draft);
    }

    /** Returns whether anything was printed. */
    public boolean isEmpty() {
        return buffers.isEmpty();
    }

    /** Returns the buffers on each device, in order. */
    public List<BufferSizes> deviceSizes() {
        List<BufferSizes> sizes = new ArrayList<>();
        for (LoggedDevice device : devices) {
            Predicate<MeasuredBuffer> here = b -> !b.onHost() && device.owns(b.buffer());
            sizes.add(new BufferSizes(device.name(), sum(here, Kind.WEIGHTS), context(here), sum(here, Kind.COMPUTE)));
        }
        return sizes;
    }

    /**
     * Returns the buffers of the host. With a mapped file the weights are the mapped range, and a repacked copy is not
     * counted again: see {@link #repackedCopy()}.
     */
    public BufferSizes hostSizes() {
        boolean mapped = hostWeightsMapped();
        Predicate<MeasuredBuffer> here = MeasuredBuffer::onHost;
        return new BufferSizes(
                "host",
                sum(here.and(b -> !mapped || !b.repacked()), Kind.WEIGHTS),
                context(here),
                sum(here, Kind.COMPUTE));
    }

    /** Returns what buffers of a kind on a device take; {@code host} for the host. */
    public Bytes on(String device, Kind kind) {
        return sum(buffers, here(device), kind);
    }

    /** Returns what buffers of the draft on a device take; {@code host} for the host. */
    public Bytes draftOn(String device, Kind... kinds) {
        Bytes sum = Bytes.ZERO;
        for (Kind kind : kinds) {
            sum = sum.plus(sum(draft, here(device), kind));
        }
        return sum;
    }

    private Predicate<MeasuredBuffer> here(String device) {
        return device.equals(LoggedFailure.HOST)
                ? MeasuredBuffer::onHost
                : b -> !b.onHost()
                        && devices.stream().anyMatch(d -> LoggedMemory.named(d.name(), device) && d.owns(b.buffer()));
    }

    /** Returns whether weights of the host are a view of the file. */
    public boolean hostWeightsMapped() {
        return buffers.stream()
                .anyMatch(b -> b.onHost() && b.mapped() && b.size().count() > 0);
    }

    /** Returns what is held twice because a mapped file was repacked as well. */
    public Bytes repackedCopy() {
        return hostWeightsMapped() ? sum(MeasuredBuffer::repacked, Kind.WEIGHTS) : Bytes.ZERO;
    }

    /** Returns the output buffer, which no device total contains. */
    public Bytes output() {
        return sum(b -> true, Kind.OUTPUT);
    }

    /** Returns the buffers that belong to none of the devices nor to the host; empty unless the log is of an unknown form. */
    public List<MeasuredBuffer> unplaced() {
        return buffers.stream()
                .filter(b -> !b.onHost() && devices.stream().noneMatch(d -> d.owns(b.buffer())))
                .toList();
    }

    /** Returns how far rounding to two decimals can move a sum of the lines on a device or, with {@code null}, the host. */
    public Bytes rounding(int deviceIndex, Kind... kinds) {
        List<Kind> wanted = List.of(kinds);
        long lines = buffers.stream()
                .filter(b -> wanted.contains(b.kind()))
                .filter(b -> deviceIndex < 0
                        ? b.onHost()
                        : !b.onHost() && devices.get(deviceIndex).owns(b.buffer()))
                .count();
        return Bytes.of(Math.max(1, lines) * 5243);
    }

    private Bytes context(Predicate<MeasuredBuffer> here) {
        return sum(here, Kind.KV).plus(sum(here, Kind.RECURRENT));
    }

    private Bytes sum(Predicate<MeasuredBuffer> here, Kind kind) {
        return sum(buffers, here, kind);
    }

    private static Bytes sum(List<MeasuredBuffer> buffers, Predicate<MeasuredBuffer> here, Kind kind) {
        Bytes sum = Bytes.ZERO;
        for (MeasuredBuffer b : buffers) {
            sum = b.kind() == kind && here.test(b) ? sum.plus(b.size()) : sum;
        }
        return sum;
    }
}
