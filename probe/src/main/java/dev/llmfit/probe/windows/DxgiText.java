package dev.llmfit.probe.windows;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.tools.AmdProcessors;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses what {@link DxgiLibrary} wrote down. */
final class DxgiText {
    /** Intel's GPUs in processors usually have 128 MiB of dedicated memory, its smallest card 4 GiB. */
    private static final Bytes LEAST_OF_A_CARD = Bytes.ofGib(1);

    private DxgiText() {}

    /** Returns one GPU for each adapter; the same adapter listed twice (by LUID) counts once. */
    static List<GpuFacts> parse(String text) {
        KeyValues values = KeyValues.parse(text, '=');
        List<GpuFacts> gpus = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < Math.min(32, values.number("count").orElse(0)); i++) {
            String key = "adapter." + i + ".";
            Optional<String> luid = values.text(key + "luid");
            if (luid.isPresent() && seen.contains(luid.get())) {
                continue;
            }
            luid.ifPresent(seen::add);
            gpus.add(adapter(values, key));
        }
        return gpus;
    }

    private static GpuFacts adapter(KeyValues values, String key) {
        String vendor = values.text(key + "vendor").orElse("0000");
        String device = values.text(key + "device").orElse("0000");
        Bytes dedicated = size(values, key + "dedicated").orElse(Bytes.ZERO);
        boolean software = values.number(key + "software").orElse(0) == 1;
        boolean integrated = switch (vendor) {
            case "1002" -> AmdProcessors.isDevice(device);
            case "8086" -> dedicated.compareTo(LEAST_OF_A_CARD) < 0;
            case "10de" -> false;
            default -> true;
        };
        GpuFacts.Builder gpu = GpuFacts.named(values.text(key + "name").orElse("adapter"), "DXGI")
                .backends(software ? List.of() : backends(vendor))
                .unified(integrated)
                .integrated(integrated)
                .pciId(Optional.of(vendor + ":" + device))
                .exclusion(software ? Optional.of("It is a software renderer.") : Optional.empty());
        if (integrated) {
            gpu.carveOut(Optional.of(dedicated), Optional.empty()).shared(size(values, key + "shared"));
        } else {
            Optional<Bytes> budget = size(values, key + "budget");
            Bytes used = size(values, key + "usage").orElse(Bytes.ZERO);
            gpu.total(Optional.of(dedicated))
                    .free(budget.map(b -> b.minus(used).min(dedicated)))
                    .shared(size(values, key + "shared"));
        }
        return gpu.build();
    }

    private static List<Backend> backends(String vendor) {
        return switch (vendor) {
            case "10de" -> List.of(Backend.CUDA, Backend.VULKAN);
            case "1002" -> List.of(Backend.VULKAN, Backend.ROCM);
            case "8086" -> List.of(Backend.VULKAN, Backend.SYCL);
            case "5143", "4d4f4351" -> List.of(Backend.VULKAN);
            default -> List.of();
        };
    }

    private static Optional<Bytes> size(KeyValues values, String key) {
        return values.size(key);
    }
}
