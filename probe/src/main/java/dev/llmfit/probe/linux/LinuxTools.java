package dev.llmfit.probe.linux;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.intel.LevelZeroText;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.tools.AmdReading;
import dev.llmfit.probe.tools.AmdSmi;
import dev.llmfit.probe.tools.IntelReading;
import dev.llmfit.probe.tools.RocmSmi;
import dev.llmfit.probe.tools.VulkanInfo;
import dev.llmfit.probe.tools.XpuSmi;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Vendors' tools and libraries, for what the kernel's files do not tell. Each may take two seconds, so whatever is needed is
 * started at the same time.
 */
final class LinuxTools {
    private final Source source;

    LinuxTools(Source source) {
        this.source = source;
    }

    /** Starts a task in a thread of its own; asking the result waits for it. A short process has no use for virtual threads. */
    static <T> Supplier<T> started(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, Thread.ofPlatform().daemon()::start)::join;
    }

    /** Asks amd-smi and rocm-smi; the newer one counts, unless it tells no memory. */
    List<AmdReading> amd() {
        Supplier<Probe<String>> metric = started(() -> source.command(AmdSmi.METRIC));
        Supplier<Probe<String>> old = started(() -> source.command(RocmSmi.COMMAND));
        String described = source.command(AmdSmi.STATIC).found().orElse("");
        List<AmdReading> newer = AmdSmi.parse(described, metric.get().found().orElse(""));
        boolean known = newer.stream().anyMatch(r -> r.total().isPresent());
        return known ? newer : RocmSmi.parse(old.get().found().orElse(""));
    }

    /** Asks Level Zero and xpu-smi; the library counts unless it tells nothing. */
    List<IntelReading> intel() {
        Supplier<Probe<String>> discovery = started(() -> source.command(XpuSmi.DISCOVERY));
        Supplier<Probe<String>> used = started(() -> source.command(XpuSmi.USED));
        List<IntelReading> library = source.library(Source.Library.LEVEL_ZERO)
                .found()
                .map(LevelZeroText::parse)
                .orElse(List.of());
        return library.isEmpty()
                ? XpuSmi.parse(
                        discovery.get().found().orElse(""), used.get().found().orElse(""))
                : library;
    }

    /** Asks Vulkan; with heaps if they can be had. */
    List<GpuFacts> vulkan() {
        Supplier<Probe<String>> summary = started(() -> source.command(VulkanInfo.SUMMARY));
        List<GpuFacts> full =
                source.command(VulkanInfo.FULL).found().map(VulkanInfo::parse).orElse(List.of());
        return full.isEmpty() ? summary.get().found().map(VulkanInfo::parse).orElse(List.of()) : full;
    }
}
