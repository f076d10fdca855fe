package dev.llmfit.probe.linux;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.hardware.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareEntry;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Intel GPUs from the files of the xe and i915 drivers. A card tells its memory per tile (xe) or as local memory (i915); the
 * file that AMD uses does not exist here (llmfit#609).
 */
final class IntelGpus {
    private IntelGpus() {}

    /** Returns the facts of one Intel device on the bus. */
    static GpuFacts read(Source source, PciGpu pci, HardwareDatabase database) {
        String folder = "/sys/bus/pci/devices/" + pci.address();
        Optional<Bytes> memory = tiles(source, folder).or(() -> local(source, folder));
        boolean integrated = memory.isEmpty() && pci.address().endsWith(":00:02.0");
        Optional<HardwareEntry> entry = memory.flatMap(m -> database.byPciId(pci.id(), m.gib()));
        String name = entry.map(HardwareEntry::name)
                .orElse((integrated ? "Intel Graphics [" : "Intel GPU [") + pci.id() + "]");
        boolean driver =
                pci.driver().filter(d -> d.equals("xe") || d.equals("i915")).isPresent();
        return GpuFacts.named(name, folder)
                .backends(driver ? List.of(Backend.SYCL, Backend.VULKAN) : List.of())
                .total(memory)
                .unified(integrated)
                .integrated(integrated)
                .databaseId(entry.map(HardwareEntry::id))
                .pciId(Optional.of(pci.id()))
                .busAddress(Optional.of(pci.address()))
                .pcieLink(integrated ? Optional.empty() : pci.link())
                .driver(pci.driver())
                .runtimeStatus(pci.runtimeStatus())
                .build();
    }

    private static Optional<Bytes> tiles(Source source, String folder) {
        Bytes sum = Bytes.ZERO;
        for (String name : source.list(folder)) {
            if (name.startsWith("tile")) {
                sum = sum.plus(size(source, folder + "/" + name + "/physical_vram_size_bytes")
                        .orElse(Bytes.ZERO));
            }
        }
        return sum.count() == 0 ? Optional.empty() : Optional.of(sum);
    }

    private static Optional<Bytes> local(Source source, String folder) {
        for (String card : source.list(folder + "/drm")) {
            Optional<Bytes> memory = size(source, folder + "/drm/" + card + "/lmem_total_bytes");
            if (memory.isPresent()) {
                return memory;
            }
        }
        return Optional.empty();
    }

    /** The drivers write decimal or hexadecimal numbers. */
    private static Optional<Bytes> size(Source source, String path) {
        return source.file(path)
                .found()
                .map(String::strip)
                .flatMap(IntelGpus::number)
                .map(Bytes::of);
    }

    static Optional<Long> number(String text) {
        if (text.startsWith("0x")) {
            boolean hex = text.length() > 2
                    && text.length() < 18
                    && text.substring(2).chars().allMatch(c -> Character.digit(c, 16) >= 0);
            return hex ? Optional.of(Long.parseLong(text.substring(2), 16)) : Optional.empty();
        }
        var decimal = KeyValues.parse(text);
        return decimal.isPresent() ? Optional.of(decimal.getAsLong()) : Optional.empty();
    }
}
