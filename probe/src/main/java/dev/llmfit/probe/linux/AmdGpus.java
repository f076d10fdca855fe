package dev.llmfit.probe.linux;

import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.tools.AmdReading;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * AMD GPUs from the files of the amdgpu driver: memory by {@code mem_info_*}, the gfx id by the KFD topology. Neither ROCm nor
 * root is needed, and a card is known by its PCI id, whatever a tool calls it.
 */
final class AmdGpus {
    private AmdGpus() {}

    /** Returns whether the driver's files do not tell the memory: only a tool can then. */
    static boolean needsTool(Source source, PciGpu pci) {
        return pci.vendor().equals("1002")
                && size(source, folder(pci) + "mem_info_vram_total").isEmpty();
    }

    /**
     * Returns the facts of one AMD device on the bus.
     *
     * @param tools what tools tell, for a driver that tells no memory
     */
    static GpuFacts read(Source source, PciGpu pci, HardwareDatabase database, List<AmdReading> tools) {
        String folder = folder(pci);
        Optional<Bytes> vram = size(source, folder + "mem_info_vram_total");
        Optional<AmdReading> tool = vram.isPresent() ? Optional.empty() : at(pci, tools);
        AmdReading reading = new AmdReading(
                source.file(folder + "product_name")
                        .found()
                        .map(String::strip)
                        .or(() -> tool.flatMap(AmdReading::name)),
                Optional.of(pci.device()),
                KfdTopology.read(source).familyAt(pci.address()).or(() -> tool.flatMap(AmdReading::family)),
                Optional.of(pci.address()),
                vram.or(() -> tool.flatMap(AmdReading::total)),
                size(source, folder + "mem_info_vram_used").or(() -> tool.flatMap(AmdReading::used)),
                size(source, folder + "mem_info_gtt_total").or(() -> tool.flatMap(AmdReading::lent)),
                tool.map(AmdReading::source).orElse(folder + "mem_info_vram_total"));
        GpuFacts.Builder gpu = reading.facts(database)
                .pcieLink(reading.integrated() ? Optional.empty() : pci.link())
                .aperture(pci.aperture())
                .driver(pci.driver())
                .runtimeStatus(pci.runtimeStatus());
        boolean driver = pci.driver().filter("amdgpu"::equals).isPresent() || vram.isPresent();
        return driver ? gpu.build() : gpu.backends(List.of()).build();
    }

    /** By address; a tool that tells no address is believed if it lists one GPU only. */
    private static Optional<AmdReading> at(PciGpu pci, List<AmdReading> tools) {
        return tools.stream()
                .filter(r -> r.address().filter(pci.address()::equals).isPresent())
                .findFirst()
                .or(() -> tools.stream()
                        .filter(r -> tools.size() == 1
                                && r.pciDevice().orElse(pci.device()).equals(pci.device()))
                        .findFirst());
    }

    private static String folder(PciGpu pci) {
        return "/sys/bus/pci/devices/" + pci.address() + "/";
    }

    private static Optional<Bytes> size(Source source, String path) {
        return source.file(path).found().flatMap(KeyValues::bytes);
    }
}
