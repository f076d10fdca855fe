package dev.llmfit.probe.assembly;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MetalWorkingSet;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is odd about GPUs. */
final class DeviceWarnings {
    private DeviceWarnings() {}

    /** Returns the warnings for the GPUs that are used and those that are not. */
    static List<Warning> of(MachineFacts facts, List<GpuFacts> chosen, List<ExcludedDevice> excluded) {
        List<Warning> found = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            nvidia(chosen.get(i), i, facts, found);
            any(chosen.get(i), i, facts, found);
        }
        machine(facts, chosen, found);
        for (ExcludedDevice device : excluded) {
            found.add(new Warning(
                    "gpu-not-used", device.description() + " is not used: " + device.reason(), device.fix()));
        }
        return found.stream().distinct().toList();
    }

    private static void nvidia(GpuFacts gpu, int index, MachineFacts facts, List<Warning> found) {
        if (gpu.backends().getFirst() != Backend.CUDA) {
            return;
        }
        if (gpu.migProfile().isPresent()) {
            found.add(new Warning(
                    "mig",
                    "GPU " + index + " is a MIG slice (" + gpu.migProfile().get()
                            + "): only its share of memory, bandwidth and compute can be used, and CUDA sees one slice per process.",
                    "Start one process per slice, or turn MIG off to use the whole card: "
                            + (facts.os().equals("windows") ? "" : "sudo ") + "nvidia-smi -i " + index + " -mig 0."));
        }
        if (isVirtual(gpu.name())) {
            found.add(
                    new Warning(
                            "vgpu",
                            "GPU " + index
                                    + " is a virtual GPU: it has the memory of its profile, not of the card; without a licence it is"
                                    + " throttled, and CUDA fails with error 801 where the host turns unified memory off (ollama#10409).",
                            "Have the host grant a compute profile with unified memory, and check nvidia-smi -q for the licence."));
        }
        Optional<Double> capability = gpu.family().flatMap(DeviceWarnings::number);
        if (capability.filter(c -> c < 5.0).isPresent()) {
            found.add(new Warning(
                    "old-compute-capability",
                    "Compute capability " + gpu.family().orElseThrow() + ": CUDA 12 and 13 no longer support it.",
                    "Use a Vulkan build of llama.cpp, or build it with CUDA 11."));
        } else if (capability.filter(c -> c < 7.5).isPresent()) {
            found.add(new Warning(
                    "old-compute-capability",
                    "Compute capability " + gpu.family().orElseThrow() + ": CUDA 13 no longer supports it.",
                    "Use a build of llama.cpp for CUDA 12."));
        }
        if (capability.filter(c -> c == 6.1).isPresent()) {
            found.add(new Warning(
                    "slow-fp16",
                    "FP16 arithmetic runs at 1/64 of the FP32 rate on this card.",
                    "Prefer Q4_0 or Q8_0 over K-quants and F16."));
        }
        if (facts.os().equals("windows") && !gpu.unified()) {
            found.add(new Warning(
                    "sysmem-fallback",
                    "The Windows driver moves what does not fit to system memory: out of memory shows as slowness.",
                    "Set 'CUDA - Sysmem Fallback Policy' to 'Prefer No Sysmem Fallback'."));
        }
        if (facts.os().equals("wsl2")) {
            found.add(new Warning(
                    "wsl-pinned",
                    "Pinned memory is limited in WSL; the GPU shows neither in lspci nor in /sys/class/drm.",
                    "Set GGML_CUDA_NO_PINNED=1 if loading fails."));
        }
        // The page cache and its knob are Linux'.
        if (gpu.unified() && facts.os().equals("linux")) {
            found.add(new Warning(
                    "unified-page-cache",
                    "CUDA counts the page cache as used here; MemAvailable is shown instead.",
                    "If a load fails: sync; echo 3 | sudo tee /proc/sys/vm/drop_caches."));
        }
    }

    private static void any(GpuFacts gpu, int index, MachineFacts facts, List<Warning> found) {
        int lanes = lanes(gpu.pcieLink().orElse(""));
        if (lanes > 0 && lanes <= 4) {
            found.add(new Warning(
                    "pcie-narrow",
                    "GPU " + index + " has a PCIe x" + lanes + " link: prompts with layers on the CPU are slow.",
                    "Use a slot with more lanes for it."));
        }
        if (gpu.runtimeStatus().filter(s -> s.equals("suspended")).isPresent()
                && facts.os().equals("linux")) {
            found.add(new Warning(
                    "suspended",
                    "GPU " + index
                            + " sleeps (D3cold): the first call takes 1 to 3 s, and CUDA may fail after a suspend (ollama#5464).",
                    "If CUDA reports error 999: sudo rmmod nvidia_uvm && sudo modprobe nvidia_uvm."));
        }
        if (gpu.free().isPresent()
                && gpu.total().isPresent()
                && gpu.free().get().compareTo(gpu.total().get()) > 0) {
            found.add(new Warning(
                    "impossible-free",
                    "GPU " + index + " reports more free than total memory; the free figure was dropped.",
                    "Update the driver or the runtime."));
        }
        aperture(gpu, index, found);
        if (gpu.displayAttached() && !gpu.unified()) {
            found.add(new Warning(
                    "display",
                    "A display hangs on GPU " + index + ": the desktop takes 0.4 to 0.9 GiB of it, more with browsers.",
                    "What is free now already counts; a display on the processor's graphics frees it."));
        }
        if (gpu.backends().contains(Backend.METAL) && gpu.total().isPresent()) {
            Bytes stock = MetalWorkingSet.defaultLimit(facts.ram().total(), true);
            Bytes old = MetalWorkingSet.defaultLimit(facts.ram().total(), false);
            if (gpu.total().get().count() > stock.count() + (64L << 20)
                    && !gpu.total().get().equals(old)) {
                found.add(new Warning(
                        "wired-limit",
                        "iogpu.wired_limit_mb raises the GPU's limit to "
                                + gpu.total().get() + " (stock: " + stock + ").",
                        "To go back: sudo sysctl iogpu.wired_limit_mb=0."));
            }
        }
    }

    /** Without resizable BAR the processor sees 256 MiB of a card at a time; Intel's driver gets very slow then. */
    private static void aperture(GpuFacts gpu, int index, List<Warning> found) {
        if (gpu.unified() || gpu.total().isEmpty() || gpu.backends().contains(Backend.CUDA)) {
            return;
        }
        boolean intel = gpu.pciId().filter(id -> id.startsWith("8086:")).isPresent();
        if (gpu.aperture()
                .filter(a -> a.count() < gpu.total().get().count() / 2)
                .isPresent()) {
            found.add(new Warning(
                    "rebar-off",
                    "Resizable BAR is off: the processor sees " + gpu.aperture().get() + " of GPU " + index
                            + " at a time"
                            + (intel ? ", which makes Intel cards several times slower." : ", which slows loading."),
                    "Turn on Resizable BAR and Above 4G Decoding in the firmware setup."));
        } else if (intel && gpu.aperture().isEmpty()) {
            found.add(new Warning(
                    "rebar",
                    "Intel cards are very slow without resizable BAR.",
                    "Turn on Resizable BAR in the firmware setup."));
        }
    }

    private static void environment(MachineFacts facts, List<GpuFacts> chosen, List<Warning> found) {
        boolean cuda = chosen.stream().anyMatch(g -> g.backends().getFirst() == Backend.CUDA);
        if (cuda && facts.environment().containsKey("GGML_CUDA_ENABLE_UNIFIED_MEMORY")) {
            found.add(new Warning(
                    "cuda-unified-memory",
                    "GGML_CUDA_ENABLE_UNIFIED_MEMORY is set: llama.cpp reports system memory as free memory of the card, and"
                            + " what exceeds the card runs over PCIe.",
                    "Unset it to plan with the memory of the card."));
        }
        if (cuda && facts.environment().containsKey("GGML_CUDA_DEVICES")) {
            found.add(new Warning(
                    "virtual-devices",
                    "GGML_CUDA_DEVICES is set: llama.cpp lists virtual devices that share the memory of real ones.",
                    "Unset it; it is meant for tests of llama.cpp."));
        }
        String override = facts.environment().get("HSA_OVERRIDE_GFX_VERSION");
        if (override != null && chosen.stream().anyMatch(g -> g.backends().contains(Backend.ROCM))) {
            found.add(new Warning(
                    "gfx-override",
                    "HSA_OVERRIDE_GFX_VERSION=" + override + " makes ROCm take the GPU for another model.",
                    "Unset it if ROCm crashes or gives nonsense; Vulkan needs no override."));
        }
    }

    /** {@code NVIDIA A40-8Q}: card, memory in GiB, and the kind of licence. */
    private static boolean isVirtual(String name) {
        int dash = name.lastIndexOf('-');
        int end = name.length() - 1;
        return dash > 0
                && end - dash >= 2
                && "QCAB".indexOf(name.charAt(end)) >= 0
                && name.substring(dash + 1, end).chars().allMatch(Character::isDigit);
    }

    private static void machine(MachineFacts facts, List<GpuFacts> chosen, List<Warning> found) {
        long vendors = facts.gpus().stream()
                .filter(g -> !g.backends().isEmpty() && !g.integrated() && !g.unified())
                .map(g -> g.backends().getFirst())
                .distinct()
                .count();
        if (vendors > 1) {
            found.add(new Warning(
                    "two-vendors",
                    "Cards of " + (vendors == 2 ? "two" : "three")
                            + " vendors: builds with CUDA, ROCm or SYCL drive only those"
                            + " of one and do not pool their memory.",
                    "A Vulkan build of llama.cpp pools them."));
        }
        environment(facts, chosen, found);
        if (facts.os().equals("wsl2") && chosen.isEmpty()) {
            found.add(new Warning(
                    "wsl-without-gpu",
                    "WSL shows Linux no GPU here: an NVIDIA card is seen through the driver of Windows, an AMD card by"
                            + " AMD's ROCm for WSL alone, and not by Vulkan.",
                    "Update the Windows driver and run wsl --update; with an AMD card install ROCm for WSL"
                            + " (amdgpu-install --usecase=wsl,rocm), or run llama.cpp on Windows itself with Vulkan."));
        }
        if (facts.os().equals("android") && !chosen.isEmpty()) {
            found.add(new Warning(
                    "hexagon",
                    "A session on the Hexagon NPU has about 3.5 GB of address space, and Android ends large processes.",
                    "Stay below 45 % of the memory."));
        }
    }

    private static int lanes(String link) {
        int x = link.lastIndexOf(" x");
        if (x < 0) {
            return 0;
        }
        int end = x + 2;
        while (end < link.length() && Character.isDigit(link.charAt(end))) {
            end++;
        }
        return end == x + 2 || end - x > 4 ? 0 : Integer.parseInt(link.substring(x + 2, end));
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty(); // a gfx id
        }
    }
}
