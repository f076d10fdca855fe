package dev.llmfit.cli.flags;

import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which machine is meant. Without any of these: the machine this runs on. */
public final class HardwareFlags {
    @Option(
            names = "--hardware",
            paramLabel = "ID|FILE",
            description = "A device or machine id ('2x geforce-rtx-3090-24g', 'rtx4090-24g-64g') or a profile in YAML.")
    private @Nullable String hardware;

    @Option(names = "--vram", paramLabel = "SIZE", description = "Memory of each GPU, for example 24GiB.")
    private @Nullable String vram;

    @Option(names = "--ram", paramLabel = "SIZE", description = "Memory of the host, for example 64GiB.")
    private @Nullable String ram;

    @Option(names = "--gpus", paramLabel = "N", description = "Number of GPUs.")
    private @Nullable Integer gpus;

    @Option(
            names = "--bandwidth",
            paramLabel = "GB/s",
            description = "Memory bandwidth of each GPU, for example 936GB/s.")
    private @Nullable String bandwidth;

    /** Returns whether the machine that this runs on is meant, as it is. */
    public boolean isThisMachine() {
        return selector().equals(HardwareSelector.THIS_MACHINE);
    }

    /**
     * Returns which machine is meant.
     *
     * @throws HardwareException if a value is malformed
     */
    public HardwareSelector selector() {
        return HardwareSelector.parse(hardware(), vram(), ram(), gpus(), bandwidth());
    }

    /** Returns {@code --hardware}. */
    public Optional<String> hardware() {
        return Optional.ofNullable(hardware);
    }

    /** Returns {@code --vram}. */
    public Optional<String> vram() {
        return Optional.ofNullable(vram);
    }

    /** Returns {@code --ram}. */
    public Optional<String> ram() {
        return Optional.ofNullable(ram);
    }

    /** Returns {@code --gpus}. */
    public Optional<Integer> gpus() {
        return Optional.ofNullable(gpus);
    }

    /** Returns {@code --bandwidth}. */
    public Optional<String> bandwidth() {
        return Optional.ofNullable(bandwidth);
    }
}
