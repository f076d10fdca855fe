package dev.llmfit.cli.flags;

import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.pasted.PastedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which machine is meant. Without any of these: the machine this runs on. */
public final class HardwareFlags {
    @Option(
            names = "--hardware",
            paramLabel = "NAME|FILE|-",
            description = "Devices ('RTX 4090', '2x 3090', '3060 + 4090', 'M3 Max 64GB'), a rented machine (g5.xlarge),"
                    + " an id (rtx4090-24g-64g), a machine profile in YAML, or - for pasted text: what nvidia-smi,"
                    + " rocm-smi, lspci, dxdiag or system_profiler prints.")
    private @Nullable String hardware;

    @Option(names = "--vram", paramLabel = "SIZE", description = "Memory of each GPU: 24, 24GB, 24576MiB.")
    private @Nullable String vram;

    @Option(names = "--ram", paramLabel = "SIZE", description = "Memory of the host: 64, 64GB.")
    private @Nullable String ram;

    @Option(names = "--gpus", paramLabel = "N", description = "Number of GPUs.")
    private @Nullable Integer gpus;

    @Option(
            names = "--bandwidth",
            paramLabel = "GB/s",
            description = "Memory bandwidth of each GPU, for example 936GB/s.")
    private @Nullable String bandwidth;

    @Option(
            names = "--ram-bandwidth",
            paramLabel = "GB/s|DDR",
            description = "Bandwidth of the host's memory: 51.2GB/s, or DDR4-3200 for two channels of it.")
    private @Nullable String ramBandwidth;

    @Option(
            names = "--cpu",
            paramLabel = "NAME|CORES",
            description = "Processor of the host: 'Ryzen 7 5800X', an id, or a number of cores.")
    private @Nullable String cpu;

    @Option(
            names = "--os",
            paramLabel = "NAME",
            description = "System of a machine that is not this one: linux, windows or macos.")
    private @Nullable String os;

    @Option(
            names = "--link",
            paramLabel = "LANES|GB/s",
            description = "How each GPU is connected, commas between them: 3.0x4, OCuLink, 'Thunderbolt 4', 12GB/s.")
    private @Nullable String link;

    @Option(names = "--power", paramLabel = "WATTS", description = "Power limit of each GPU: 250W, or 250W,200W.")
    private @Nullable String power;

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
        return HardwareSelector.parse(hardware(), vram(), ram(), gpus(), bandwidth())
                .around(Optional.ofNullable(ramBandwidth), Optional.ofNullable(cpu), Optional.ofNullable(os))
                .set(Optional.ofNullable(link), Optional.ofNullable(power));
    }

    /** Returns {@code --hardware}; of {@code -} what stands on the standard input, which has more than one line then. */
    public Optional<String> hardware() {
        if (hardware != null && hardware.equals("-")) {
            hardware = input();
        }
        return Optional.ofNullable(hardware);
    }

    private static String input() {
        try {
            return new String(System.in.readNBytes(PastedText.MOST_CHARS), StandardCharsets.UTF_8) + "\n";
        } catch (IOException e) {
            throw new HardwareException("the standard input cannot be read: " + e.getMessage(), "");
        }
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
