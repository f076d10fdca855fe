package dev.llmfit.sizing.launch;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineSwitch;
import java.util.List;

/**
 * Which device each layer lies on, the output layer counted last.
 *
 * <p>Source: {@code llama_model_base::load_tensors}, {@code get_layer_buft_list} ({@code src/llama-model.cpp}); the
 * arithmetic is float as there.
 */
public final class LayerDevices {
    private final int[] pools;
    private final int cpu;

    private LayerDevices(int[] pools, int cpu) {
        this.pools = pools;
        this.cpu = cpu;
    }

    /** Places the layers of a model. */
    public static LayerDevices place(HyperParameters hp, EffectiveLaunch launch, List<DeviceMemory> devices) {
        int total = hp.nLayerAll() + 1;
        int cpu = devices.size();
        int[] pools = new int[total];
        float[] shares =
                cpu == 0 ? new float[0] : cumulativeShares(launch.options().tensorSplit(), devices);
        int active = cpu == 0 ? 0 : Math.min(launch.nGpuLayers(), total);
        // Before the output layer was counted, it came last: n layers were n layers without it.
        int counted = launch.build().has(EngineSwitch.COUNTS_OUTPUT_LAYER) ? total : total - 1;
        int start = Math.max(counted - launch.nGpuLayers(), 0);
        for (int il = 0; il < total; il++) {
            boolean offloaded = il >= start && il - start < active;
            pools[il] = offloaded ? firstAbove((float) (il - start) / (float) active, shares) : cpu;
        }
        return new LayerDevices(pools, cpu);
    }

    private static float[] cumulativeShares(List<Double> split, List<DeviceMemory> devices) {
        float[] shares = new float[devices.size()];
        boolean given = split.stream().limit(shares.length).anyMatch(s -> s != 0);
        float running = 0;
        for (int d = 0; d < shares.length; d++) {
            if (given) {
                running += d < split.size() ? split.get(d).floatValue() : 0f;
            } else {
                running += (float) devices.get(d).free().count();
            }
            shares[d] = running;
        }
        for (int d = 0; d < shares.length; d++) {
            // Devices that report no memory share equally.
            shares[d] = running == 0 ? (d + 1f) / shares.length : shares[d] / running;
        }
        return shares;
    }

    private static int firstAbove(float at, float[] shares) {
        for (int d = 0; d < shares.length; d++) {
            if (shares[d] > at) {
                return d;
            }
        }
        return shares.length - 1;
    }

    /** Returns the pool of a layer: its device, or {@link #cpu()}. */
    public int pool(int il) {
        return pools[il];
    }

    /** Returns the pool of the output layer. */
    public int outputPool() {
        return pools[pools.length - 1];
    }

    /** Returns the host's pool: the number of devices. */
    public int cpu() {
        return cpu;
    }

    /** Returns the number of layers, the output layer included. */
    public int count() {
        return pools.length;
    }
}
