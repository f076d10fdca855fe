package dev.llmfit.probe.bugs;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.source.Source;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A machine made of a few files, tool outputs and library answers. */
public final class FakeSource implements Source {
    private final Platform platform;
    private final TreeMap<String, String> files = new TreeMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, String> commands = new HashMap<>();
    private final Map<Library, String> libraries = new EnumMap<>(Library.class);
    private final Map<String, String> environment = new HashMap<>();

    private FakeSource(Platform platform) {
        this.platform = platform;
    }

    /** A PC with Linux, 64 GB and eight cores. */
    public static FakeSource linux() {
        return new FakeSource(new Platform("Linux", "amd64"))
                .memory(64, 58)
                .file("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Ryzen 7 9800X3D\nflags\t\t: avx avx2 fma f16c\n")
                .file("/sys/devices/system/cpu/online", "0-7\n");
    }

    /** A board with Linux on ARM. */
    public static FakeSource arm() {
        return new FakeSource(new Platform("Linux", "aarch64"))
                .memory(8, 6)
                .file("/proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd asimddp\nCPU part\t: 0xd42\n")
                .file("/sys/devices/system/cpu/online", "0-5\n");
    }

    /** A machine with Windows. */
    public static FakeSource windows(double totalGib, double availableGib) {
        return new FakeSource(new Platform("Windows 11", "amd64"))
                .library(
                        Library.WINDOWS_MEMORY,
                        "total=" + (long) (totalGib * (1L << 30)) + "\navailable=" + (long) (availableGib * (1L << 30))
                                + "\n")
                .library(Library.OSHI, "cpu=Ryzen\npackages=1\ncores=8\nthreads=16\n");
    }

    /** A Mac. */
    public static FakeSource mac(String chip, long gib, int gpuCores, String version) {
        return new FakeSource(new Platform("Mac OS X", "aarch64"))
                .library(
                        Library.SYSCTL,
                        "machdep.cpu.brand_string=" + chip + "\nkern.osproductversion=" + version + "\nhw.memsize="
                                + (gib << 30) + "\nhw.physicalcpu=12\nhw.logicalcpu=12\nhw.nperflevels=2\n"
                                + "hw.perflevel0.physicalcpu=8\nhw.perflevel1.physicalcpu=4\niogpu.wired_limit_mb=0\n")
                .command("ioreg -rc AGXAccelerator -d1", "    \"gpu-core-count\" = " + gpuCores + "\n");
    }

    FakeSource memory(double totalGib, double availableGib) {
        return file(
                "/proc/meminfo",
                "MemTotal:       " + (long) (totalGib * (1 << 20)) + " kB\nMemFree:        3040000 kB\nMemAvailable:   "
                        + (long) (availableGib * (1 << 20)) + " kB\n");
    }

    FakeSource file(String path, String text) {
        files.put(path, text);
        return this;
    }

    FakeSource link(String path, String target) {
        links.put(path, target);
        return this;
    }

    FakeSource command(String line, String output) {
        commands.put(line, output);
        return this;
    }

    FakeSource library(Library library, String text) {
        libraries.put(library, text);
        return this;
    }

    FakeSource variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** A card on the PCI bus with the files of its driver. */
    FakeSource card(String address, String id, String driver, String... files) {
        String folder = "/sys/bus/pci/devices/" + address;
        file(folder + "/class", "0x030000\n");
        file(folder + "/vendor", "0x" + id.substring(0, 4) + "\n");
        file(folder + "/device", "0x" + id.substring(5) + "\n");
        link(folder + "/driver", "../../../bus/pci/drivers/" + driver);
        for (int i = 0; i < files.length; i += 2) {
            file(folder + "/" + files[i], files[i + 1]);
        }
        return this;
    }

    /** A node of the KFD topology. */
    FakeSource kfd(int node, long gfxVersion, int bus, int simds) {
        return file(
                "/sys/class/kfd/kfd/topology/nodes/" + node + "/properties",
                "simd_count " + simds + "\ngfx_target_version " + gfxVersion + "\nlocation_id " + (bus << 8)
                        + "\ndomain 0\n");
    }

    /** Returns the machine that these facts make. */
    Machine machine() {
        return new MachineAssembly(HardwareDatabase.bundled()).assemble(ThisMachine.read(this));
    }

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    public Probe<String> file(String path) {
        return answer(files.get(path), path);
    }

    @Override
    public Probe<String> link(String path) {
        return answer(links.get(path), path);
    }

    @Override
    public List<String> list(String directory) {
        TreeSet<String> names = new TreeSet<>();
        String prefix = directory + "/";
        for (String path : files.tailMap(prefix).keySet()) {
            if (!path.startsWith(prefix)) {
                break;
            }
            names.add(path.substring(prefix.length()).split("/", 2)[0]);
        }
        return List.copyOf(names);
    }

    @Override
    public Probe<String> command(List<String> command) {
        return answer(commands.get(String.join(" ", command)), command.getFirst());
    }

    @Override
    public Probe<String> library(Library library) {
        return answer(libraries.get(library), library.name());
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    private static Probe<String> answer(@Nullable String text, String what) {
        return text == null ? new Probe.Absent<>(what + " is not there") : new Probe.Found<>(text, what);
    }
}
