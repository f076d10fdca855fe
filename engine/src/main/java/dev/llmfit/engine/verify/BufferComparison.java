package dev.llmfit.engine.verify;

import dev.llmfit.engine.log.MeasuredBuffer.Kind;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Probe;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the buffers of an estimate with those of a log, device by device. */
final class BufferComparison {
    private final Estimate estimate;
    private final MeasuredBuffers measured;
    private final Tolerance tolerance;

    private final boolean compareCompute;

    /**
     * Creates the comparison.
     *
     * @param compareCompute whether the compute buffers of this build are modelled exactly; if not, they are only mentioned
     */
    BufferComparison(Estimate estimate, MeasuredBuffers measured, Tolerance tolerance, boolean compareCompute) {
        this.estimate = estimate;
        this.measured = measured;
        this.tolerance = tolerance;
        this.compareCompute = compareCompute;
    }

    List<Comparison> rows() {
        List<Comparison> rows = new ArrayList<>();
        List<BufferSizes> devices = measured.deviceSizes();
        for (int i = 0; i < devices.size(); i++) {
            add(rows, i, estimate.devices().get(i), devices.get(i));
        }
        add(rows, -1, estimate.host(), measured.hostSizes());
        return rows;
    }

    private void add(List<Comparison> rows, int device, BufferSizes predicted, BufferSizes found) {
        String name = found.name();
        // A mapped range spans tensors of other devices too, so it says nothing about the host's share.
        if (device >= 0 || !measured.hostWeightsMapped() || measured.devices().isEmpty()) {
            rows.add(row(name + " weights", predicted.weights(), found.weights(), device, Kind.WEIGHTS));
        }
        rows.add(row(name + " context", predicted.context(), found.context(), device, Kind.KV, Kind.RECURRENT));
        if (compareCompute) {
            rows.add(row(name + " compute", predicted.compute(), found.compute(), device, Kind.COMPUTE));
        }
    }

    private Comparison row(String name, Bytes predicted, Bytes found, int device, Kind... kinds) {
        return Comparison.buffer(
                name,
                predicted.count(),
                found.count(),
                measured.rounding(device, kinds).count(),
                tolerance.buffers());
    }

    /** Returns what a reader must know about the measured buffers. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!compareCompute) {
            notes.add(
                    "compute buffers of a build this old are not modelled exactly and not compared: " + computeSizes());
        }
        if (measured.hostWeightsMapped() && !measured.devices().isEmpty()) {
            notes.add("the host's weights are a view of the file that spans other devices' tensors; not compared");
        }
        if (measured.repackedCopy().count() > 0) {
            notes.add("the CPU keeps a repacked copy of " + measured.repackedCopy() + " beside the mapped file");
        }
        if (!measured.unplaced().isEmpty()) {
            notes.add("buffers on no known device: " + measured.unplaced());
        }
        return notes;
    }

    private String computeSizes() {
        List<String> sizes = new ArrayList<>();
        List<BufferSizes> devices = measured.deviceSizes();
        for (int i = 0; i < devices.size(); i++) {
            sizes.add(computeSizes(estimate.devices().get(i), devices.get(i)));
        }
        sizes.add(computeSizes(estimate.host(), measured.hostSizes()));
        return String.join(", ", sizes);
    }

    private static String computeSizes(BufferSizes predicted, BufferSizes found) {
        return found.name() + " " + predicted.compute() + " predicted and " + found.compute() + " measured";
    }

    /**
     * Returns the comparison of the process's resident memory after the load. Weights and context are touched then, compute
     * buffers hardly: they are before the first prompt. A GPU driver's share is unknown, so with one of its devices there is
     * no comparison.
     */
    Optional<Comparison> process(Probe<Bytes> resident, ProcessOverhead overhead) {
        boolean driver = measured.devices().stream().anyMatch(d -> Backend.ofDeviceName(d.name()) != Backend.RPC);
        if (driver || resident.found().isEmpty()) {
            return Optional.empty();
        }
        Bytes held = estimate.host().weights().plus(estimate.host().context());
        Bytes touched = held.plus(overhead.low());
        Bytes typical = held.plus(overhead.typical()).plus(measured.output());
        Bytes all = held.plus(estimate.host().compute()).plus(measured.output()).plus(overhead.high());
        return Optional.of(new Comparison(
                "process RSS",
                Comparison.Quantity.TOTAL,
                touched.count() * (1 - tolerance.totals()),
                typical.count(),
                all.count() * (1 + tolerance.totals()),
                resident.found().get().count()));
    }
}
