package dev.llmfit.probe.bugs;

import static dev.llmfit.probe.bugs.ReportedMachines.adapter;
import static dev.llmfit.probe.bugs.ReportedMachines.amdCard;
import static dev.llmfit.probe.bugs.ReportedMachines.bundled;
import static dev.llmfit.probe.bugs.ReportedMachines.nvidia;
import static dev.llmfit.probe.bugs.ReportedMachines.raphael;
import static dev.llmfit.probe.bugs.ReportedMachines.spark;
import static dev.llmfit.probe.bugs.ReportedMachines.strix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.source.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Detection bugs that users reported for AlexsJones/llmfit (Rust); each test names its thread. */
class LlmfitThreadsTest {
    private static final String GIB_96 = Long.toString(96L << 30);

    @Test
    @DisplayName("llmfit#4: available memory of macOS is not zero")
    void macOsAvailable() {
        Machine machine = FakeSource.mac("Apple M4 Max", 128, 40, "26.1")
                .command(
                        "vm_stat",
                        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free: 5000.\nPages active: 800000.\n"
                                + "Pages inactive: 700000.\nPages speculative: 20000.\nPages wired down: 300000.\n"
                                + "Pages purgeable: 10000.\nFile-backed pages: 600000.\nPages occupied by compressor: 0.\n")
                .machine();
        assertEquals(109.5, machine.hostPool().free().gib(), 0.1);
    }

    @Test
    @DisplayName("llmfit#13: the card of the second vendor is seen")
    void secondVendor() {
        Machine machine = amdCard(nvidia(FakeSource.linux(), "NVIDIA GeForce RTX 5060 Ti", 16311, 15900, "10de:2d04"))
                .machine();
        assertEquals(1, machine.devices().size());
        assertEquals("RX 7900 XT", machine.devices().getFirst().description());
        assertEquals("NVIDIA GeForce RTX 5060 Ti", machine.excluded().getFirst().description());
        assertTrue(machine.warnings().stream().anyMatch(w -> w.id().equals("two-vendors")));
    }

    @Test
    @DisplayName("llmfit#17, #83: a DGX Spark has a GPU although nvidia-smi tells no memory")
    void dgxSpark() {
        Machine machine = spark("NVIDIA GB10").machine();
        assertEquals(Backend.CUDA, machine.devices().getFirst().backend());
        assertEquals(Pool.Kind.UNIFIED, machine.hostPool().kind());
    }

    @Test
    @DisplayName("llmfit#46, #68, #45: cards are summed with a margin each")
    void twoCards() {
        Budget budget = Budget.of(bundled("2x3090"));
        assertEquals(46.0, budget.gpuCapacity().gib(), 0.01);
        assertEquals((24100 + 23700) / 1024.0 - 2, budget.gpuNow().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#55: a 16 GB card on Windows is not the 4 GB of AdapterRAM")
    void adapterRam() {
        Machine machine = FakeSource.windows(31.6, 20)
                .library(
                        Source.Library.DXGI,
                        adapter(0, "AMD Radeon RX 9060 XT", "1002", "7590", 16304L << 20, 16L << 30))
                .machine();
        assertEquals(16304, machine.devices().getFirst().installed().mib(), 0.1);
    }

    @Test
    @DisplayName("llmfit#94: --vram and --ram change the result")
    void overrides() {
        HardwareSelector selector = HardwareSelector.parse(
                Optional.of("rtx4090-24g-64g"),
                Optional.of("48GiB"),
                Optional.of("128GiB"),
                Optional.of(2),
                Optional.empty());
        Machine machine = MachineResolver.bundled(() -> {
                    throw new AssertionError("this machine is not meant");
                })
                .resolve(selector);
        assertEquals(94, Budget.of(machine).gpuCapacity().gib(), 0.1);
        assertEquals(128, machine.hostPool().capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#139: the GPU in the processor is no second line beside the card")
    void noDuplicate() {
        Machine machine = raphael(amdCard(FakeSource.linux())).machine();
        assertEquals(
                List.of("RX 7900 XT"),
                machine.devices().stream().map(Device::description).toList());
    }

    @Test
    @DisplayName("llmfit#194: 96 GB that firmware gave to a Strix Halo are not 32 GB")
    void carveOut() {
        Device gpu =
                strix(GIB_96, 16364000000L, 30.98, 25.5).machine().devices().getFirst();
        assertEquals(96, gpu.capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#239: an RTX A4000 has the 16 GB that the driver tells")
    void rtxA4000() {
        Device gpu = nvidia(FakeSource.linux(), "NVIDIA RTX A4000", 16376, 16000, "10de:24b0")
                .machine()
                .devices()
                .getFirst();
        assertEquals(16376, gpu.installed().mib(), 0.1);
    }

    @Test
    @DisplayName("llmfit#271: the CPU agent of ROCm is no second card")
    void cpuAgent() {
        Machine machine = amdCard(FakeSource.linux().kfd(0, 0, 0, 0))
                .kfd(1, 110000, 3, 192)
                .machine();
        assertEquals(1, machine.devices().size());
        assertEquals(Optional.of("gfx1100"), machine.devices().getFirst().computeCapability());
    }

    @Test
    @DisplayName("llmfit#272: in Docker the GB10 is called 'Device [10de:2e12]' and is known by its PCI id")
    void nameInDocker() {
        assertEquals(
                Pool.Kind.UNIFIED,
                spark("Device [10de:2e12]").machine().hostPool().kind());
    }

    @Test
    @DisplayName("llmfit#303: the card is chosen, not the GPU in the processor with more memory")
    void discreteFirst() {
        Machine machine = bundled("laptop-4060-8g-32g-hybrid");
        assertEquals(
                List.of("RTX 4060 Laptop"),
                machine.devices().stream().map(Device::description).toList());
    }

    @Test
    @DisplayName("llmfit#543: the 2 GB GPU of a 9950X is no card")
    void twoComputeUnits() {
        Machine machine = nvidia(FakeSource.linux(), "NVIDIA GeForce RTX 4090", 24564, 23600, "10de:2684")
                .card("0000:0f:00.0", "1002:13c0", "amdgpu", "mem_info_vram_total", Long.toString(2L << 30))
                .machine();
        assertEquals(1, machine.devices().size());
        assertTrue(machine.excluded().getFirst().reason().contains("two compute units"));
    }

    @Test
    @DisplayName("llmfit#550, #559: different AMD cards keep their own memory")
    void differentCards() {
        List<Double> sizes = bundled("mi50-32g-plus-16g-generic").devices().stream()
                .map(d -> d.installed().mib())
                .toList();
        assertEquals(List.of(32752.0, 16368.0), sizes);
    }

    @Test
    @DisplayName("llmfit#570 (PR 754): Metal's working set limits the GPU of a Mac, and iogpu.wired_limit_mb moves it")
    void workingSet() {
        Machine machine = FakeSource.mac("Apple M2 Max", 96, 38, "14.5").machine();
        assertEquals(73728, machine.devices().getFirst().capacity().mib(), 0.1);
        assertEquals(
                Optional.of("apple-m2-max-38c-96g"),
                machine.devices().getFirst().databaseId());
        String sysctl = "machdep.cpu.brand_string=Apple M4 Max\nkern.osproductversion=26.1\nhw.memsize=" + (128L << 30)
                + "\niogpu.wired_limit_mb=";
        FakeSource mac = FakeSource.mac("Apple M4 Max", 128, 40, "26.1");
        Machine raised = mac.library(Source.Library.SYSCTL, sysctl + "114688\n").machine();
        assertEquals(114688, raised.devices().getFirst().capacity().mib(), 0.1);
        Machine lowered = mac.library(Source.Library.SYSCTL, sysctl + "65536\n").machine();
        assertEquals(65536, lowered.devices().getFirst().capacity().mib(), 0.1);
        Machine beyond = mac.library(Source.Library.SYSCTL, sysctl + "999999\n").machine();
        assertEquals(128, beyond.devices().getFirst().capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#609, #676, #733: an Arc Pro B70 tells its memory per tile")
    void arcTiles() {
        Machine machine = FakeSource.linux()
                .card("0000:03:00.0", "8086:e223", "xe", "tile0/physical_vram_size_bytes", "0x7f8000000\n")
                .machine();
        assertEquals(31.875, machine.devices().getFirst().installed().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#638, #674: an MI50 that is called 'AMD Radeon Graphics' is a card")
    void genericName() {
        Machine machine = FakeSource.linux()
                .kfd(1, 90006, 3, 240)
                .card(
                        "0000:03:00.0",
                        "1002:66a1",
                        "amdgpu",
                        "product_name",
                        "AMD Radeon Graphics\n",
                        "mem_info_vram_total",
                        Long.toString(32752L << 20))
                .machine();
        assertEquals(32752, machine.devices().getFirst().installed().mib(), 0.1);
        assertEquals(Optional.of("gfx906"), machine.devices().getFirst().computeCapability());
    }

    @Test
    @DisplayName("llmfit#742: a Strix Halo without a name is no 64 GB card")
    void namelessStrixHalo() {
        Machine machine =
                strix(Long.toString(512L << 20), 133143986176L, 124.9, 118).machine();
        assertEquals(Pool.Kind.UNIFIED, machine.hostPool().kind());
        assertEquals(124.5, machine.devices().getFirst().capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#792: a Jetson Orin shares its memory")
    void jetson() {
        Machine machine = ReportedMachines.jetson(8, 6);
        assertEquals(Pool.Kind.UNIFIED, machine.hostPool().kind());
        assertEquals(6, machine.devices().getFirst().free().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#810, #817: what firmware took from the RAM is found again on Windows")
    void carveOutOnWindows() {
        Machine machine = FakeSource.windows(15.3, 12.5)
                .library(
                        Source.Library.DXGI,
                        adapter(0, "AMD Radeon 780M Graphics", "1002", "1900", 16L << 30, 8214000000L))
                .machine();
        assertEquals(16, machine.devices().getFirst().capacity().gib(), 0.01);
        assertEquals(15.3, machine.hostPool().capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#830, #831: two R9700 in the registry are two cards of 32 GB")
    void registry() {
        String entry = "    DriverDesc    REG_SZ    AMD Radeon AI PRO R9700\r\n"
                + "    HardwareInformation.MemorySize    REG_BINARY    0000F0FF\r\n"
                + "    HardwareInformation.qwMemorySize    REG_QWORD    0x7f7000000\r\n";
        Machine machine = FakeSource.windows(31.6, 11.2)
                .command(
                        "reg query HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\"
                                + "{4d36e968-e325-11ce-bfc1-08002be10318} /s",
                        "HKEY_LOCAL_MACHINE\\…\\0000\r\n" + entry + "\r\nHKEY_LOCAL_MACHINE\\…\\0001\r\n" + entry)
                .machine();
        assertEquals(2, machine.devices().size());
        assertEquals(31.859, machine.devices().get(1).installed().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#835: the GPU is graded by what is free")
    void freeMemory() {
        Budget budget = Budget.of(bundled("rtx4090-24g-64g"));
        assertTrue(budget.gpuNow().compareTo(budget.gpuCapacity()) < 0);
        assertEquals(23600 / 1024.0 - 1, budget.gpuNow().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit#840, #841: HD Graphics 530 is left to the processor")
    void legacyIntel() {
        Machine machine = FakeSource.windows(15.9, 9)
                .library(
                        Source.Library.DXGI,
                        adapter(0, "Intel(R) HD Graphics 530", "8086", "1912", 128L << 20, 8L << 30)
                                        .replace("count=1", "count=2")
                                + adapter(1, "Microsoft Basic Render Driver", "1414", "008c", 0, 8L << 30))
                .machine();
        assertEquals(List.of(), machine.devices());
        assertEquals(2, machine.excluded().size());
        Machine linux =
                FakeSource.linux().card("0000:00:02.0", "8086:1912", "i915").machine();
        assertEquals(List.of(), linux.devices());
        assertTrue(linux.excluded().getFirst().reason().contains("slower than the processor"));
    }

    @Test
    @DisplayName("llmfit#919: a laptop GPU has the bandwidth of its own bus")
    void laptopBandwidth() {
        HardwareDatabase database = HardwareDatabase.bundled();
        assertEquals(
                Optional.of(256.0),
                database.byName("NVIDIA GeForce RTX 4060 Laptop GPU", 8)
                        .orElseThrow()
                        .bandwidthGbps());
        assertEquals(
                Optional.of(272.0),
                database.byName("NVIDIA GeForce RTX 4060", 8).orElseThrow().bandwidthGbps());
    }

    @Test
    @DisplayName("llmfit#964: a large carve-out is beside the RAM, a small one shares it")
    void twoRegimes() {
        Machine large = strix(GIB_96, 16364000000L, 30.98, 25.5).machine();
        assertEquals(Pool.Kind.HOST, large.hostPool().kind());
        Machine small = strix(Long.toString(512L << 20), 66L << 30, 124.9, 118).machine();
        assertEquals(66.5, small.devices().getFirst().capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("llmfit PR 1044: an A18 Pro is an Apple chip")
    void a18() {
        Machine machine = FakeSource.mac("Apple A18 Pro", 8, 5, "26.0").machine();
        assertEquals(Pool.Kind.UNIFIED, machine.hostPool().kind());
        assertEquals(
                Optional.of("apple-a18-pro-macbook-neo-5c-8g"),
                machine.devices().getFirst().databaseId());
    }

    @Test
    @DisplayName("Read in the source: 'A10' is not in A100, 'L4' not in L40, 'T4' not in T400, 'H200' not in GH200")
    void noSubstrings() {
        HardwareDatabase database = HardwareDatabase.bundled();
        assertFalse(
                database.byName("NVIDIA A100-SXM4-80GB", 80).orElseThrow().id().startsWith("a10-"));
        assertEquals("l40-48g", database.byName("NVIDIA L40", 45).orElseThrow().id());
        assertEquals(Optional.empty(), database.byName("NVIDIA T400", 4));
        assertEquals(
                "gh200-96g",
                database.byName("NVIDIA GH200 480GB", 95.6).orElseThrow().id());
        assertEquals(Optional.empty(), database.byName("AMD Ryzen 7 6800H with Radeon Graphics", 8));
    }
}
