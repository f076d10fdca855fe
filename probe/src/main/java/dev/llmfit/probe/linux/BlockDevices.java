package dev.llmfit.probe.linux;

import dev.llmfit.probe.Disk.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Classes of disks from {@code /sys/dev/block}: the name of the driver's device and {@code queue/rotational}. A disk of a virtual machine
 * says nothing of the real one behind it, so it has no class.
 */
public final class BlockDevices {
    private static final String PARTITIONS = "/sys/dev/block/";

    private BlockDevices() {}

    /** Returns the class of the disk with a device number as {@code stat} gives it ({@code makedev} of glibc). */
    public static Optional<Kind> kindOf(long device) {
        long major = ((device >> 8) & 0xfff) | ((device >> 32) & ~0xfffL);
        long minor = (device & 0xff) | ((device >> 12) & ~0xffL);
        return kindOf(Path.of(PARTITIONS + major + ":" + minor));
    }

    /** Returns the class of the disk that a partition, as a folder of {@code /sys}, belongs to. */
    static Optional<Kind> kindOf(Path partition) {
        try {
            for (Path disk = partition.toRealPath(); disk != null; disk = disk.getParent()) {
                Path rotational = disk.resolve("queue/rotational");
                if (Files.exists(rotational)) {
                    return kind(
                            String.valueOf(disk.getFileName()),
                            Files.readString(rotational).strip());
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // no disk, as in a container or of a network
        }
        return Optional.empty();
    }

    /** Returns the class by the name of a disk and what its queue says. */
    static Optional<Kind> kind(String name, String rotational) {
        if (name.startsWith("nvme")) {
            return Optional.of(Kind.NVME);
        }
        if (!name.startsWith("sd")) {
            return Optional.empty();
        }
        return Optional.of(rotational.equals("0") ? Kind.SSD : Kind.ROTATING);
    }
}
