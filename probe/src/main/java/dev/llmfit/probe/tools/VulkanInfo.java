package dev.llmfit.probe.tools;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * GPUs from {@code vulkaninfo}. The summary tells names and kinds; the full text tells memory heaps too, with a budget where
 * the driver has {@code VK_EXT_memory_budget}. What counts is what llama.cpp counts ({@code ggml_backend_vk_get_device_memory}):
 * heaps of the device, all heaps if the GPU is part of the processor, and budget less usage as free. Software renderers are
 * devices of type CPU.
 */
public final class VulkanInfo {
    /** Everything, with heaps. */
    public static final List<String> FULL = List.of("vulkaninfo");

    /** Names and kinds. */
    public static final List<String> SUMMARY = List.of("vulkaninfo", "--summary");

    private VulkanInfo() {}

    /** Parses the summary or the full text; a GPU without memory stays without memory. */
    public static List<GpuFacts> parse(String text) {
        List<GpuFacts> gpus = new ArrayList<>();
        StringBuilder section = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            boolean starts = line.startsWith("GPU") && line.strip().endsWith(":");
            if (starts) {
                device(section.toString()).ifPresent(gpus::add);
                section.setLength(0);
            }
            section.append(line).append('\n');
        }
        device(section.toString()).ifPresent(gpus::add);
        return gpus;
    }

    private static Optional<GpuFacts> device(String section) {
        KeyValues values = KeyValues.parse(section, '=');
        Optional<String> name = values.text("deviceName");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String type = values.text("deviceType").orElse("");
        boolean software = type.endsWith("_CPU");
        boolean integrated = type.endsWith("_INTEGRATED_GPU");
        Optional<String> vendor = values.text("vendorID").map(VulkanInfo::hex);
        Optional<String> device = values.text("deviceID").map(VulkanInfo::hex);
        List<Heap> heaps =
                heaps(section).stream().filter(h -> integrated || h.local).toList();
        Optional<Bytes> total = heaps.isEmpty()
                ? Optional.empty()
                : Optional.of(heaps.stream().map(h -> Bytes.of(h.size)).reduce(Bytes.ZERO, Bytes::plus));
        boolean budgets = !heaps.isEmpty() && heaps.stream().allMatch(h -> h.budget >= 0);
        Optional<Bytes> free = budgets
                ? Optional.of(heaps.stream()
                        .map(h -> Bytes.of(Math.max(0, Math.min(h.size, h.budget) - h.usage)))
                        .reduce(Bytes.ZERO, Bytes::plus))
                : Optional.empty();
        return Optional.of(GpuFacts.named(name.get(), "vulkaninfo")
                .backends(software ? List.of() : List.of(Backend.VULKAN))
                .unified(integrated)
                .integrated(integrated)
                .total(total)
                .free(free)
                .pciId(vendor.flatMap(v -> device.map(d -> v + ":" + d)))
                .exclusion(software ? Optional.of("It is a software renderer on the processor.") : Optional.empty())
                .build());
    }

    /** One memory heap; sizes in bytes, a budget of -1 if the driver tells none. */
    private static final class Heap {
        private long size;
        private long budget = -1;
        private long usage;
        private boolean local;
    }

    /** {@code size   = 8321499136 (0x1f0000000) (7.75 GiB)}, budget and usage alike, flags on lines of their own. */
    private static List<Heap> heaps(String section) {
        List<Heap> heaps = new ArrayList<>();
        boolean inside = false;
        for (String raw : section.split("\n", -1)) {
            String line = raw.strip();
            if (line.startsWith("memoryHeaps[")) {
                heaps.add(new Heap());
                inside = true;
            } else if (line.startsWith("memoryTypes")) {
                inside = false;
            } else if (inside && line.equals("MEMORY_HEAP_DEVICE_LOCAL_BIT")) {
                heaps.getLast().local = true;
            } else if (inside && line.indexOf('=') > 0) {
                number(heaps.getLast(), line);
            }
        }
        return heaps.stream().filter(h -> h.size > 0 && h.size < 1L << 50).toList();
    }

    private static void number(Heap heap, String line) {
        int equals = line.indexOf('=');
        var value = KeyValues.parse(line.substring(equals + 1));
        if (value.isPresent()) {
            switch (line.substring(0, equals).strip()) {
                case "size" -> heap.size = value.getAsLong();
                case "budget" -> heap.budget = value.getAsLong();
                case "usage" -> heap.usage = value.getAsLong();
                default -> {}
            }
        }
    }

    private static String hex(String text) {
        String digits = LowerCase.of(text).replace("0x", "");
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }
}
