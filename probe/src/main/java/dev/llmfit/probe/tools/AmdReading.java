package dev.llmfit.probe.tools;

import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * An AMD GPU as the driver's files or a tool tell it.
 *
 * @param name marketing name; generic names are common
 * @param pciDevice PCI device of vendor 1002, four hexadecimal digits
 * @param family gfx id
 * @param address PCI address
 * @param total its memory, or what firmware reserves for it if it is part of the processor
 * @param used how much of that is in use
 * @param lent system memory that the driver lends (GTT)
 * @param source what it was read from
 */
public record AmdReading(
        Optional<String> name,
        Optional<String> pciDevice,
        Optional<String> family,
        Optional<String> address,
        Optional<Bytes> total,
        Optional<Bytes> used,
        Optional<Bytes> lent,
        String source) {

    /** Returns whether the GPU is part of a processor: by gfx id, else by PCI device, never by name. */
    public boolean integrated() {
        return family.map(AmdProcessors::isFamily)
                .orElse(pciDevice.map(AmdProcessors::isDevice).orElse(false));
    }

    /** Starts the facts of this GPU; the caller adds what the bus tells. */
    public GpuFacts.Builder facts(HardwareDatabase database) {
        boolean integrated = integrated();
        Optional<String> pciId = pciDevice.map(d -> "1002:" + d);
        double gib = total.map(Bytes::gib).orElse(0.0);
        Optional<HardwareEntry> entry = integrated ? Optional.empty() : pciId.flatMap(id -> database.byPciId(id, gib));
        // "AMD Radeon Graphics" and "Navi 31 [Radeon RX 7900 XT/7900 XTX]" say less than PCI id and memory together.
        String shown = name.filter(n ->
                        !n.isEmpty() && (entry.isEmpty() || (!n.contains("[") && !n.equals("AMD Radeon Graphics"))))
                .or(() -> entry.map(HardwareEntry::name))
                .or(() -> total.isEmpty() ? pciId.flatMap(database::nameOf) : Optional.empty())
                .orElse("AMD Radeon Graphics" + pciId.map(id -> " [" + id + "]").orElse(""));
        GpuFacts.Builder gpu = GpuFacts.named(shown, source)
                .backends(AmdProcessors.backends(family))
                .unified(integrated)
                .integrated(integrated)
                .databaseId(entry.map(HardwareEntry::id))
                .pciId(pciId)
                .busAddress(address)
                .architecture(entry.flatMap(HardwareEntry::architecture), family);
        if (integrated) {
            gpu.carveOut(total, used).shared(lent);
        } else {
            // Discrete cards report a GTT too; it is host memory and no part of the card (gpu-utils#118).
            gpu.total(total).free(total.flatMap(t -> used.map(t::minus)));
        }
        return gpu;
    }
}
