package dev.llmfit.probe.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.source.RecordedSource;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script is run by this machine's shell, over its own files and over those of machines that tests lay out. */
@Timeout(120)
class SshHostTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void onLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "runs sh");
    }

    private MachineFacts read() throws InterruptedException {
        return ThisMachine.read(new SshHost("box")
                .read(List.of(
                        "env",
                        "-i",
                        "PATH=" + folder.resolve("bin") + ":/usr/bin:/bin",
                        "LLMFIT_ROOT=" + folder.resolve("root"),
                        "sh",
                        "-s")));
    }

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve("root" + path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void tool(String name, String script) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertTrue(file.toFile().setExecutable(true));
    }

    private void computer() throws IOException {
        file("/proc/meminfo", "MemTotal:       65000000 kB\nMemFree:  3 kB\nMemAvailable:   60000000 kB\n");
        file("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Ryzen 7 9800X3D\nflags\t\t: avx avx2 fma f16c\n");
        file("/proc/self/status", "Name:\tsh\nCpus_allowed_list:\t0-3\n");
        file("/sys/devices/system/cpu/online", "0-3\n");
        for (int cpu = 0; cpu < 4; cpu++) {
            file(
                    "/sys/devices/system/cpu/cpu" + cpu + "/topology/core_cpus_list",
                    cpu % 2 + "," + (cpu % 2 + 2) + "\n");
            file("/sys/devices/system/cpu/cpu" + cpu + "/topology/physical_package_id", "0\n");
        }
    }

    private void card(String address, String id, String driver, String... files) throws IOException {
        String at = "/sys/bus/pci/devices/" + address;
        file(at + "/class", "0x030000\n");
        file(at + "/vendor", "0x" + id.substring(0, 4) + "\n");
        file(at + "/device", "0x" + id.substring(5) + "\n");
        for (int i = 0; i < files.length; i += 2) {
            file(at + "/" + files[i], files[i + 1]);
        }
        Files.createSymbolicLink(
                folder.resolve("root" + at + "/driver"), Path.of("../../../../bus/pci/drivers/" + driver));
    }

    @Test
    void thisMachineIsReadAsItIsReadDirectly() throws InterruptedException {
        MachineFacts direct = ThisMachine.read(
                new LiveSource(Environment.ofProcess().withVariables(Map.of("PATH", "/usr/bin:/bin"))));
        MachineFacts read =
                ThisMachine.read(new SshHost("here").read(List.of("env", "-i", "PATH=/usr/bin:/bin", "sh", "-s")));
        assertEquals(direct.cpu(), read.cpu());
        assertEquals(direct.ram().total(), read.ram().total());
        // The driver's library is asked directly and its tool over ssh; both know what is built in.
        assertEquals(
                direct.gpus().stream().map(GpuFacts::name).toList(),
                read.gpus().stream().map(GpuFacts::name).toList());
        assertEquals(direct.os(), read.os());
        assertEquals(direct.arch(), read.arch());
    }

    @Test
    void aCardOfNvidiaIsToldByItsTool() throws IOException, InterruptedException {
        computer();
        card("0000:01:00.0", "10de:2684", "nvidia");
        file("/dev/nvidiactl", "");
        file("/proc/driver/nvidia/version", "NVRM version\n");
        tool(
                "nvidia-smi",
                "case \"$1\" in --query-gpu=index,*) ;; *) exit 3 ;; esac\n"
                        + "echo '0, NVIDIA GeForce RTX 4090, 24564, 24000, 00000000:01:00.0, 0x268410DE, 8.9, 10501, 4, 16,"
                        + " Disabled, [N/A], 450.00'\n");
        MachineFacts read = read();
        assertEquals(2, read.cpu().physicalCores());
        assertEquals(4, read.cpu().logicalCpus());
        assertEquals(65000000L << 10, read.ram().total().count());
        GpuFacts gpu = read.gpus().getFirst();
        assertEquals("NVIDIA GeForce RTX 4090", gpu.name());
        assertEquals(24564L << 20, gpu.total().orElseThrow().count());
    }

    @Test
    void aCardOfAmdIsToldByItsDriver() throws IOException, InterruptedException {
        computer();
        card(
                "0000:03:00.0",
                "1002:744c",
                "amdgpu",
                "mem_info_vram_total",
                "25753026560\n",
                "mem_info_vram_used",
                "753026560\n",
                "mem_info_gtt_total",
                "33000000000\n");
        file("/dev/kfd", "");
        file("/dev/dri/renderD128", "");
        file(
                "/sys/class/kfd/kfd/topology/nodes/1/properties",
                "simd_count 192\ngfx_target_version 110000\nlocation_id 768\ndomain 0\n");
        GpuFacts gpu = read().gpus().getFirst();
        assertEquals(25753026560L, gpu.total().orElseThrow().count());
        assertEquals("gfx1100", gpu.family().orElseThrow());
    }

    @Test
    void aMacIsToldBySysctl() throws IOException, InterruptedException {
        tool("uname", "case $1 in -s) echo Darwin ;; -m) echo arm64 ;; esac\n");
        tool(
                "sysctl",
                "case $2 in hw.memsize) echo 68719476736 ;; machdep.cpu.brand_string) echo Apple M4 Max ;;"
                        + " hw.physicalcpu) echo 16 ;; hw.logicalcpu) echo 16 ;; hw.nperflevels) echo 2 ;;"
                        + " hw.perflevel0.physicalcpu) echo 12 ;; hw.perflevel1.physicalcpu) echo 4 ;;"
                        + " kern.osproductversion) echo 15.5 ;; iogpu.wired_limit_mb) echo 0 ;; *) exit 1 ;; esac\n");
        tool("ioreg", "echo '    \"gpu-core-count\" = 40'\n");
        tool("vm_stat", "exit 1\n");
        MachineFacts read = read();
        assertEquals(64L << 30, read.ram().total().count());
        assertEquals("arm64", read.arch());
        assertTrue(read.gpus().getFirst().name().contains("M4 Max"), read.gpus()::toString);
    }

    @Test
    void aControlGroupLimitsWhatIsThere() throws IOException, InterruptedException {
        computer();
        file("/proc/self/cgroup", "0::/user.slice/session-3.scope\n");
        file("/proc/self/mountinfo", "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        file("/sys/fs/cgroup/user.slice/memory.max", "8589934592\n");
        file("/sys/fs/cgroup/user.slice/memory.current", "1000000\n");
        file("/sys/fs/cgroup/user.slice/session-3.scope/memory.max", "max\n");
        assertEquals(
                8L << 30,
                read().ram().limits().stream()
                        .flatMap(limit -> limit.limit().stream())
                        .mapToLong(Bytes::count)
                        .min()
                        .orElseThrow());
    }

    @Test
    void whatTheScriptPrintedIsAMachine() throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("probe.sh"), ProbeScript.text());
        Path printed = folder.resolve("box.txt");
        Process process = new ProcessBuilder("sh", script.toString())
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        Files.writeString(printed, "Welcome to box!\n" + Files.readString(printed));
        MachineFacts named = MachineResolver.bundled(() -> {
                    throw new AssertionError("another machine is meant");
                })
                .facts(HardwareSelector.named(printed.toString()));
        assertEquals(
                ThisMachine.read(RecordedSource.of(printed)).ram().total(),
                named.ram().total());
        Files.writeString(printed, "= platform.txt\n|os=Linux\n");
        assertThrows(
                HardwareException.class,
                () -> MachineResolver.bundled(() -> named).facts(HardwareSelector.named(printed.toString())));
    }

    @Test
    void aHostThatSaysNoIsToldInItsWords() {
        HardwareException none = assertThrows(
                HardwareException.class,
                () -> new SshHost("box")
                        .read(List.of("sh", "-c", "echo 'box: Permission denied (publickey).' >&2; exit 255")));
        assertTrue(none.said().text().contains("Permission denied (publickey)"), none.said()::text);
        HardwareException noise = assertThrows(
                HardwareException.class, () -> new SshHost("box").read(List.of("sh", "-c", "echo welcome")));
        assertTrue(noise.said().text().contains("holds no recording"), noise.said()::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-oProxyCommand=touch x", "a b", "", "box;reboot", "$(x)", "box\n"})
    void whatIsNoHostIsRefused(String name) {
        assertThrows(HardwareException.class, () -> new SshHost(name));
    }
}
