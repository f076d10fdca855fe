package dev.llmfit.cli.models;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Where the weights of a model would fit on a machine, a margin of 1 GiB per pool left free. Context comes on top. */
public enum WeightsFit {
    /** All weights in the memory of the GPUs. */
    GPU("GPU"),
    /** Some in the memory of the GPUs, the rest in that of the host. */
    PARTIAL_GPU("GPU + RAM"),
    /** In the host's memory; there is no GPU. */
    CPU("RAM"),
    /** Nowhere. */
    NO("no");

    private static final long MARGIN = 1L << 30;

    private final String label;

    WeightsFit(String label) {
        this.label = label;
    }

    /** Returns the text for people. */
    public String label() {
        return label;
    }

    /** Returns the text of JSON documents. */
    public String json() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns where so many bytes of weights fit. */
    public static WeightsFit of(Machine machine, long bytes) {
        Set<String> counted = new HashSet<>();
        long gpu = 0;
        for (Device device : machine.devices()) {
            if (counted.add(device.poolId())) {
                gpu += Math.max(0, device.free().count() - MARGIN);
            }
        }
        if (gpu > 0 && bytes <= gpu) {
            return GPU;
        }
        Pool host = machine.hostPool();
        long ram = counted.contains(host.id()) ? 0 : Math.max(0, host.free().count() - MARGIN);
        if (bytes > gpu + ram) {
            return NO;
        }
        return gpu > 0 ? PARTIAL_GPU : CPU;
    }
}
