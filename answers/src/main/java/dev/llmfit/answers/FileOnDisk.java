package dev.llmfit.answers;

import dev.llmfit.probe.Disk;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.live.Disks;
import dev.llmfit.units.Bytes;
import java.util.Objects;
import java.util.Optional;

/**
 * A model's file and the disk of this machine that it would lie on.
 *
 * @param bytes size of the file
 * @param disk the disk
 */
public record FileOnDisk(Bytes bytes, Disk disk) {
    /** A link that is common at home, Mbit/s; the time of another one follows from it. */
    public static final int LINK = 100;

    private static final double BITS = 8;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    public FileOnDisk {
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(disk, "disk");
    }

    /** Returns it for the folder that files are downloaded to; empty for a simulated machine, whose disk nobody knows. */
    public static Optional<FileOnDisk> here(Workbench bench, HardwareSelector machine, Bytes bytes) {
        return machine.equals(HardwareSelector.THIS_MACHINE)
                ? Disks.of(bench.stores().downloads()).map(disk -> new FileOnDisk(bytes, disk))
                : Optional.empty();
    }

    /** Returns whether the disk has room for the file. */
    public boolean fits() {
        return bytes.count() <= disk.free().count();
    }

    /** Returns the seconds that a download over {@link #LINK} takes at least. */
    public double downloadSeconds() {
        return bytes.count() * BITS / (LINK * MEGA);
    }

    /** Returns the seconds that reading the file takes on a fast disk of its class. */
    public Optional<Double> loadsAtBest() {
        return disk.kind().map(kind -> bytes.count() / GIGA / kind.high());
    }

    /** Returns the seconds that reading the file takes on a slow disk of its class. */
    public Optional<Double> loadsAtWorst() {
        return disk.kind().map(kind -> bytes.count() / GIGA / kind.low());
    }
}
