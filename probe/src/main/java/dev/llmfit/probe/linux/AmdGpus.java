package dev.llmfit.probe.linux;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.hardware.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareEntry;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.tools.AmdProcessors;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * AMD GPUs from the files of the amdgpu driver: memory by {@code mem_info_*}, the gfx id by the KFD topology. Neither ROCm nor
 * root is needed, and a card is known by its PCI id, whatever a tool calls it.
 */
final class AmdGpus {
    /** Gfx ids that ROCm builds of llama.cpp ship kernels for by default. */
    private static final Set<String> ROCM_FAMILIES = Set.of(
            "gfx906", "gfx908", "gfx90a", "gfx940", "gfx941", "gfx942", "gfx950", "gfx1010", "gfx1012", "gfx1030",
            "gfx1100", "gfx1101", "gfx1102", "gfx1151", "gfx1200", "gfx1201");

    private AmdGpus() {}

    /** Returns the facts of one AMD device on the bus. */
    static GpuFacts read(Source source, PciGpu pci, HardwareDatabase database) {
        String folder = "/sys/bus/pci/devices/" + pci.address() + "/";
        Optional<Bytes> vram = size(source, folder + "mem_info_vram_total");
        Optional<Bytes> used = size(source, folder + "mem_info_vram_used");
        Optional<Bytes> lent = size(source, folder + "mem_info_gtt_total");
        Optional<String> family = KfdTopology.read(source).familyAt(pci.address());
        boolean integrated = family.map(AmdProcessors::isFamily).orElse(AmdProcessors.isDevice(pci.device()));
        double gib = vram.map(Bytes::gib).orElse(0.0);
        Optional<HardwareEntry> entry = integrated ? Optional.empty() : database.byPciId(pci.id(), gib);
        String name = source.file(folder + "product_name")
                .found()
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .or(() -> entry.map(HardwareEntry::name))
                .orElse("AMD Radeon Graphics [" + pci.id() + "]");
        GpuFacts.Builder gpu = GpuFacts.named(name, folder + "mem_info_vram_total")
                .backends(backends(pci, family, vram))
                .unified(integrated)
                .integrated(integrated)
                .databaseId(entry.map(HardwareEntry::id))
                .pciId(Optional.of(pci.id()))
                .busAddress(Optional.of(pci.address()))
                .pcieLink(integrated ? Optional.empty() : pci.link())
                .driver(pci.driver())
                .runtimeStatus(pci.runtimeStatus())
                .architecture(entry.flatMap(HardwareEntry::architecture), family);
        if (integrated) {
            gpu.carveOut(vram, used).shared(lent);
        } else {
            // Discrete cards report a GTT too; it is host memory and no part of the card (gpu-utils#118).
            gpu.total(vram).free(vram.flatMap(v -> used.map(v::minus)));
        }
        return gpu.build();
    }

    private static List<Backend> backends(PciGpu pci, Optional<String> family, Optional<Bytes> vram) {
        if (pci.driver().filter("amdgpu"::equals).isEmpty() && vram.isEmpty()) {
            return List.of();
        }
        return family.filter(ROCM_FAMILIES::contains).isPresent()
                ? List.of(Backend.ROCM, Backend.VULKAN)
                : List.of(Backend.VULKAN, Backend.ROCM);
    }

    private static Optional<Bytes> size(Source source, String path) {
        return source.file(path)
                .found()
                .map(KeyValues::parse)
                .flatMap(n -> n.isPresent() ? Optional.of(Bytes.of(n.getAsLong())) : Optional.empty());
    }
}
