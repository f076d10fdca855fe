package dev.llmfit.probe.assembly;

import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.LowerCase;
import dev.llmfit.units.NextStep.Change;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides which of the GPUs that were seen cannot run a model, whatever else the machine has. */
final class DeviceScreening {
    /** Display adapters of virtual machines, remote desktops and management controllers. Vendors of PCI ids. */
    private static final Set<String> FALSE_VENDORS = Set.of(
            "1234", // bochs
            "1af4", // virtio
            "1b36", // QXL
            "15ad", // VMware
            "80ee", // VirtualBox
            "1a03", // ASPEED
            "102b", // Matrox
            "1414"); // Microsoft

    /** The same by name, for sources without PCI ids; parts of lower-case names. */
    private static final List<String> FALSE_NAMES = List.of(
            "microsoft basic",
            "remote display",
            "hyper-v video",
            "vmware svga",
            "virtualbox",
            "virtual display",
            "indirect display",
            "displaylink",
            "llvmpipe",
            "lavapipe",
            "swiftshader",
            "softpipe",
            "virtio",
            "qxl",
            "bochs",
            "aspeed",
            "matrox",
            "parsec");

    /** Two compute units for the desktop only: slower than the processor beside them. */
    private static final Set<String> DISPLAY_ONLY = Set.of("1002:164e", "1002:13c0");

    /** The margin of a device alone takes this much. */
    private static final Bytes LEAST_OWN_MEMORY = Bytes.ofGib(1);

    private DeviceScreening() {}

    /** Returns why this GPU cannot be used, or empty. */
    static Optional<ExcludedDevice> reject(GpuFacts gpu, MachineFacts machine) {
        if (gpu.exclusion().isPresent()) {
            return excluded(gpu, gpu.exclusion().get(), "");
        }
        if (isFalseGpu(gpu)) {
            return excluded(gpu, "It is a display adapter without compute, not a GPU.", "");
        }
        if (gpu.driver().filter(d -> d.equals("nouveau") || d.equals("nova")).isPresent()) {
            return excluded(
                    gpu,
                    "The " + gpu.driver().orElseThrow() + " driver cannot run CUDA.",
                    "Install NVIDIA's driver and restart.");
        }
        if (isLegacyIntel(gpu)) {
            return excluded(gpu, "This generation of Intel graphics is slower than the processor beside it.", "");
        }
        if (gpu.pciId().filter(DISPLAY_ONLY::contains).isPresent()) {
            return excluded(gpu, "It has two compute units for the desktop: slower than the processor.", "");
        }
        if (machine.os().equals("macos") && machine.arch().equals("x86_64")) {
            return excluded(gpu, "llama.cpp's Metal backend needs SIMD-group functions of Apple's own GPUs.", "");
        }
        if (isVideoCore(gpu)) {
            return excluded(gpu, "The GPU of a Raspberry Pi has no fast path in llama.cpp.", "");
        }
        if (gpu.backends().isEmpty()) {
            return excluded(gpu, "No driver that llama.cpp can use is installed.", "Install the vendor's driver.");
        }
        if (gpu.total().isEmpty() && !gpu.unified() && gpu.carveOut().isEmpty()) {
            return excluded(
                    gpu,
                    "The driver does not tell how much memory it has.",
                    Hint.of("Install the vendor's driver, or give {0}.", new Change("vram", "")));
        }
        boolean tiny =
                gpu.total().filter(t -> t.compareTo(LEAST_OWN_MEMORY) <= 0).isPresent();
        if (!gpu.unified() && tiny) {
            return excluded(
                    gpu,
                    gpu.integrated()
                            ? "Firmware gives it " + gpu.total().get() + " only, which holds no model."
                            : "It has " + gpu.total().get() + " only; nothing is left of that after the margin.",
                    "");
        }
        return Optional.empty();
    }

    private static boolean isFalseGpu(GpuFacts gpu) {
        String name = LowerCase.of(gpu.name());
        boolean vendor = gpu.pciId()
                .map(id -> id.substring(0, Math.min(4, id.length())))
                .filter(FALSE_VENDORS::contains)
                .isPresent();
        return vendor || FALSE_NAMES.stream().anyMatch(name::contains);
    }

    private static boolean isVideoCore(GpuFacts gpu) {
        String name = LowerCase.of(gpu.name());
        return name.startsWith("v3d") || name.contains("videocore") || name.startsWith("broadcom");
    }

    /** First half of the PCI devices of Sandy Bridge to Kaby Lake and of Atoms up to Apollo Lake; from i915_pciids.h. */
    private static final Set<String> LEGACY_INTEL =
            Set.of("01", "04", "0a", "0c", "0d", "0f", "16", "19", "22", "59", "5a");

    /** HD Graphics of the generations 4 to 9; Iris Xe, UHD and Arc are newer or named otherwise. */
    private static boolean isLegacyIntel(GpuFacts gpu) {
        String name = LowerCase.of(gpu.name());
        boolean intel = name.contains("intel")
                || gpu.pciId().filter(id -> id.startsWith("8086:")).isPresent();
        boolean legacyId = gpu.pciId()
                .filter(id -> id.startsWith("8086:") && id.length() == 9)
                .map(id -> id.substring(5, 7))
                .filter(LEGACY_INTEL::contains)
                .isPresent();
        boolean legacyName = (" " + name).contains(" hd graphics");
        return intel && ((legacyId && gpu.total().isEmpty()) || legacyName);
    }

    private static Optional<ExcludedDevice> excluded(GpuFacts gpu, String reason, String fix) {
        return excluded(gpu, reason, Hint.plain(fix));
    }

    private static Optional<ExcludedDevice> excluded(GpuFacts gpu, String reason, Hint fix) {
        return Optional.of(new ExcludedDevice(gpu.name(), gpu.pciId(), reason, fix));
    }
}
