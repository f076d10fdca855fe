package dev.llmfit.probe.linux;

import dev.llmfit.units.Amount;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Name and instruction sets from {@code /proc/cpuinfo}.
 *
 * @param name model name; ARM kernels give none
 * @param isa extensions in llama.cpp's spelling
 * @param processors entries of the file
 */
record CpuInfo(Optional<String> name, Set<String> isa, int processors) {
    /** Kernel flag to the name that llama.cpp's system information uses. */
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("sse4_2", "sse4_2"),
            Map.entry("avx", "avx"),
            Map.entry("avx2", "avx2"),
            Map.entry("fma", "fma"),
            Map.entry("f16c", "f16c"),
            Map.entry("avx512f", "avx512f"),
            Map.entry("avx512_vnni", "avx512_vnni"),
            Map.entry("avx512_bf16", "avx512_bf16"),
            Map.entry("avx_vnni", "avx_vnni"),
            Map.entry("amx_int8", "amx_int8"),
            Map.entry("amx_bf16", "amx_bf16"),
            Map.entry("asimd", "neon"),
            Map.entry("asimddp", "dotprod"),
            Map.entry("i8mm", "i8mm"),
            Map.entry("sve", "sve"),
            Map.entry("sve2", "sve2"),
            Map.entry("sme", "sme"));

    /** ARM part numbers (implementer 0x41 and 0x51) to core names; from the kernel's cputype.h. */
    private static final Map<String, String> ARM_PARTS = Map.ofEntries(
            Map.entry("0xd03", "Cortex-A53"),
            Map.entry("0xd05", "Cortex-A55"),
            Map.entry("0xd08", "Cortex-A72"),
            Map.entry("0xd0b", "Cortex-A76"),
            Map.entry("0xd0c", "Neoverse N1"),
            Map.entry("0xd40", "Neoverse V1"),
            Map.entry("0xd41", "Cortex-A78"),
            Map.entry("0xd42", "Cortex-A78AE"),
            Map.entry("0xd44", "Cortex-X1"),
            Map.entry("0xd49", "Neoverse N2"),
            Map.entry("0xd4f", "Neoverse V2"),
            Map.entry("0xd85", "Cortex-X925"),
            Map.entry("0xd87", "Cortex-A725"),
            Map.entry("0x001", "Oryon"));

    CpuInfo {
        Amount.count(processors, "processors");
        isa = Set.copyOf(isa);
    }

    /** Parses the file. */
    static CpuInfo parse(String text) {
        Optional<String> name = Optional.empty();
        Optional<String> part = Optional.empty();
        Set<String> isa = new LinkedHashSet<>();
        int processors = 0;
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String key = line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            switch (key) {
                case "processor" -> processors++;
                case "model name", "Hardware", "Model" -> name = name.isEmpty() ? Optional.of(value) : name;
                case "CPU part" ->
                    part = Optional.ofNullable(ARM_PARTS.get(value)).or(() -> Optional.empty());
                case "flags", "Features" -> {
                    if (isa.isEmpty()) {
                        addFlags(isa, List.of(value.split(" ", -1)));
                    }
                }
                default -> {}
            }
        }
        return new CpuInfo(name.isPresent() ? name : part, isa, processors);
    }

    private static void addFlags(Set<String> isa, List<String> flags) {
        for (String flag : flags) {
            String known = FLAGS.get(flag);
            if (known != null) {
                isa.add(known);
            }
        }
    }
}
