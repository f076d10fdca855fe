package dev.llmfit.sizing;

import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.Estimate.ComputeBasis;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.families.Family;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes launches by doing on paper what llama.cpp does in memory: it places weights and caches, builds the compute graphs
 * and plans their buffers. Safe for use by several threads.
 */
public final class GraphEstimator implements MemoryEstimator {
    private static final int KEPT_MODELS = 64;

    /** Models by identity, the latest used last: a search asks about one model many times. */
    private final Map<Identity, PreparedModel> prepared = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, PreparedModel> eldest) {
            return size() > KEPT_MODELS;
        }
    };

    private record Identity(Model model) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Identity i && i.model == model;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(model);
        }
    }

    @Override
    public Estimate estimate(Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return estimate(prepared(model), devices, options, build);
    }

    private PreparedModel prepared(Model model) {
        synchronized (prepared) {
            PreparedModel known = prepared.get(new Identity(model));
            if (known != null) {
                return known;
            }
        }
        PreparedModel made = PreparedModel.of(model);
        synchronized (prepared) {
            prepared.put(new Identity(model), made);
        }
        return made;
    }

    /** As {@link #estimate(Model, List, LaunchOptions, EngineBuild)}, for a model prepared once. */
    public Estimate estimate(
            PreparedModel model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        List<DeviceMemory> used = usedDevices(devices, options);
        Placement placement = Placement.of(model, used, options, build);
        Family family = model.family().orElse(null);
        if (family == null) {
            throw new UnsupportedArchitectureException(model.model().architecture());
        }
        ComputeBuffers compute = new ComputeBuffers(placement, family);
        long[] bytes = compute.bytes();
        return result(devices, used, placement, bytes, ComputeBasis.GRAPH, compute.flashAttention());
    }

    /** With split mode NONE only the main device is used ({@code llama_prepare_model_devices}). */
    private static List<DeviceMemory> usedDevices(List<DeviceMemory> devices, LaunchOptions options) {
        if (options.splitMode() != SplitMode.NONE || devices.isEmpty()) {
            return devices;
        }
        if (options.mainGpu() < 0) {
            return List.of();
        }
        if (options.mainGpu() >= devices.size()) {
            throw new LaunchRefusedException(String.format(
                    "invalid value for main_gpu: %d (available devices: %d)", options.mainGpu(), devices.size()));
        }
        return List.of(devices.get(options.mainGpu()));
    }

    private static Estimate result(
            List<DeviceMemory> devices,
            List<DeviceMemory> used,
            Placement placement,
            long[] compute,
            ComputeBasis basis,
            boolean flashAttention) {
        long[] weights = placement.weights().bytes();
        long[] context = placement.memory().bytes();
        List<BufferSizes> sizes = new ArrayList<>();
        for (DeviceMemory device : devices) {
            int pool = used.indexOf(device);
            sizes.add(
                    pool < 0
                            ? new BufferSizes(device.name(), Bytes.ZERO, Bytes.ZERO, Bytes.ZERO)
                            : sizes(device.name(), pool, weights, context, compute));
        }
        int cpu = used.size();
        List<Integer> layerDevice = new ArrayList<>();
        for (int il = 0; il < placement.layers().count(); il++) {
            int pool = placement.layers().pool(il);
            layerDevice.add(pool == cpu ? -1 : devices.indexOf(used.get(pool)));
        }
        return new Estimate(
                placement.launch().nCtx(),
                sizes,
                sizes("host", cpu, weights, context, compute),
                layerDevice,
                basis,
                flashAttention);
    }

    private static BufferSizes sizes(String name, int pool, long[] weights, long[] context, long[] compute) {
        return new BufferSizes(name, Bytes.of(weights[pool]), Bytes.of(context[pool]), Bytes.of(compute[pool]));
    }
}
