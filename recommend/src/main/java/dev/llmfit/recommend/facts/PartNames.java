package dev.llmfit.recommend.facts;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the marketing names of processors and GPUs tell: whether a GPU is part of the processor, and whether a processor is a laptop's. */
final class PartNames {
    private static final List<String> INTEGRATED = List.of(
            "iris", "uhd graphics", "hd graphics", "radeon graphics", "radeon(tm) graphics", "vega 8", "vega 11");

    /** Endings of the model numbers of processors for laptops, of Intel's Core and AMD's Ryzen. */
    private static final Set<String> MOBILE = Set.of("h", "hk", "hx", "hs", "hq", "u", "p", "y", "v", "g4", "g7");

    private PartNames() {}

    /**
     * Returns whether a GPU is part of the processor: it shares the processor's memory, or its name says so where the firmware carved
     * out memory for it. Apple's chips and NVIDIA's are not meant.
     */
    static boolean integrated(Device device, boolean unified) {
        if (device.backend() == Backend.METAL || device.backend() == Backend.CUDA) {
            return false;
        }
        String name = device.description().toLowerCase(Locale.ROOT);
        return unified || INTEGRATED.stream().anyMatch(name::contains) || numbered(name);
    }

    /** Radeon 680M, 780M, 890M and 8060S are parts of processors; the cards for laptops have four digits and an M. */
    private static boolean numbered(String name) {
        for (String word : name.split("[ /()]+", -1)) {
            int digits = digits(word);
            if (name.contains("radeon")
                    && digits == word.length() - 1
                    && ((digits == 3 && word.endsWith("m")) || (digits == 4 && word.endsWith("s")))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether GPU or processor were made for a laptop. */
    static boolean mobile(Machine machine) {
        boolean gpu = machine.devices().stream()
                .anyMatch(d -> d.description().toLowerCase(Locale.ROOT).contains("laptop"));
        String cpu = machine.cpu().name().toLowerCase(Locale.ROOT);
        if (gpu || (!cpu.contains("core") && !cpu.contains("ryzen"))) {
            return gpu;
        }
        for (String word : cpu.split("[ -]+", -1)) {
            int digits = digits(word);
            if (digits >= 3 && MOBILE.contains(word.substring(digits))) {
                return true;
            }
        }
        return cpu.contains(" hx 3"); // Ryzen AI 9 HX 370
    }

    private static int digits(String word) {
        int n = 0;
        while (n < word.length() && Character.isDigit(word.charAt(n))) {
            n++;
        }
        return n;
    }
}
