package dev.llmfit.sizing.vllm;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Bytes;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where vLLM starts at all: systems, GPUs and the memory that must be free. Sources: Getting started, Installation, GPU of
 * docs.vllm.ai for 0.14 and 0.31; {@code request_memory} in {@code v1/worker/utils.py}.
 */
final class VllmSupport {
    /** The GPUs of AMD that the page lists; it names Radeon RX 7900, RX 9000, Ryzen AI Max and AI 300, MI200 to MI350. */
    private static final Set<String> OF_AMD =
            Set.of("gfx90a", "gfx942", "gfx950", "gfx1100", "gfx1101", "gfx1200", "gfx1201", "gfx1150", "gfx1151");

    private static final Pattern CAPABILITY = Pattern.compile("(\\d{1,2})\\.(\\d)");

    /** A capability times ten is a whole number, 7.5 as 75. */
    private static final int TEN = 10;

    /** Compute capabilities, times ten: the page of 0.14 asks for 7.0, that of 0.31 for 7.5. */
    private static final int VOLTA = 70;

    private static final int TURING = 75;

    /** Shares are told to a hundredth, as vLLM's own hint does. */
    private static final int HUNDRED = 100;

    private VllmSupport() {}

    /** Returns why a release runs on none of a machine's GPUs, without a final stop; empty if it runs. */
    static Optional<String> obstacle(Machine machine, VllmRelease release) {
        List<Device> devices = devices(machine);
        if (devices.isEmpty()) {
            return Optional.of(
                    "it is sized on GPUs of NVIDIA, AMD and Intel, and " + machine.id() + " has none of them");
        }
        if (machine.os().equals("windows") && !machine.enclosure().wsl()) {
            return Optional.of("it does not run on Windows, only within WSL");
        }
        return devices.stream().flatMap(d -> obstacle(d, release).stream()).findFirst();
    }

    private static Optional<String> obstacle(Device device, VllmRelease release) {
        String told = device.computeCapability().orElse("").toLowerCase(Locale.ROOT);
        Matcher capability = CAPABILITY.matcher(told);
        if (capability.matches()) {
            int has = Integer.parseInt(capability.group(1)) * TEN + Integer.parseInt(capability.group(2));
            int needed = release.has(VllmSwitch.NO_VOLTA) ? TURING : VOLTA;
            return has < needed
                    ? Optional.of(release + " needs a GPU of compute capability " + needed / TEN + "." + needed % TEN
                            + " or more, and " + device.description() + " has " + told)
                    : Optional.empty();
        }
        return told.startsWith("gfx") && !OF_AMD.contains(told)
                ? Optional.of("its builds for AMD know no " + told + ", which " + device.description() + " is")
                : Optional.empty();
    }

    /** Returns the GPUs that CUDA, ROCm or oneAPI drives. */
    static List<Device> devices(Machine machine) {
        return machine.devices().stream()
                .filter(d -> d.backend() != Backend.METAL)
                .toList();
    }

    /** Returns the largest share of a GPU's memory, in hundredths, that is free on each; 1 where there is no GPU. */
    static double freeShare(Machine machine) {
        return devices(machine).stream()
                .mapToDouble(d -> Math.floor((double) d.free().count()
                                * HUNDRED
                                / Math.max(1, d.capacity().count()))
                        / HUNDRED)
                .min()
                .orElse(1);
    }

    /** Returns why a share of the GPUs is not free, without a final stop; empty if it is. */
    static Optional<String> unfree(Machine machine, double share) {
        return devices(machine).stream()
                .filter(d -> d.free().count() < Math.ceil(d.capacity().count() * share))
                .min(Comparator.comparingLong(d -> d.free().count()))
                .map(d -> String.format(
                        Locale.ROOT,
                        "it asks for %s of %s at its start (gpu_memory_utilization %.2f), and %s are free; end what"
                                + " holds the rest, or take %.2f",
                        Bytes.of((long) Math.ceil(d.capacity().count() * share)),
                        d.description(),
                        share,
                        d.free(),
                        freeShare(machine)));
    }
}
