package dev.llmfit.probe.assembly;

import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.GpuFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts NVIDIA's cards in the order in which CUDA, and so llama.cpp, numbers them: the fastest first, unless
 * {@code CUDA_DEVICE_ORDER=PCI_BUS_ID}. NVML lists them by PCI address. CUDA's own measure is not published; the database's FP32
 * rate stands in for it, and cards that it does not know keep their places.
 */
final class CudaDeviceOrder {
    private CudaDeviceOrder() {}

    /** Returns the GPUs, those that NVML or nvidia-smi listed in CUDA's order. */
    static List<GpuFacts> apply(List<GpuFacts> gpus, Map<String, String> environment, HardwareDatabase database) {
        boolean byBus = environment.getOrDefault("CUDA_DEVICE_ORDER", "").equals("PCI_BUS_ID");
        List<GpuFacts> listed = gpus.stream().filter(CudaDeviceOrder::isListed).toList();
        if (byBus
                || listed.size() < 2
                || listed.stream().anyMatch(g -> rate(g, database).isEmpty())) {
            return gpus;
        }
        List<GpuFacts> sorted = listed.stream()
                .sorted(Comparator.comparingDouble(g -> -rate(g, database).orElse(0.0)))
                .toList();
        List<GpuFacts> result = new ArrayList<>();
        int next = 0;
        for (GpuFacts gpu : gpus) {
            result.add(isListed(gpu) ? sorted.get(next++) : gpu);
        }
        return result;
    }

    private static boolean isListed(GpuFacts gpu) {
        return gpu.source().equals("NVML") || gpu.source().equals("nvidia-smi");
    }

    private static Optional<Double> rate(GpuFacts gpu, HardwareDatabase database) {
        double gib = gpu.parentTotal().or(gpu::total).map(t -> t.gib()).orElse(0.0);
        return gpu.pciId()
                .flatMap(id -> database.byPciId(id, gib))
                .or(() -> database.byName(gpu.name(), gib))
                .flatMap(HardwareEntry::fp32Tflops);
    }
}
