package dev.llmfit.probe.windows;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.probe.nvidia.NvidiaSmi;
import dev.llmfit.probe.nvidia.NvmlText;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.source.UnreadableHardwareException;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads a machine that runs Windows. */
public final class WindowsFacts {
    private WindowsFacts() {}

    /**
     * Reads the machine.
     *
     * @throws UnreadableHardwareException if not even the memory can be read
     */
    public static MachineFacts read(Source source) {
        KeyValues memory = KeyValues.parse(
                source.library(Source.Library.WINDOWS_MEMORY).found().orElse(""), '=');
        KeyValues oshi =
                KeyValues.parse(source.library(Source.Library.OSHI).found().orElse(""), '=');
        Bytes total = memory.size("total").or(() -> oshi.size("total")).orElse(Bytes.ZERO);
        if (total.count() == 0) {
            throw new UnreadableHardwareException("neither Windows nor OSHI tells how much memory this machine has");
        }
        Bytes available =
                memory.size("available").or(() -> oshi.size("available")).orElse(Bytes.ZERO);
        RamFacts ram = RamFacts.of(total, available, "GlobalMemoryStatusEx");
        Optional<Bytes> installed = memory.text("installed_kib").flatMap(KeyValues::kib);
        if (installed.isPresent()) {
            ram = ram.withInstalled(installed.get());
        }
        int threads = oshi.count("threads").orElse(1);
        CpuFacts cpu = new CpuFacts(
                oshi.text("cpu")
                        .or(() -> Optional.ofNullable(source.environment().get("PROCESSOR_IDENTIFIER")))
                        .orElse("unknown processor"),
                oshi.count("packages").orElse(1),
                1,
                oshi.count("cores").orElse(threads),
                threads,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Set.of(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
        return new MachineFacts(
                "this-machine",
                "windows",
                architecture(source),
                cpu,
                ram,
                gpus(source),
                source.environment(),
                List.of());
    }

    /** An emulated JVM sees x86 in {@code os.arch}; Windows tells the real one beside it. */
    private static String architecture(Source source) {
        String real = source.environment()
                .getOrDefault(
                        "PROCESSOR_ARCHITEW6432", source.environment().getOrDefault("PROCESSOR_ARCHITECTURE", ""));
        String identifier = source.environment().getOrDefault("PROCESSOR_IDENTIFIER", "");
        boolean arm = real.equals("ARM64") || identifier.startsWith("ARMv8") || identifier.startsWith("ARMv9");
        return arm ? "aarch64" : source.platform().architecture();
    }

    private static List<GpuFacts> gpus(Source source) {
        // NVML may hang; it is asked while DXGI or the registry answer.
        CompletableFuture<Probe<String>> nvml =
                CompletableFuture.supplyAsync(() -> source.library(Source.Library.NVML), Thread::startVirtualThread);
        List<GpuFacts> adapters =
                source.library(Source.Library.DXGI).found().map(DxgiText::parse).orElseGet(() -> fromRegistry(source));
        boolean nvidia = adapters.stream().anyMatch(g -> g.backends().contains(Backend.CUDA));
        if (!nvidia) {
            return adapters;
        }
        Probe<String> library = nvml.join();
        if (library instanceof Probe.Absent<String>) {
            library = source.command(NvidiaSmi.COMMAND);
            return merged(adapters, library.found().map(NvidiaSmi::parse).orElse(List.of()));
        }
        return merged(adapters, library.found().map(NvmlText::parse).orElse(List.of()));
    }

    private static List<GpuFacts> merged(List<GpuFacts> adapters, List<GpuFacts> driver) {
        if (driver.isEmpty()) {
            return adapters;
        }
        // NVML counts what other processes use; DXGI's budget does not.
        List<GpuFacts> merged = new ArrayList<>();
        driver.forEach(g -> merged.add(g.unified() ? lent(g, adapters) : g));
        adapters.stream().filter(g -> !g.backends().contains(Backend.CUDA)).forEach(merged::add);
        return merged;
    }

    /**
     * NVML does not know the memory of a chip that works in system memory. CUDA has what Windows keeps for it and what Windows lends
     * it (N1X: 8,128 and 38,912 MiB by DXGI, 46,477 MiB by CUDA; unslothai/unsloth#11208).
     */
    private static GpuFacts lent(GpuFacts chip, List<GpuFacts> adapters) {
        Optional<GpuFacts> adapter = adapters.stream()
                .filter(a -> a.pciId().isPresent() && a.pciId().equals(chip.pciId()))
                .findFirst();
        Optional<Bytes> both =
                adapter.flatMap(a -> a.total().flatMap(own -> a.shared().map(own::plus)));
        return both.isPresent() ? chip.change().total(both).build() : chip;
    }

    private static List<GpuFacts> fromRegistry(Source source) {
        String text = source.command(RegistryAdapters.COMMAND).found().orElse("");
        return RegistryAdapters.parse(text).stream()
                .map(a -> GpuFacts.named(a.name(), "registry")
                        .backends(backends(a.name()))
                        .total(a.memory())
                        .build())
                .toList();
    }

    private static List<Backend> backends(String name) {
        if (name.startsWith("NVIDIA")) {
            return List.of(Backend.CUDA, Backend.VULKAN);
        }
        return name.startsWith("AMD") || name.startsWith("Radeon") || name.startsWith("Intel")
                ? List.of(Backend.VULKAN)
                : List.of();
    }
}
