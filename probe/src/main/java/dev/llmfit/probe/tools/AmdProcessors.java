package dev.llmfit.probe.tools;

import dev.llmfit.probe.Backend;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of AMD GPUs by gfx id: which are part of a processor and work in system memory, and which ROCm drives. */
public final class AmdProcessors {
    /** Gfx ids; from LLVM's list of AMDGPU processors ("APU"). */
    private static final Set<String> FAMILIES = Set.of(
            "gfx902", "gfx909", "gfx90c", "gfx1013", "gfx1033", "gfx1035", "gfx1036", "gfx1037", "gfx1103", "gfx1150",
            "gfx1151", "gfx1152", "gfx1153");

    /** PCI devices of vendor 1002; from the public PCI ID database and, for the newest, the threads in the machine profiles. */
    private static final Set<String> DEVICES = Set.of(
            "15dd", "15d8", "1636", "1638", "164c", "164d", "164e", "13c0", "1681", "163f", "15bf", "15c8", "1900",
            "1901", "150e", "1586", "1114", "15e7", "13fe", "1506");

    /** Gfx ids that ROCm builds of llama.cpp ship kernels for by default. */
    private static final Set<String> ROCM_FAMILIES = Set.of(
            "gfx906", "gfx908", "gfx90a", "gfx940", "gfx941", "gfx942", "gfx950", "gfx1010", "gfx1012", "gfx1030",
            "gfx1100", "gfx1101", "gfx1102", "gfx1151", "gfx1200", "gfx1201");

    private AmdProcessors() {}

    /** Returns the backends for a gfx id, best first. */
    public static List<Backend> backends(Optional<String> family) {
        return family.filter(ROCM_FAMILIES::contains).isPresent()
                ? List.of(Backend.ROCM, Backend.VULKAN)
                : List.of(Backend.VULKAN, Backend.ROCM);
    }

    /** Returns whether this gfx id belongs to a processor. */
    public static boolean isFamily(String gfx) {
        return FAMILIES.contains(gfx);
    }

    /** Returns whether this PCI device belongs to a processor. */
    public static boolean isDevice(String device) {
        return DEVICES.contains(device);
    }
}
