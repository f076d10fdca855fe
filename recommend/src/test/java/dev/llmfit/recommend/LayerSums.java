package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A memory estimator for thousands of searches a second: weights and cache summed over layers, llama.cpp's rule for the split, and
 * compute buffers that grow with batch and vocabulary and shrink when everything is offloaded, as real ones do.
 */
public final class LayerSums implements MemoryEstimator {
    private final WeightMaps maps = new WeightMaps();

    @Override
    public Estimate estimate(Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        HyperParameters hyper = HyperParameters.of(model);
        WeightMap map = maps.of(model);
        long[] cache = WeightMap.leastCache(hyper, options.nCtx(), options.typeK(), options.typeV());
        int all = map.layers() + 1;
        List<Integer> where = place(all, devices, options);
        int hostIndex = devices.size();
        long[] weights = new long[hostIndex + 1];
        long[] context = new long[hostIndex + 1];
        weights[hostIndex] = map.input();
        for (int il = 0; il < all; il++) {
            int d = where.get(il) < 0 ? hostIndex : where.get(il);
            long experts = il < options.nCpuMoe() ? map.experts(il) : 0;
            weights[d] += map.weights(il) - experts;
            weights[hostIndex] += experts;
            context[d] += cache[il];
        }
        boolean everything = !where.contains(-1);
        long batch = (long) options.nUbatch() * hyper.nEmbd() * 4;
        List<BufferSizes> sizes = new ArrayList<>();
        for (int d = 0; d < hostIndex; d++) {
            long compute = batch * (everything ? 6 : 9) + (weights[d] > 0 ? (long) hyper.nVocab() * 4 : 0);
            sizes.add(buffers(devices.get(d).name(), weights[d], context[d], compute));
        }
        BufferSizes host = buffers("host", weights[hostIndex], context[hostIndex], batch * (everything ? 1 : 8));
        return new Estimate(options.nCtx(), sizes, host, where, Estimate.ComputeBasis.CLOSED_FORM, true, false);
    }

    private static BufferSizes buffers(String name, long weights, long context, long compute) {
        return new BufferSizes(name, Bytes.of(weights), Bytes.of(context), Bytes.of(compute));
    }

    /** {@code load_tensors}: the last layers, in float arithmetic, by split or free memory. */
    private static List<Integer> place(int all, List<DeviceMemory> devices, LaunchOptions options) {
        int wanted = options.nGpuLayers() < 0 ? all : Math.min(options.nGpuLayers(), all);
        if (devices.isEmpty() || wanted == 0) {
            return Collections.nCopies(all, -1);
        }
        float[] shares = new float[devices.size()];
        float running = 0;
        for (int d = 0; d < shares.length; d++) {
            boolean used = options.splitMode() != LaunchOptions.SplitMode.NONE || options.mainGpu() == d;
            float share = options.tensorSplit().isEmpty()
                    ? (float) devices.get(d).free().count()
                    : options.tensorSplit().get(d).floatValue();
            running += used ? share : 0;
            shares[d] = running;
        }
        List<Integer> where = new ArrayList<>();
        for (int il = 0; il < all; il++) {
            int device = -1;
            for (int d = shares.length - 1; d >= 0 && il >= all - wanted; d--) {
                device = shares[d] / running > (float) (il - (all - wanted)) / wanted ? d : device;
            }
            where.add(device);
        }
        return where;
    }
}
