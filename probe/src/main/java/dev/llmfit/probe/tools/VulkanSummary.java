package dev.llmfit.probe.tools;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.source.KeyValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** GPUs from {@code vulkaninfo --summary}: names and kinds, no memory. Software renderers are devices of type CPU. */
public final class VulkanSummary {
    /** The command. */
    public static final List<String> COMMAND = List.of("vulkaninfo", "--summary");

    private VulkanSummary() {}

    /** Parses the summary; a GPU without memory stays without memory. */
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
        Optional<String> vendor = values.text("vendorID").map(VulkanSummary::hex);
        Optional<String> device = values.text("deviceID").map(VulkanSummary::hex);
        return Optional.of(GpuFacts.named(name.get(), "vulkaninfo")
                .backends(software ? List.of() : List.of(Backend.VULKAN))
                .unified(integrated)
                .integrated(integrated)
                .pciId(vendor.flatMap(v -> device.map(d -> v + ":" + d)))
                .exclusion(software ? Optional.of("It is a software renderer on the processor.") : Optional.empty())
                .build());
    }

    private static String hex(String text) {
        String digits = text.toLowerCase(Locale.ROOT).replace("0x", "");
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }
}
