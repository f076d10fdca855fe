package dev.llmfit.probe.tools;

import java.util.Set;

/** AMD processors with graphics, which work in system memory. */
public final class AmdProcessors {
    /** Gfx ids; from LLVM's list of AMDGPU processors ("APU"). */
    private static final Set<String> FAMILIES = Set.of(
            "gfx902", "gfx909", "gfx90c", "gfx1013", "gfx1033", "gfx1035", "gfx1036", "gfx1037", "gfx1103", "gfx1150",
            "gfx1151", "gfx1152", "gfx1153");

    /** PCI devices of vendor 1002; from the public PCI ID database and, for the newest, the threads in the machine profiles. */
    private static final Set<String> DEVICES = Set.of(
            "15dd", "15d8", "1636", "1638", "164c", "164d", "164e", "13c0", "1681", "163f", "15bf", "15c8", "1900",
            "1901", "150e", "1586", "1114", "15e7", "13fe", "1506");

    private AmdProcessors() {}

    /** Returns whether this gfx id belongs to a processor. */
    public static boolean isFamily(String gfx) {
        return FAMILIES.contains(gfx);
    }

    /** Returns whether this PCI device belongs to a processor. */
    public static boolean isDevice(String device) {
        return DEVICES.contains(device);
    }
}
