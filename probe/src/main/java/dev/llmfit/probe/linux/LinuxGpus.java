package dev.llmfit.probe.linux;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.nvidia.NvidiaSmi;
import dev.llmfit.probe.nvidia.NvmlText;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.tools.AmdReading;
import dev.llmfit.probe.tools.IntelReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** GPUs of a Linux machine: identity from the PCI bus, memory from the driver, never from a name. */
final class LinuxGpus {
    private static final String NVIDIA = "10de";
    private static final String AMD = "1002";
    private static final String INTEL = "8086";

    private final Source source;
    private final List<Warning> findings;
    private final List<PciGpu> bus;
    private final HardwareDatabase database = HardwareDatabase.bundled();

    private LinuxGpus(Source source, List<Warning> findings) {
        this.source = source;
        this.findings = findings;
        this.bus = PciGpu.read(source);
    }

    /** Returns every GPU that can be seen; what is odd is added to the findings. */
    static List<GpuFacts> read(Source source, String os, List<Warning> findings) {
        LinuxGpus reader = new LinuxGpus(source, findings);
        LinuxTools tools = new LinuxTools(source);
        // Without a bus (containers without /sys, phones, boards) only tools can tell; they are started before NVML is
        // asked.
        Optional<Supplier<List<GpuFacts>>> busless =
                reader.bus.isEmpty() ? reader.withoutBus(os, tools) : Optional.empty();
        Supplier<List<AmdReading>> amd = reader.bus.stream().anyMatch(p -> AmdGpus.needsTool(source, p))
                ? LinuxTools.started(tools::amd)
                : List::of;
        Supplier<List<IntelReading>> intel =
                reader.bus.stream().anyMatch(IntelGpus::isCard) ? LinuxTools.started(tools::intel) : List::of;
        List<GpuFacts> gpus = new ArrayList<>(reader.nvidia());
        for (PciGpu pci : reader.bus) {
            switch (pci.vendor()) {
                case NVIDIA -> {} // read above
                case AMD -> gpus.add(AmdGpus.read(source, pci, reader.database, amd.get()));
                case INTEL -> gpus.add(IntelGpus.read(source, pci, reader.database, intel.get()));
                default -> gpus.add(reader.other(pci));
            }
        }
        if (gpus.isEmpty() && busless.isPresent()) {
            gpus.addAll(busless.get().get());
        }
        return gpus;
    }

    private List<GpuFacts> nvidia() {
        List<PciGpu> cards = bus.stream().filter(p -> p.vendor().equals(NVIDIA)).toList();
        boolean tegra = source.file("/etc/nv_tegra_release").found().isPresent();
        boolean node = source.list("/dev").contains("nvidiactl");
        boolean module = source.file("/proc/driver/nvidia/version").found().isPresent();
        boolean wsl = !source.list("/usr/lib/wsl/lib").isEmpty();
        if (cards.isEmpty() && !tegra && !node && !module && !wsl) {
            return List.of();
        }
        List<GpuFacts> read = fromDriver();
        if (read.isEmpty() && tegra) {
            return List.of(jetson());
        }
        if (read.isEmpty() && (module || !cards.isEmpty()) && !node) {
            withoutDevices(cards, module);
        }
        List<GpuFacts> merged = new ArrayList<>();
        for (GpuFacts gpu : read) {
            merged.add(withBus(gpu, cards));
        }
        for (PciGpu card : cards) {
            boolean known = read.stream()
                    .anyMatch(g -> g.busAddress()
                            .filter(a -> a.equalsIgnoreCase(card.address()))
                            .isPresent());
            if (!known && (read.isEmpty() || read.size() < cards.size())) {
                merged.add(unusable(card));
            }
        }
        return merged;
    }

    private List<GpuFacts> fromDriver() {
        Probe<String> nvml = source.library(Source.Library.NVML);
        if (nvml instanceof Probe.Found<String> found) {
            return NvmlText.parse(found.value());
        }
        if (nvml instanceof Probe.Failed<String> failed) {
            findings.add(
                    new Warning(
                            "nvml-failed",
                            "NVIDIA's library answers with an error: " + failed.reason() + ".",
                            "A sleeping card needs up to 3 s: try again. After a driver update restart; after a suspend reload nvidia_uvm."));
            return List.of(); // nvidia-smi asks the same library
        }
        Probe<String> smi = source.command(NvidiaSmi.COMMAND);
        if (smi instanceof Probe.Absent<String>) {
            smi = source.command(NvidiaSmi.WSL_COMMAND);
        }
        return smi.found().map(NvidiaSmi::parse).orElse(List.of());
    }

    private void withoutDevices(List<PciGpu> cards, boolean module) {
        boolean container = source.file("/.dockerenv").found().isPresent()
                || source.environment().containsKey("container")
                || source.environment().containsKey("KUBERNETES_SERVICE_HOST");
        if (module && container) {
            findings.add(new Warning(
                    "container-without-gpu",
                    "The host has an NVIDIA driver, but this container has no /dev/nvidia devices.",
                    "Start the container with --gpus all (or request nvidia.com/gpu in Kubernetes)."));
        } else if (module && !cards.isEmpty()) {
            findings.add(new Warning(
                    "nvidia-devices-missing",
                    "The NVIDIA driver is loaded but /dev/nvidiactl is missing.",
                    "Run nvidia-modprobe, or nvidia-smi once as root."));
        }
    }

    private GpuFacts jetson() {
        String name = source.file("/proc/device-tree/model")
                .found()
                .map(t -> t.replace("\0", "").strip())
                .filter(t -> !t.isEmpty())
                .orElse("NVIDIA Tegra");
        return GpuFacts.named(name, "/etc/nv_tegra_release")
                .backends(List.of(Backend.CUDA))
                .unified(true)
                .build();
    }

    private static GpuFacts withBus(GpuFacts gpu, List<PciGpu> cards) {
        return cards.stream()
                .filter(c -> gpu.busAddress()
                        .filter(a -> a.equalsIgnoreCase(c.address()))
                        .isPresent())
                .findFirst()
                .map(c -> gpu.change()
                        .driver(c.driver())
                        .runtimeStatus(c.runtimeStatus())
                        .build())
                .orElse(gpu);
    }

    private GpuFacts unusable(PciGpu card) {
        String name = database.nameOf(card.id()).orElse("NVIDIA GPU [" + card.id() + "]");
        boolean bound = card.driver().filter("nvidia"::equals).isPresent();
        return GpuFacts.named(name, "/sys/bus/pci/devices/" + card.address())
                .pciId(Optional.of(card.id()))
                .busAddress(Optional.of(card.address()))
                .driver(card.driver())
                .runtimeStatus(card.runtimeStatus())
                .exclusion(
                        bound
                                ? Optional.of("NVIDIA's driver is bound to it but does not answer for it.")
                                : Optional.empty())
                .build();
    }

    private GpuFacts other(PciGpu pci) {
        return GpuFacts.named("Display adapter [" + pci.id() + "]", "/sys/bus/pci/devices/" + pci.address())
                .pciId(Optional.of(pci.id()))
                .busAddress(Optional.of(pci.address()))
                .driver(pci.driver())
                .build();
    }

    /** Where no PCI bus can be seen: what the device files promise is asked for by tools. */
    private Optional<Supplier<List<GpuFacts>>> withoutBus(String os, LinuxTools tools) {
        if (!source.list("/sys/class/kgsl").isEmpty()) {
            return Optional.of(() -> List.of(adreno()));
        }
        List<String> devices = source.list("/dev");
        boolean render = !source.list("/dev/dri").isEmpty();
        boolean nvidia = devices.contains("nvidiactl"); // its own library and tool are asked
        if (nvidia || (!os.equals("android") && !render && !devices.contains("kfd"))) {
            return Optional.empty();
        }
        Supplier<List<AmdReading>> amd = devices.contains("kfd") ? LinuxTools.started(tools::amd) : List::of;
        Supplier<List<IntelReading>> intel = render ? LinuxTools.started(tools::intel) : List::of;
        Supplier<List<GpuFacts>> vulkan = LinuxTools.started(tools::vulkan);
        return Optional.of(() -> {
            List<GpuFacts> found = new ArrayList<>();
            amd.get().forEach(r -> found.add(r.facts(database).build()));
            intel.get().stream()
                    .filter(r -> r.total().isPresent())
                    .forEach(r -> found.add(IntelGpus.facts(r, database).build()));
            return found.isEmpty() ? vulkan.get() : found;
        });
    }

    private GpuFacts adreno() {
        String model = source.file("/sys/class/kgsl/kgsl-3d0/gpu_model")
                .found()
                .map(String::strip)
                .orElse("Adreno");
        return GpuFacts.named(model, "/sys/class/kgsl")
                .backends(List.of(Backend.VULKAN))
                .unified(true)
                .integrated(true)
                .build();
    }
}
