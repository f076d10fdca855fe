package dev.llmfit.probe.assembly;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MetalWorkingSet;
import dev.llmfit.units.Bytes;

/**
 * The three numbers of a GPU, and whether they are system memory.
 *
 * @param shared whether the memory is the pool that the CPU works in
 * @param installed its memory
 * @param capacity what a runtime may use at most
 * @param free what is available now
 * @param rule which rule gave the numbers
 */
record GpuMemory(boolean shared, Bytes installed, Bytes capacity, Bytes free, String rule) {
    /** Mesa's heap for GPUs in system memory: three quarters, half up to 4 GiB (anv and turnip, compute_heap_size). */
    private static final double MESA_SHARE = 0.75;

    /** Linux' TTM limit and Windows' shared GPU memory: half of what the system sees. */
    private static final double HALF = 0.5;

    /** Android ends processes above about this share of MemTotal. */
    private static final double ANDROID_SHARE = 0.45;

    /** Returns the memory of a GPU that passed the screening. */
    static GpuMemory of(GpuFacts gpu, MachineFacts machine, HostMemory host) {
        if (separate(gpu, machine)) {
            return own(gpu);
        }
        Bytes limit = sharedLimit(gpu, machine, host);
        // A control group limits the process, not what the driver pins: but the pages come from the same memory.
        Bytes free = limit.min(sharedFree(gpu, machine, host));
        return new GpuMemory(
                true, host.total(), limit, gpu.free().map(free::min).orElse(free), sharedRule(gpu, machine));
    }

    /** CUDA in system memory takes huge pages only, if there are any (llama.cpp, ggml-cuda.cu, UMA branch of get_memory). */
    private static Bytes sharedFree(GpuFacts gpu, MachineFacts machine, HostMemory host) {
        boolean hugePages = machine.ram().hugePages().total().count() > 0;
        return hugePages && gpu.backends().contains(Backend.CUDA)
                ? machine.ram().hugePages().free()
                : host.available();
    }

    /**
     * Returns whether the GPU has memory of its own. An integrated GPU does if firmware has carved out more for it than the
     * driver lends it (large carve-out): that memory is then not part of what the system sees.
     */
    private static boolean separate(GpuFacts gpu, MachineFacts machine) {
        if (gpu.carveOut().isPresent() && (gpu.unified() || gpu.integrated())) {
            Bytes lent = gpu.shared().orElse(share(machine.ram().total(), HALF));
            return gpu.carveOut().get().compareTo(lent) > 0;
        }
        boolean beyondRam =
                gpu.total().filter(t -> t.compareTo(machine.ram().total()) > 0).isPresent();
        return gpu.total().isPresent()
                && (!gpu.unified() || (beyondRam && !gpu.backends().contains(Backend.METAL)));
    }

    private static GpuMemory own(GpuFacts gpu) {
        Bytes total = gpu.total().or(gpu::carveOut).orElseThrow();
        Bytes used = gpu.carveOutUsed().orElse(Bytes.ZERO);
        Bytes free = gpu.free().orElse(total.minus(used));
        if (free.compareTo(total) > 0) {
            // Seen with a discrete card taken for a unified one (llama.cpp#17536): the driver's free is host memory.
            free = total;
        }
        return new GpuMemory(false, total, total, free, gpu.source());
    }

    private static Bytes sharedLimit(GpuFacts gpu, MachineFacts machine, HostMemory host) {
        Bytes ram = host.total();
        if (gpu.backends().contains(Backend.METAL)) {
            return gpu.total().orElse(MetalWorkingSet.defaultLimit(ram, true)).min(ram);
        }
        if (machine.os().equals("android")) {
            return share(ram, ANDROID_SHARE);
        }
        if (gpu.shared().isPresent()) {
            // Pages are charged to the driver, so carve-out and lent memory add up; the carve-out is outside of RAM.
            Bytes carveOut = gpu.carveOut().orElse(Bytes.ZERO);
            return machine.os().equals("windows")
                    ? gpu.shared().get().min(ram)
                    : carveOut.plus(gpu.shared().get()).min(ram.plus(carveOut));
        }
        if (gpu.total().isPresent()) {
            return gpu.total().get().min(ram);
        }
        if (gpu.backends().contains(Backend.CUDA)) {
            // GB10 and Jetson: cudaMalloc takes any page, but llama.cpp counts huge pages only where there are some.
            Bytes hugePages = machine.ram().hugePages().total();
            return hugePages.count() > 0 ? hugePages : ram;
        }
        boolean amd = gpu.backends().contains(Backend.ROCM);
        if (amd || machine.os().equals("windows")) {
            return gpu.carveOut().orElse(Bytes.ZERO).plus(share(ram, HALF));
        }
        return share(ram, ram.gib() <= 4 ? HALF : MESA_SHARE);
    }

    private static String sharedRule(GpuFacts gpu, MachineFacts machine) {
        if (gpu.backends().contains(Backend.METAL)) {
            return gpu.total().isPresent()
                    ? "Metal's recommended working set"
                    : "default Metal working set for this RAM";
        }
        if (machine.os().equals("android")) {
            return "45 % of MemTotal (low-memory killer)";
        }
        if (gpu.shared().isPresent()) {
            return "memory that the driver lends (" + gpu.source() + ")";
        }
        return gpu.total().isPresent() ? gpu.source() : "share of system memory";
    }

    private static Bytes share(Bytes of, double share) {
        return Bytes.of((long) (of.count() * share));
    }
}
