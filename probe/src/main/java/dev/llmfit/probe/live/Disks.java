package dev.llmfit.probe.live;

import dev.llmfit.probe.Disk;
import dev.llmfit.probe.Disk.Kind;
import dev.llmfit.probe.linux.BlockDevices;
import dev.llmfit.units.Bytes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The disks of this machine. */
public final class Disks {
    private static final String DEVICE = "unix:dev";

    private Disks() {}

    /** Returns the disk that a folder would lie on; empty if nothing above it is there or the disk does not tell. */
    public static Optional<Disk> of(Path folder) {
        try {
            for (Path there = folder.toAbsolutePath(); there != null; there = there.getParent()) {
                if (Files.isDirectory(there)) {
                    File disk = there.toFile(); // a FileStore needs the list of mounts, which a container may not have
                    return disk.getTotalSpace() == 0
                            ? Optional.empty()
                            : Optional.of(new Disk(folder.toString(), Bytes.of(disk.getUsableSpace()), kind(there)));
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Only Linux tells it by a device number; elsewhere there is no such attribute. */
    private static Optional<Kind> kind(Path there) throws IOException {
        if (!Files.exists(Path.of("/sys/dev/block"))) {
            return Optional.empty();
        }
        return Files.getAttribute(there, DEVICE) instanceof Long device
                ? BlockDevices.kindOf(device)
                : Optional.empty();
    }
}
