package dev.llmfit.probe.linux;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.tools.IntelReading;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Intel GPUs from the files of the xe and i915 drivers. A card tells its memory per tile (xe) or as local memory (i915); the
 * file that AMD uses does not exist here (llmfit#609).
 */
final class IntelGpus {
    private static final List<Backend> BACKENDS = List.of(Backend.SYCL, Backend.VULKAN);

    private IntelGpus() {}

    /** Returns whether this may be a card: the GPU of an Intel processor always sits at the same address. */
    static boolean isCard(PciGpu pci) {
        return pci.vendor().equals("8086") && !pci.address().endsWith(":00:02.0");
    }

    /**
     * Returns the facts of one Intel device on the bus.
     *
     * @param tools what Level Zero or xpu-smi tell; the driver's files do not tell what is free
     */
    static GpuFacts read(Source source, PciGpu pci, HardwareDatabase database, List<IntelReading> tools) {
        String folder = "/sys/bus/pci/devices/" + pci.address();
        Optional<IntelReading> tool = tools.stream()
                .filter(r -> r.address().filter(pci.address()::equals).isPresent())
                .findFirst();
        Optional<Bytes> memory = tiles(source, folder).or(() -> local(source, folder));
        Optional<Bytes> total = memory.or(() -> tool.flatMap(IntelReading::total));
        boolean integrated = total.isEmpty() && !isCard(pci);
        boolean driver =
                pci.driver().filter(d -> d.equals("xe") || d.equals("i915")).isPresent();
        IntelReading reading = new IntelReading(
                tool.flatMap(IntelReading::name),
                Optional.of(pci.address()),
                Optional.of(pci.device()),
                total,
                tool.flatMap(IntelReading::free),
                memory.isPresent() ? folder : tool.map(IntelReading::source).orElse(folder));
        return facts(reading, database)
                .backends(driver ? BACKENDS : List.of())
                .unified(integrated)
                .integrated(integrated)
                .pcieLink(integrated ? Optional.empty() : pci.link())
                .aperture(pci.aperture())
                .driver(pci.driver())
                .runtimeStatus(pci.runtimeStatus())
                .build();
    }

    /** Starts the facts of a card that a tool tells. */
    static GpuFacts.Builder facts(IntelReading reading, HardwareDatabase database) {
        Optional<String> pciId = reading.pciDevice().map(d -> "8086:" + d);
        Optional<HardwareEntry> entry =
                reading.total().flatMap(m -> pciId.flatMap(id -> database.byPciId(id, m.gib())));
        String name = entry.map(HardwareEntry::name)
                .or(reading::name)
                .or(() -> pciId.flatMap(database::nameOf))
                .orElse((reading.total().isEmpty() ? "Intel Graphics" : "Intel GPU")
                        + pciId.map(id -> " [" + id + "]").orElse(""));
        return GpuFacts.named(name, reading.source())
                .backends(BACKENDS)
                .total(reading.total())
                .free(reading.free())
                .databaseId(entry.map(HardwareEntry::id))
                .pciId(pciId)
                .busAddress(reading.address());
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
                .flatMap(n -> KeyValues.bytes(Long.toString(n)));
    }

    static Optional<Long> number(String text) {
        if (text.startsWith("0x")) {
            boolean hex = text.length() > 2
                    && text.length() <= 18
                    && text.substring(2).chars().allMatch(c -> Character.digit(c, 16) >= 0);
            return hex
                    ? Optional.of(Long.parseUnsignedLong(text.substring(2), 16)).filter(n -> n >= 0)
                    : Optional.empty();
        }
        var decimal = KeyValues.parse(text);
        return decimal.isPresent() ? Optional.of(decimal.getAsLong()) : Optional.empty();
    }
}
