package dev.llmfit.probe.bugs;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineProfiles;
import dev.llmfit.probe.nvidia.NvidiaSmi;
import dev.llmfit.probe.source.Source;

/** Machines that several reports are about. */
final class ReportedMachines {
    private ReportedMachines() {}

    static Machine bundled(String id) {
        return new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineProfiles.bundled().find(id).orElseThrow().facts());
    }

    static FakeSource nvidia(FakeSource source, String name, long totalMib, long freeMib, String pci) {
        return source.card("0000:01:00.0", pci, "nvidia")
                .library(
                        Source.Library.NVML,
                        "count=1\ngpu.0.name=" + name + "\ngpu.0.memory.total=" + (totalMib << 20)
                                + "\ngpu.0.memory.free=" + (freeMib << 20) + "\ngpu.0.pci_id=" + pci
                                + "\ngpu.0.pci_address=0000:01:00.0\n");
    }

    static FakeSource amdCard(FakeSource source) {
        return source.card(
                "0000:03:00.0",
                "1002:744c",
                "amdgpu",
                "mem_info_vram_total",
                Long.toString(20464L << 20),
                "mem_info_vram_used",
                Long.toString(164L << 20),
                "mem_info_gtt_total",
                Long.toString(32L << 30));
    }

    static FakeSource raphael(FakeSource source) {
        return source.card("0000:0f:00.0", "1002:164e", "amdgpu", "mem_info_vram_total", Long.toString(512L << 20));
    }

    static FakeSource strix(String vram, long gtt, double total, double available) {
        return FakeSource.linux()
                .memory(total, available)
                .kfd(1, 110501, 0xc5, 80)
                .card(
                        "0000:c5:00.0",
                        "1002:1586",
                        "amdgpu",
                        "mem_info_vram_total",
                        vram,
                        "mem_info_gtt_total",
                        Long.toString(gtt));
    }

    static FakeSource spark(String name) {
        String line = String.join(" ", NvidiaSmi.COMMAND);
        return FakeSource.arm()
                .file("/proc/meminfo", "MemTotal: 127600748 kB\nMemFree: 3040000 kB\nMemAvailable: 118566368 kB\n")
                .file("/dev/nvidiactl", "")
                .command(
                        line,
                        "0, " + name
                                + ", [N/A], [N/A], 0000000F:01:00.0, 0x2E1210DE, 12.1, [N/A], 1, 1, Disabled, [N/A]\n");
    }

    static Machine jetson(double total, double available) {
        return FakeSource.arm()
                .memory(total, available)
                .file("/etc/nv_tegra_release", "# R36 (release), REVISION: 3.0\n")
                .file("/proc/device-tree/model", "NVIDIA Jetson Orin NX Engineering Reference Developer Kit\0")
                .machine();
    }

    static String adapter(int index, String name, String vendor, String device, long dedicated, long shared) {
        String key = "adapter." + index + ".";
        return "count=" + (index + 1) + "\n" + key + "name=" + name + "\n" + key + "vendor=" + vendor + "\n" + key
                + "device=" + device + "\n" + key + "dedicated=" + dedicated + "\n" + key + "shared=" + shared + "\n"
                + key
                + "luid=" + (index + 1) + "\n" + key + "software=" + (vendor.equals("1414") ? 1 : 0) + "\n";
    }
}
