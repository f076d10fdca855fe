package dev.llmfit.probe.bugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.tools.AmdSmi;
import dev.llmfit.probe.tools.RocmSmi;
import dev.llmfit.probe.tools.VulkanInfo;
import dev.llmfit.probe.tools.XpuSmi;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Machines on which the kernel's files tell only a part, and tools or libraries the rest. */
class LinuxToolsTest {
    private static final String ROCM_SMI = "{\"card0\": {\"VRAM Total Memory (B)\": \"21458059264\", "
            + "\"VRAM Total Used Memory (B)\": \"458059264\", \"Card Series\": \"Radeon RX 7900 XT\", "
            + "\"Card Model\": \"0x744c\", \"GFX Version\": \"gfx1100\", \"PCI Bus\": \"0000:03:00.0\"}}";

    @Test
    @DisplayName("What is free on an Intel card is told by Level Zero, since the driver's files do not")
    void freeOfAnIntelCard() {
        FakeSource source = FakeSource.linux()
                .card("0000:03:00.0", "8086:e20b", "xe", "tile0/physical_vram_size_bytes", "0x2fa000000\n");
        Device alone = source.machine().devices().getFirst();
        assertEquals(alone.installed(), alone.free());
        Device asked = source.library(
                        Source.Library.LEVEL_ZERO,
                        "count=1\ndevice.0.address=0000:03:00.0\ndevice.0.size=12809404416\ndevice.0.free=9000000000\n")
                .machine()
                .devices()
                .getFirst();
        assertEquals(9000000000L, asked.free().count());
        assertEquals("Arc B580", asked.description());
    }

    @Test
    @DisplayName("i915 of the kernel tells no memory of a card: xpu-smi does")
    void memoryOfAnIntelCard() {
        FakeSource source = FakeSource.linux().card("0000:03:00.0", "8086:56a0", "i915");
        assertTrue(source.machine().excluded().getFirst().description().contains("A770"));
        Machine machine = source.command(
                        String.join(" ", XpuSmi.DISCOVERY),
                        "Device ID,Device Name,PCI BDF Address,Memory Physical Size\n"
                                + "0,\"Intel(R) Arc(TM) A770 Graphics\",\"0000:03:00.0\",\"16288.00 MiB\"\n")
                .command(
                        String.join(" ", XpuSmi.USED),
                        "Timestamp, DeviceId, GPU Memory Used (MiB)\n06:14:46.000,    0, 288.00\n")
                .machine();
        assertEquals(16000, machine.devices().getFirst().free().mib(), 0.1);
    }

    @Test
    @DisplayName("Resizable BAR that is off is told with what the processor sees")
    void barOff() {
        String off = "0x00000000f0000000 0x00000000f0ffffff 0x0000000000140204\n"
                + "0x000000f800000000 0x000000f80fffffff 0x000000000014220c\n";
        String on = off.replace("0x000000f80fffffff", "0x000000fbffffffff");
        assertEquals(List.of("rebar-off"), arc(off).stream().map(Warning::id).toList());
        assertTrue(arc(off).getFirst().text().contains("256.0 MiB"), arc(off).toString());
        assertEquals(List.of(), arc(on));
    }

    private static List<Warning> arc(String resource) {
        return FakeSource.linux()
                .card(
                        "0000:03:00.0",
                        "8086:e20b",
                        "xe",
                        "tile0/physical_vram_size_bytes",
                        "0x2fa000000\n",
                        "resource",
                        resource)
                .machine()
                .warnings()
                .stream()
                .filter(w -> w.id().startsWith("rebar"))
                .toList();
    }

    @Test
    @DisplayName("An amdgpu without mem_info files (masked in a container) is filled in by rocm-smi, by PCI address")
    void maskedAmdFiles() {
        Machine machine = FakeSource.linux()
                .card("0000:03:00.0", "1002:744c", "amdgpu")
                .command(String.join(" ", RocmSmi.COMMAND), ROCM_SMI)
                .machine();
        assertEquals(21458059264L, machine.devices().getFirst().installed().count());
        assertEquals(21000000000L, machine.devices().getFirst().free().count());
        assertEquals(Optional.of("gfx1100"), machine.devices().getFirst().computeCapability());
    }

    @Test
    @DisplayName("A container without /sys but with /dev/kfd finds its cards by amd-smi, else by rocm-smi")
    void withoutBus() {
        FakeSource source = FakeSource.linux()
                .file("/dev/kfd", "")
                .file("/dev/dri/renderD128", "")
                .command(String.join(" ", RocmSmi.COMMAND), ROCM_SMI);
        assertEquals(Backend.ROCM, source.machine().devices().getFirst().backend());
        Machine newer = source.command(
                        String.join(" ", AmdSmi.STATIC),
                        "GPU: 0\n    ASIC:\n        MARKET_NAME: AMD Instinct MI300X\n        DEVICE_ID: 0x74a1\n"
                                + "        TARGET_GRAPHICS_VERSION: gfx942\n    VRAM:\n        SIZE: 196592 MB\n")
                .machine();
        assertEquals(196592, newer.devices().getFirst().installed().mib(), 0.1);
        assertEquals(Optional.of("gfx942"), newer.devices().getFirst().computeCapability());
    }

    @Test
    @DisplayName(
            "A board without PCI bus has the heaps that Vulkan tells, and its free memory is bounded by the system's")
    void heapsOfABoard() {
        Machine machine = FakeSource.arm()
                .file("/dev/dri/renderD128", "")
                .command(
                        String.join(" ", VulkanInfo.FULL),
                        "GPU0:\n\tvendorID = 0x5143\n\tdeviceID = 0x43050a01\n\tdeviceType = PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU\n"
                                + "\tdeviceName = Turnip Adreno (TM) 690\nmemoryHeaps: count = 1\n\tmemoryHeaps[0]:\n"
                                + "\t\tsize   = 6442450944 (0x180000000) (6.00 GiB)\n\t\tbudget = 5368709120 (0x140000000)\n"
                                + "\t\tusage  = 0 (0x0)\n\t\tflags: count = 1\n\t\t\tMEMORY_HEAP_DEVICE_LOCAL_BIT\n")
                .machine();
        Device gpu = machine.devices().getFirst();
        assertEquals(Pool.Kind.UNIFIED, machine.hostPool().kind());
        assertEquals(6, gpu.capacity().gib(), 0.01);
        assertEquals(5, gpu.free().gib(), 0.01);
    }

    @Test
    @DisplayName("A driver that is bound but does not answer is told as that, with the name of the card")
    void driverThatDoesNotAnswer() {
        Machine machine = FakeSource.linux()
                .card("0000:01:00.0", "10de:2684", "nvidia")
                .file("/dev/nvidiactl", "")
                .machine();
        assertEquals("GeForce RTX 4090", machine.excluded().getFirst().description());
        assertTrue(machine.excluded().getFirst().reason().contains("does not answer"));
    }
}
