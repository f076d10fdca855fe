package dev.llmfit.probe.nvidia;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** NVIDIA GPUs from {@code nvidia-smi --format=csv,noheader,nounits}, for systems where NVML cannot be loaded. */
public final class NvidiaSmi {
    /** The query; columns in this order. */
    public static final List<String> COMMAND = List.of(
            "nvidia-smi",
            "--query-gpu=index,name,memory.total,memory.free,pci.bus_id,pci.device_id,compute_cap,clocks.max.memory,"
                    + "pcie.link.gen.max,pcie.link.width.current,display_active,mig.mode.current,power.limit",
            "--format=csv,noheader,nounits");

    /** The same where Windows lends its tool to Linux. */
    public static final List<String> WSL_COMMAND = Stream.concat(
                    Stream.of("/usr/lib/wsl/lib/nvidia-smi"), COMMAND.stream().skip(1))
            .toList();

    /** Columns of the query. */
    private static final int COLUMNS = 13;

    /** Recordings of earlier releases end before the power limit. */
    private static final int OLD_COLUMNS = 12;

    private NvidiaSmi() {}

    /** Parses the answer; lines that are no row are skipped. */
    public static List<GpuFacts> parse(String text) {
        List<GpuFacts> gpus = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] f = line.split(",", -1);
            if ((f.length == COLUMNS || f.length == OLD_COLUMNS)
                    && KeyValues.parse(f[0]).isPresent()) {
                gpus.add(row(f));
            }
        }
        return gpus;
    }

    private static GpuFacts row(String[] f) {
        String name = f[1].strip();
        Optional<String> pciId = pciId(f[5].strip());
        boolean unified = UnifiedNvidia.is(name, pciId);
        Optional<Bytes> total = mib(f[2]);
        boolean split = f[11].strip().equals("Enabled");
        return GpuFacts.named(name, "nvidia-smi")
                .backends(List.of(Backend.CUDA, Backend.VULKAN))
                .total(unified ? Optional.empty() : total)
                .free(unified ? Optional.empty() : mib(f[3]))
                .unified(unified)
                .displayAttached(f[10].strip().equals("Enabled"))
                .pciId(pciId)
                .busAddress(address(f[4].strip()))
                .pcieLink(link(f[8].strip(), f[9].strip()))
                .powerWatts(f.length == COLUMNS ? watts(f[12].strip()) : OptionalDouble.empty())
                .maxMemoryClockMhz(
                        KeyValues.parse(f[7]).isPresent()
                                ? OptionalDouble.of(
                                        (double) KeyValues.parse(f[7]).getAsLong())
                                : OptionalDouble.empty())
                .architecture(Optional.empty(), known(f[6].strip()))
                .exclusion(
                        split
                                ? Optional.of(
                                        "MIG is on; nvidia-smi tells only the memory of the whole card, which cannot be used.")
                                : Optional.empty())
                .build();
    }

    /** {@code 0x268410DE} is device and vendor. */
    private static Optional<String> pciId(String text) {
        String hex = LowerCase.of(text).replace("0x", "");
        return hex.length() == 8 ? Optional.of(hex.substring(4) + ":" + hex.substring(0, 4)) : Optional.empty();
    }

    /** {@code 00000000:01:00.0} has a domain of eight digits; the kernel uses four. */
    private static Optional<String> address(String text) {
        return text.length() == 16 ? Optional.of(LowerCase.of(text.substring(4))) : Optional.empty();
    }

    /** {@code 250.00}; a driver that does not tell says {@code [N/A]}. */
    private static OptionalDouble watts(String text) {
        return text.matches("[0-9]{1,4}(\\.[0-9]{1,2})?") && Double.parseDouble(text) > 0
                ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }

    private static Optional<String> link(String generation, String width) {
        boolean real = KeyValues.parse(generation).isPresent()
                && KeyValues.parse(width).orElse(0) > 0;
        return real ? Optional.of(generation + ".0 x" + width) : Optional.empty();
    }

    /** {@code [N/A]} and {@code Not Supported} are no numbers and leave the memory unknown. */
    private static Optional<Bytes> mib(String text) {
        return KeyValues.mib(text).filter(b -> b.count() > 0);
    }

    private static Optional<String> known(String text) {
        return text.isEmpty() || text.contains("N/A") ? Optional.empty() : Optional.of(text);
    }
}
