package dev.llmfit.recommend.ollama;

import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * How Ollama chooses devices, context and batch, as of its commit fb30760 (August 2026). It starts one llama-server for a model and leaves
 * the layers to llama.cpp's fit, which keeps 1 GiB of each device free.
 */
final class OllamaRules {
    /** Contexts of its three tiers of GPU memory, tokens. */
    private static final int LARGE_TIER = 262_144;

    /** From {@link #MIDDLE_GIB} on. */
    private static final int MIDDLE_TIER = 32_768;

    /** With less. */
    private static final int SMALL_TIER = 4_096;

    /** GPU memory from which the large tier holds; a little below 48, since drivers keep some of it. */
    private static final double LARGE_GIB = 47;

    /** The same of the middle tier, a little below 24. */
    private static final double MIDDLE_GIB = 23;

    /** {@code server/sched.go}: a prediction must stay below this share of what is free. */
    private static final double FIT = 0.8;

    private OllamaRules() {}

    /** Returns the tokens of a slot without a setting: {@code server/routes.go} Serve, "vram-based default context". */
    static int tier(Bytes vram) {
        double gib = vram.gib();
        return gib >= LARGE_GIB ? LARGE_TIER : gib >= MIDDLE_GIB ? MIDDLE_TIER : SMALL_TIER;
    }

    /** Returns whether several requests are answered at once. */
    static boolean slots(String architecture) {
        return Architecture.byName(architecture)
                .filter(a -> a.has(ArchitectureTrait.ONE_SLOT_IN_OLLAMA))
                .isEmpty();
    }

    /**
     * Returns the machine with the GPUs that Ollama uses by itself: {@code discover/runner.go} filterIntegratedGPUs drops GPUs that share
     * the processor's memory, but for Apple's, NVIDIA's and AMD's gfx1151.
     */
    static Machine visible(Machine machine) {
        boolean apple = machine.os().equals("macos");
        return with(
                machine,
                machine.devices().stream()
                        .filter(d -> apple || !integrated(machine, d) || admitted(d))
                        .toList());
    }

    private static boolean integrated(Machine machine, Device device) {
        return machine.pool(device.poolId()).kind() == Pool.Kind.UNIFIED
                || device.poolId().equals(machine.hostPool().id());
    }

    private static boolean admitted(Device device) {
        return device.backend() == Backend.CUDA
                || device.backend() == Backend.METAL
                || (device.backend() == Backend.ROCM
                        && device.computeCapability().filter("gfx1151"::equals).isPresent());
    }

    /**
     * Returns the machine with the GPUs of one load: one alone if the prediction is at most 80 % of what it has free, the one with most
     * free; else all ({@code server/sched.go} selectLlamaServerPlacement, bestSingleGPUFit).
     */
    static Machine placement(Machine machine, long predicted) {
        Optional<Device> best = machine.devices().stream()
                .filter(d -> predicted <= d.free().count() * FIT)
                .max((a, b) -> a.free().compareTo(b.free()));
        return best.isPresent() && machine.devices().size() > 1 ? with(machine, List.of(best.get())) : machine;
    }

    private static Machine with(Machine m, List<Device> devices) {
        return m.withDevices(m.pools(), devices);
    }

    /**
     * Returns what Ollama predicts: the file and a cache of full attention in F16 ({@code llm/llama_server.go} PredictServerVRAM).
     * It knows no windows, no MLA, no head size of its own and no compute buffers.
     */
    static long predicted(Bytes file, HyperParameters hyper, int ctx) {
        long kvHeads = Long.MAX_VALUE;
        long heads = 1;
        for (int il = 0; il < hyper.nLayer(); il++) {
            kvHeads = Math.min(kvHeads, hyper.nHeadKv(il));
            heads = Math.max(heads, hyper.nHead(il));
        }
        long head = hyper.nEmbd() / heads;
        return file.count() + 4L * hyper.nLayer() * Math.max(1, kvHeads == Long.MAX_VALUE ? 1 : kvHeads) * head * ctx;
    }

    /** Returns {@code -b} and {@code -ub}: {@code server/sched.go} automaticGenerationBatch. */
    static int batch(int ctx, long predicted, Machine machine) {
        long free = 0;
        for (Device d : machine.devices()) {
            free += d.free().count();
        }
        int batch = ctx > MIDDLE_TIER ? 2048 : ctx > SMALL_TIER ? 1024 : 512;
        while (batch > 512 && !batchFits(batch, predicted, free)) {
            batch /= 2;
        }
        return batch;
    }

    private static boolean batchFits(int batch, long predicted, long free) {
        if (free == 0) {
            return true;
        }
        double headroom = batch >= 2048 ? 0.6 : 0.75;
        long more = batch >= 2048 ? 2L << 30 : 768L << 20;
        return predicted <= free * headroom && predicted + more <= free * FIT;
    }
}
