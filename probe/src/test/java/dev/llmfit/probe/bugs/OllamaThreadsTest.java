package dev.llmfit.probe.bugs;

import static dev.llmfit.probe.bugs.ReportedMachines.adapter;
import static dev.llmfit.probe.bugs.ReportedMachines.bundled;
import static dev.llmfit.probe.bugs.ReportedMachines.jetson;
import static dev.llmfit.probe.bugs.ReportedMachines.nvidia;
import static dev.llmfit.probe.bugs.ReportedMachines.spark;
import static dev.llmfit.probe.bugs.ReportedMachines.strix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.source.Source;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Detection bugs that users reported for ollama/ollama and llama.cpp; each test names its thread. */
class OllamaThreadsTest {
    private static final String POD = "/sys/fs/cgroup/kubepods/pod1/";

    @Test
    @DisplayName("ollama#15474, #13556, #13095, #12692: page cache is not used memory")
    void pageCache() {
        Machine machine = limited("8589934592", "6442450944")
                .file(POD + "memory.stat", "anon 900000000\ninactive_file 5368709120\nslab_reclaimable 104857600\n")
                .machine();
        assertEquals(8, machine.hostPool().capacity().gib(), 0.01);
        assertEquals(7.1, machine.hostPool().free().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama PR 15961, #15650, #11497: 'max' is no limit, whatever is in use")
    void unlimited() {
        Machine machine = limited("max", "30064771072").machine();
        assertEquals(58, machine.hostPool().free().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama cpu_linux.go: limits of version 1 and of parent groups count")
    void nestedAndVersionOne() {
        String root = "/sys/fs/cgroup/memory/docker/";
        Machine one = FakeSource.linux()
                .file("/proc/self/cgroup", "4:memory:/docker/abc\n0::/\n")
                .file(root + "abc/memory.limit_in_bytes", "9223372036854771712\n")
                .file(root + "memory.limit_in_bytes", "17179869184\n")
                .file(root + "memory.usage_in_bytes", "2147483648\n")
                .file(root + "memory.stat", "total_inactive_file 1073741824\n")
                .machine();
        assertEquals(15, one.hostPool().free().gib(), 0.01);
        Machine two = limited("max", "0")
                .file("/sys/fs/cgroup/kubepods/memory.max", "4294967296\n")
                .file("/sys/fs/cgroup/kubepods/memory.current", "1073741824\n")
                .machine();
        assertEquals(3, two.hostPool().free().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama#12490, #12619, #12283, #12528: free memory of a GB10 is MemAvailable, not MemFree")
    void availableOfGb10() {
        Device gpu = spark("NVIDIA GB10").machine().devices().getFirst();
        assertEquals(118566368 / 1024.0 / 1024, gpu.free().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama#12062, #13173, #5471, #2637: an APU may use the memory that the driver lends")
    void lentMemory() {
        Device gpu = strix(Long.toString(512L << 20), 64L << 30, 124.9, 118)
                .machine()
                .devices()
                .getFirst();
        assertEquals(64.5, gpu.capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama PR 13196, #13677, #12342: a large carve-out is used, not the smaller lent memory")
    void carveOutOverLent() {
        Device gpu = bundled("radeon-780m-32g-minipc").devices().getFirst();
        assertEquals(16, gpu.capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama#16462, #16719, #17350: MemAvailable does not bound a carve-out")
    void carveOutIsNotHostMemory() {
        Device gpu = bundled("strix-halo-128g-carveout96").devices().getFirst();
        assertEquals(97000, gpu.free().mib(), 0.1);
    }

    @Test
    @DisplayName("ollama#4814, #1500, #14031: every MIG slice is seen with its own memory; a process gets one of them")
    void mig() {
        String text = "count=1\ngpu.0.name=NVIDIA H100 NVL\ngpu.0.mig=1\ngpu.0.memory.error=insufficient permissions\n"
                + "gpu.0.slice.0.name=NVIDIA H100 NVL MIG 1g.24gb\ngpu.0.slice.0.memory.total=24696061952\n"
                + "gpu.0.slice.0.memory.free=4696061952\ngpu.0.slice.0.uuid=MIG-aaaa\n"
                + "gpu.0.slice.1.name=NVIDIA H100 NVL MIG 1g.24gb\ngpu.0.slice.1.memory.total=24696061952\n"
                + "gpu.0.slice.1.memory.free=24600000000\ngpu.0.slice.1.uuid=MIG-bbbb\n";
        FakeSource source = FakeSource.linux().file("/dev/nvidiactl", "").library(Source.Library.NVML, text);
        Machine machine = source.machine();
        Device slice = machine.devices().getFirst();
        assertEquals(1, machine.devices().size());
        assertEquals(23.0, slice.installed().gib(), 0.01);
        assertEquals(24600000000L, slice.free().count());
        assertTrue(slice.description().startsWith("MIG 1g.24gb"));
        assertTrue(machine.excluded().getFirst().fix().text().contains("CUDA_VISIBLE_DEVICES=MIG-aaaa"));
        Machine chosen = source.variable("CUDA_VISIBLE_DEVICES", "MIG-aaaa").machine();
        assertEquals(4696061952L, chosen.devices().getFirst().free().count());
    }

    @Test
    @DisplayName("ollama#10409, #6092, #5252: an A40-8Q has 8 GB, not 48")
    void vgpu() {
        Device gpu = nvidia(FakeSource.linux(), "NVIDIA A40-8Q", 8192, 7900, "10de:2235")
                .machine()
                .devices()
                .getFirst();
        assertEquals(8, gpu.capacity().gib(), 0.01);
        assertEquals(Optional.empty(), gpu.databaseId());
        assertTrue(warning(
                        nvidia(FakeSource.linux(), "NVIDIA A40-8Q", 8192, 7900, "10de:2235")
                                .machine(),
                        "vgpu")
                .text()
                .contains("error 801"));
    }

    @Test
    @DisplayName("ollama#2279, #12283: free memory of a Jetson is MemAvailable")
    void jetsonMemory() {
        assertEquals(5.4, jetson(7.1, 5.4).devices().getFirst().free().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama#13023, #13153: an Intel GPU on Windows has the shared memory, not the number in its name")
    void intelOnWindows() {
        Machine machine = FakeSource.windows(31.5, 18)
                .library(
                        Source.Library.DXGI,
                        adapter(0, "Intel(R) Arc(TM) 130V GPU (16GB)", "8086", "64a0", 134217728, 29470189240L))
                .machine();
        assertEquals(27.4, machine.devices().getFirst().capacity().gib(), 0.1);
    }

    @Test
    @DisplayName("ollama#14562: a Radeon 860M (gfx1152) is not filtered")
    void gfx1152() {
        Machine machine = FakeSource.linux()
                .kfd(1, 110502, 0x65, 16)
                .card(
                        "0000:65:00.0",
                        "1002:1114",
                        "amdgpu",
                        "mem_info_vram_total",
                        Long.toString(512L << 20),
                        "mem_info_gtt_total",
                        Long.toString(14L << 30))
                .machine();
        assertEquals(Backend.VULKAN, machine.devices().getFirst().backend());
        assertEquals(14.5, machine.devices().getFirst().capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("likelovewant/ollama-for-amd#105: a Windows APU has its shared memory, not only 4 GB")
    void sharedOnWindows() {
        Machine machine = FakeSource.windows(39.8, 30)
                .library(Source.Library.DXGI, adapter(0, "AMD Radeon(TM) 780M", "1002", "15bf", 4L << 30, 20L << 30))
                .machine();
        assertEquals(20, machine.devices().getFirst().capacity().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama#13029: free memory on Windows is the budget of the adapter, not its size")
    void adapterBudget() {
        Machine machine = FakeSource.windows(31.6, 20)
                .library(
                        Source.Library.DXGI,
                        adapter(0, "AMD Radeon RX 9060 XT", "1002", "7590", 16304L << 20, 16L << 30)
                                + "adapter.0.budget=" + (11L << 30) + "\nadapter.0.usage=0\n")
                .machine();
        assertEquals(11, machine.devices().getFirst().free().gib(), 0.01);
    }

    @Test
    @DisplayName("ollama#5464, #2934, #8426, #10053: a sleeping card is announced with its fix")
    void suspended() {
        Machine machine = nvidia(FakeSource.linux(), "NVIDIA GeForce RTX 3070 Laptop GPU", 8192, 8000, "10de:249d")
                .file("/sys/bus/pci/devices/0000:01:00.0/power/runtime_status", "suspended\n")
                .machine();
        Warning warning = warning(machine, "suspended");
        assertTrue(warning.fix().text().contains("nvidia_uvm"));
    }

    @Test
    @DisplayName("ollama runner.go: free memory of a Metal GPU follows the system")
    void metalFree() {
        Machine machine = FakeSource.mac("Apple M3 Max", 36, 30, "26.0")
                .command(
                        "vm_stat",
                        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
                                + "Pages active: 1000000.\n"
                                + "Pages inactive: 200000.\n"
                                + "Pages speculative: 0.\n"
                                + "Pages wired down: 300000.\n"
                                + "Pages purgeable: 0.\n"
                                + "File-backed pages: 100000.\n"
                                + "Pages occupied by compressor: 0.\n")
                .machine();
        assertEquals(28753, machine.devices().getFirst().capacity().mib(), 0.1);
        assertEquals(machine.hostPool().free(), machine.devices().getFirst().free());
    }

    @Test
    @DisplayName("ollama runner.go: a GPU in the processor is used where there is no card")
    void integratedAlone() {
        assertEquals(
                "Radeon 780M",
                bundled("radeon-780m-32g-minipc").devices().getFirst().description());
    }

    @Test
    @DisplayName("ollama#434: a Mac with 32 GB and an older macOS allows 21845 MiB")
    void olderMacOs() {
        Machine machine = FakeSource.mac("Apple M1 Max", 32, 32, "13.6").machine();
        assertEquals(21845, machine.devices().getFirst().capacity().mib(), 0.1);
    }

    @Test
    @DisplayName("ollama#12847: an M2 Ultra with 192 GB keeps memory for the system")
    void m2Ultra() {
        Machine machine = FakeSource.mac("Apple M2 Ultra", 192, 76, "15.0").machine();
        assertEquals(144, machine.devices().getFirst().capacity().gib(), 0.1);
    }

    @Test
    @DisplayName("ollama#11772: pinned memory is limited in WSL")
    void pinned() {
        assertTrue(warning(bundled("wsl2-3060-12g"), "wsl-pinned").fix().text().contains("GGML_CUDA_NO_PINNED"));
    }

    @Test
    @DisplayName("ollama amd.go: a card is known by its address, whatever ROCm lists")
    void identityByAddress() {
        Machine machine = ReportedMachines.amdCard(FakeSource.linux())
                .kfd(1, 90006, 9, 240)
                .kfd(2, 110000, 3, 192)
                .machine();
        assertEquals(Optional.of("gfx1100"), machine.devices().getFirst().computeCapability());
    }

    @Test
    @DisplayName("ollama IsNUMA: memory nodes are counted, not sockets")
    void numaNodes() {
        FakeSource source = FakeSource.linux();
        for (int node = 0; node < 4; node++) {
            source.file("/sys/devices/system/node/node" + node + "/cpulist", 2 * node + "-" + (2 * node + 1) + "\n");
        }
        assertEquals(4, ThisMachine.read(source).cpu().numaNodes());
    }

    @Test
    @DisplayName("llama.cpp#17536: more free than total memory is dropped")
    void impossibleFree() {
        Machine machine = nvidia(FakeSource.linux(), "NVIDIA GeForce RTX 5090", 32106, 55372, "10de:2b85")
                .machine();
        assertEquals(32106, machine.devices().getFirst().free().mib(), 0.1);
        assertTrue(warning(machine, "impossible-free").text().contains("dropped"));
    }

    @Test
    @DisplayName("llama.cpp ggml-cuda.cu: with huge pages CUDA takes only those on a unified chip")
    void hugePages() {
        Machine machine = spark("NVIDIA GB10")
                .file(
                        "/proc/meminfo",
                        "MemTotal: 127600748 kB\n"
                                + "MemAvailable: 40000000 kB\n"
                                + "HugePages_Total: 30000\n"
                                + "HugePages_Free: 20000\n"
                                + "Hugepagesize: 2048 kB\n")
                .machine();
        assertEquals(20000 * 2 / 1024.0, machine.devices().getFirst().free().gib(), 0.01);
        assertEquals(30000 * 2 / 1024.0, machine.devices().getFirst().capacity().gib(), 0.01);
        assertEquals(
                127600748 / 1048576.0 - 30000 * 2 / 1024.0,
                machine.hostPool().capacity().gib(),
                0.01);
        assertEquals(Pool.Kind.UNIFIED, machine.hostPool().kind());
    }

    @Test
    @DisplayName("huge pages that are set aside hold no model, with a card as without")
    void hugePagesBesideACard() {
        Machine machine = nvidia(
                        FakeSource.linux()
                                .file(
                                        "/proc/meminfo",
                                        "MemTotal: 65822720 kB\nMemAvailable: 20000000 kB\nHugePages_Total: 16000\n"
                                                + "HugePages_Free: 16000\nHugepagesize: 2048 kB\n"),
                        "NVIDIA GeForce RTX 5090",
                        32106,
                        31000,
                        "10de:2b85")
                .machine();
        assertEquals(65822720 / 1048576.0 - 31.25, machine.hostPool().capacity().gib(), 0.01);
        assertEquals(31000, machine.devices().getFirst().free().mib(), 0.1);
    }

    private static Warning warning(Machine machine, String id) {
        return machine.warnings().stream()
                .filter(w -> w.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static FakeSource limited(String max, String current) {
        return FakeSource.linux()
                .file("/proc/self/cgroup", "0::/kubepods/pod1\n")
                .file("/proc/self/mountinfo", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
                .file(POD + "memory.max", max + "\n")
                .file(POD + "memory.current", current + "\n");
    }
}
