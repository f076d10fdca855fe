package dev.llmfit.probe.nvidia;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Parses what {@link NvmlLibrary} wrote down. */
public final class NvmlText {
    private NvmlText() {}

    /** Returns one GPU for each device, or one for each MIG slice of a device that is split. */
    public static List<GpuFacts> parse(String text) {
        KeyValues values = KeyValues.parse(text, '=');
        List<GpuFacts> gpus = new ArrayList<>();
        long count = Math.min(256, values.number("count").orElse(0));
        for (int i = 0; i < count; i++) {
            String key = "gpu." + i + ".";
            GpuFacts whole = device(values, key);
            List<GpuFacts> slices = slices(values, key, whole);
            boolean split = values.number(key + "mig").orElse(0) == 1 || !slices.isEmpty();
            if (!split) {
                gpus.add(whole);
            } else if (slices.isEmpty()) {
                gpus.add(whole.change()
                        .exclusion(Optional.of("MIG is on but no slice is visible; the whole card cannot be used."))
                        .build());
            } else {
                gpus.addAll(slices);
            }
        }
        return gpus;
    }

    private static GpuFacts device(KeyValues values, String key) {
        String name = values.text(key + "name").orElse("NVIDIA GPU");
        Optional<String> pciId = values.text(key + "pci_id");
        Optional<Bytes> total = size(values, key + "memory.total");
        boolean unified = UnifiedNvidia.is(name, pciId);
        return GpuFacts.named(name, "NVML")
                .backends(List.of(Backend.CUDA, Backend.VULKAN))
                .total(unified ? Optional.empty() : total)
                .free(unified ? Optional.empty() : size(values, key + "memory.free"))
                .unified(unified)
                .displayAttached(values.number(key + "display_active").orElse(0) == 1)
                .pciId(pciId)
                .busAddress(values.text(key + "pci_address"))
                .pcieLink(link(values, key))
                .bandwidthGbps(bandwidth(values, key))
                .powerWatts(power(values, key))
                .maxMemoryClockMhz(clock(values, key))
                .architecture(Optional.empty(), values.text(key + "compute_capability"))
                .uuid(values.text(key + "uuid"))
                .build();
    }

    private static List<GpuFacts> slices(KeyValues values, String key, GpuFacts whole) {
        List<GpuFacts> slices = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String slice = key + "slice." + i + ".";
            Optional<Bytes> total = size(values, slice + "memory.total");
            if (total.isPresent()) {
                slices.add(whole.change()
                        .total(total)
                        .free(size(values, slice + "memory.free"))
                        .mig(profile(values.text(slice + "name").orElse("")), whole.total())
                        .uuid(values.text(slice + "uuid"))
                        .build());
            }
        }
        return slices;
    }

    /** {@code NVIDIA A100-SXM4-80GB MIG 1g.10gb} ends with the profile. */
    private static Optional<String> profile(String name) {
        int at = name.indexOf(" MIG ");
        return Optional.of(at < 0 ? "slice" : name.substring(at + 5).strip());
    }

    /** The link at rest drops to the first generation, so the card's highest generation with the present width counts. */
    private static Optional<String> link(KeyValues values, String key) {
        var width = values.number(key + "link_width");
        var generation = values.number(key + "max_link_generation").isPresent()
                ? values.number(key + "max_link_generation")
                : values.number(key + "link_generation");
        boolean real = width.isPresent() && width.getAsLong() > 0 && width.getAsLong() <= 16 && generation.isPresent();
        return real ? Optional.of(generation.getAsLong() + ".0 x" + width.getAsLong()) : Optional.empty();
    }

    /** Two transfers per clock over the width of the bus: tells apart variants of one name (GTX 1650 GDDR5 and GDDR6). */
    private static OptionalDouble bandwidth(KeyValues values, String key) {
        OptionalDouble clock = clock(values, key);
        var width = values.number(key + "bus_width");
        return clock.isPresent() && width.isPresent() && width.getAsLong() > 0
                ? OptionalDouble.of(clock.getAsDouble() * 2 * width.getAsLong() / 8 / 1000)
                : OptionalDouble.empty();
    }

    /** NVML tells milliwatts. */
    private static OptionalDouble power(KeyValues values, String key) {
        var limit = values.number(key + "power_limit");
        return limit.isPresent() && limit.getAsLong() > 0
                ? OptionalDouble.of(limit.getAsLong() / 1000.0)
                : OptionalDouble.empty();
    }

    private static OptionalDouble clock(KeyValues values, String key) {
        var clock = values.number(key + "max_memory_clock");
        return clock.isPresent() && clock.getAsLong() > 0
                ? OptionalDouble.of((double) clock.getAsLong())
                : OptionalDouble.empty();
    }

    private static Optional<Bytes> size(KeyValues values, String key) {
        return values.size(key).filter(bytes -> bytes.count() > 0);
    }
}
