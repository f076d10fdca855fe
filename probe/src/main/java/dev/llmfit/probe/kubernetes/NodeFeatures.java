package dev.llmfit.probe.kubernetes;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.units.Bytes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A machine as labels of its node, in the form that the local source of Kubernetes' Node Feature Discovery reads from {@code
 * features.d}: a line {@code key=value} for each ({@code docs/usage/customization-guide.md}, "Input format"). Only what does not
 * change while programs run is told; what is free now is no label.
 */
public final class NodeFeatures {
    /** Longest value of a label (Kubernetes, "Labels and Selectors"). */
    private static final int LONGEST_VALUE = 63;

    private NodeFeatures() {}

    /** Returns the labels of a machine; what is not known has none. */
    public static Map<NodeLabel, String> of(Machine machine) {
        Map<NodeLabel, String> labels = new EnumMap<>(NodeLabel.class);
        List<Device> devices = machine.devices();
        labels.put(NodeLabel.GPU_COUNT, Integer.toString(devices.size()));
        if (!devices.isEmpty()) {
            Device first = devices.getFirst();
            labels.put(NodeLabel.GPU_MEMORY, mib(smallest(devices)));
            put(labels, NodeLabel.GPU_BACKEND, value(first.backend().id()));
            put(labels, NodeLabel.GPU_NAME, value(first.databaseId().orElse(first.description())));
            put(labels, NodeLabel.GPU_COMPUTE, first.computeCapability().flatMap(NodeFeatures::value));
            put(labels, NodeLabel.GPU_BANDWIDTH, slowest(devices, Device::bandwidthGbps));
        }
        Pool ram = machine.hostPool();
        labels.put(NodeLabel.RAM_MEMORY, mib(ram.capacity()));
        put(
                labels,
                NodeLabel.RAM_BANDWIDTH,
                slowest(List.of(ram), p -> p.measuredGbps().or(p::bandwidthGbps)));
        labels.put(NodeLabel.CPU_THREADS, Integer.toString(machine.cpu().threads()));
        return labels;
    }

    /** Returns the file of a machine's labels. */
    public static String file(Machine machine) {
        return of(machine).entrySet().stream()
                .map(label -> label.getKey().key() + "=" + label.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static Bytes smallest(List<Device> devices) {
        Bytes smallest = devices.getFirst().capacity();
        for (Device device : devices) {
            smallest = device.capacity().compareTo(smallest) < 0 ? device.capacity() : smallest;
        }
        return smallest;
    }

    /** Empty where the figure of one of them is not known. */
    private static <T> Optional<String> slowest(List<T> all, Function<T, Optional<Double>> figure) {
        double slowest = Double.MAX_VALUE;
        for (T one : all) {
            Optional<Double> gbps = figure.apply(one);
            if (gbps.isEmpty()) {
                return Optional.empty();
            }
            slowest = Math.min(slowest, gbps.get());
        }
        return Optional.of(Long.toString(Math.round(slowest)));
    }

    private static String mib(Bytes bytes) {
        return Long.toString((long) bytes.mib());
    }

    private static void put(Map<NodeLabel, String> labels, NodeLabel label, Optional<String> value) {
        value.ifPresent(v -> labels.put(label, v));
    }

    /** Returns a text as a value of a label: letters, digits, {@code -_.}, at both ends letters or digits; empty if nothing is left. */
    static Optional<String> value(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9_.]+", "-");
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST_VALUE));
        return Optional.of(cut.replaceAll("^[-_.]+|[-_.]+$", "")).filter(v -> !v.isEmpty());
    }
}
