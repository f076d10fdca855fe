package dev.llmfit.sizing.vllm;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchRefusedException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The GPUs of a launch; of different ones the smallest counts, as the rank with the fewest blocks decides for all.
 *
 * @param name for people
 * @param count how many the machine has
 * @param totalBytes memory of one as the driver reports it
 * @param major compute capability before the stop
 * @param minor compute capability after it
 * @param known whether its rules are CUDA's own
 * @param shared whether its memory is the processor's too
 */
public record VllmGpu(String name, int count, long totalBytes, int major, int minor, boolean known, boolean shared) {
    private static final Pattern CAPABILITY = Pattern.compile("(\\d{1,2})\\.(\\d)");

    /** The capability that vLLM takes rules of for GPUs of other makers: no special kernel of Hopper or Blackwell is chosen. */
    private static final int PLAIN_MAJOR = 8;

    /** Compute capabilities. */
    private static final int HOPPER = 9;

    private static final int BLACKWELL = 10;

    /** DGX Spark's GB10, which shares its memory with the processor ({@code get_batch_defaults}: capability 12.1). */
    private static final int GB10_MAJOR = 12;

    /**
     * Returns the GPUs of a machine.
     *
     * @throws LaunchRefusedException if it has none
     */
    public static VllmGpu of(Machine machine) {
        List<Device> devices = VllmSupport.devices(machine);
        if (devices.isEmpty()) {
            throw new LaunchRefusedException(
                    VllmEngine.TITLE,
                    VllmSupport.obstacle(machine, VllmRelease.NEWEST).orElseThrow());
        }
        Device smallest = devices.stream()
                .min(Comparator.comparingLong(d -> d.installed().count()))
                .orElseThrow();
        Matcher capability = CAPABILITY.matcher(smallest.computeCapability().orElse(""));
        boolean cuda = capability.matches();
        return new VllmGpu(
                smallest.description(),
                devices.size(),
                smallest.capacity().count(),
                cuda ? Integer.parseInt(capability.group(1)) : PLAIN_MAJOR,
                cuda ? Integer.parseInt(capability.group(2)) : 0,
                cuda,
                smallest.poolId().equals(machine.hostPool().id()));
    }

    /** Returns the same GPUs in several computers. */
    public VllmGpu times(int computers) {
        return new VllmGpu(name, Math.multiplyExact(count, computers), totalBytes, major, minor, known, shared);
    }

    /** Returns whether its name has a word in it, in any case. */
    boolean isCalled(String word) {
        return name.toLowerCase(Locale.ROOT).contains(word);
    }

    /** Returns whether its compute capability is that of Hopper. */
    boolean isHopper() {
        return major == HOPPER;
    }

    /** Returns whether its compute capability is that of Blackwell in data centres. */
    boolean isBlackwell() {
        return major == BLACKWELL;
    }

    /** Returns whether its compute capability is one of Blackwell's, in data centres or not. */
    boolean isAnyBlackwell() {
        return isBlackwell() || major == GB10_MAJOR;
    }

    /** Returns whether it is a GB10. */
    boolean isGb10() {
        return major == GB10_MAJOR && minor == 1;
    }
}
