package dev.llmfit.sizing;

import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one launch allocates.
 *
 * @param nCtx cells of the context after llama.cpp's rounding, over all sequences
 * @param devices buffers per device, in the order of the request
 * @param host pinned, pageable and repacked host buffers together
 * @param layerDevice for each layer and the output layer its device index, or -1 for the CPU
 * @param moved weights that options put elsewhere than their layer, by name, with their device index, or -1 for the CPU
 * @param computeBasis how the compute buffers were found
 * @param flashAttn whether flash attention is on after resolving {@code auto}
 * @param attentionOnCpu whether it is on and the CPU runs that of layers on devices, because their device does not support it
 * @param mapped weights on the host that the system may take back, for they are mapped from the file
 * @param growth what llama-server takes of the host's memory after its start
 */
public record Estimate(
        int nCtx,
        List<BufferSizes> devices,
        BufferSizes host,
        List<Integer> layerDevice,
        Map<String, Integer> moved,
        ComputeBasis computeBasis,
        boolean flashAttn,
        boolean attentionOnCpu,
        MappedWeights mapped,
        HostGrowth growth) {
    /** How compute buffers were found. */
    public enum ComputeBasis {
        /** By planning the architecture's graph: exact. */
        GRAPH,
        /** By the closed forms, for architectures without a graph: approximate. */
        CLOSED_FORM
    }

    public Estimate {
        Amount.count(nCtx, "nCtx");
        devices = List.copyOf(devices);
        layerDevice = List.copyOf(layerDevice);
        moved = Map.copyOf(moved);
        for (int device : layerDevice) {
            if (device < -1 || device >= devices.size()) {
                throw new IllegalArgumentException("a layer on device " + device + " of " + devices.size());
            }
        }
        for (int device : moved.values()) {
            if (device < -1 || device >= devices.size()) {
                throw new IllegalArgumentException("a weight on device " + device + " of " + devices.size());
            }
        }
    }

    /** Makes an estimate of something that does not grow and whose weights all lie with their layers. */
    public Estimate(
            int nCtx,
            List<BufferSizes> devices,
            BufferSizes host,
            List<Integer> layerDevice,
            ComputeBasis computeBasis,
            boolean flashAttn,
            boolean attentionOnCpu) {
        this(
                nCtx,
                devices,
                host,
                layerDevice,
                Map.of(),
                computeBasis,
                flashAttn,
                attentionOnCpu,
                MappedWeights.NONE,
                HostGrowth.NONE);
    }

    /**
     * Returns this launch with another model loaded beside it on the same devices, such as a draft model: buffers are added,
     * the rest is of this launch.
     */
    public Estimate beside(Estimate other) {
        List<BufferSizes> sums = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            sums.add(devices.get(i).plus(other.devices.get(i)));
        }
        ComputeBasis basis = other.computeBasis == ComputeBasis.GRAPH ? computeBasis : other.computeBasis;
        return new Estimate(
                nCtx,
                sums,
                host.plus(other.host),
                layerDevice,
                moved,
                basis,
                flashAttn,
                attentionOnCpu,
                mapped.plus(other.mapped),
                growth.beside(other.growth));
    }

    /** Returns this launch on weights that are loaded already. */
    public Estimate withoutWeights() {
        return new Estimate(
                nCtx,
                devices.stream().map(BufferSizes::withoutWeights).toList(),
                host.withoutWeights(),
                layerDevice,
                moved,
                computeBasis,
                flashAttn,
                attentionOnCpu,
                MappedWeights.NONE,
                growth);
    }
}
