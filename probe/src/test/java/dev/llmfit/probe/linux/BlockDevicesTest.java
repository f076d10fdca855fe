package dev.llmfit.probe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Disk.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockDevicesTest {
    @ParameterizedTest
    @CsvSource({
        "nvme0n1, 0, NVME",
        "sda, 0, SSD",
        "sdb, 1, ROTATING",
        "vda, 1, ", // a virtual disk says 1 whatever lies behind it
        "loop0, 0, ",
    })
    void classesFollowNamesAndQueues(String name, String rotational, Kind kind) {
        assertEquals(Optional.ofNullable(kind), BlockDevices.kind(name, rotational));
    }

    /** The layout of {@code /sys/dev/block/8:1}, a link to the partition's folder inside that of its disk. */
    @Test
    void aPartitionIsOfItsDisk(@TempDir Path folder) throws IOException {
        Path disk = folder.resolve("devices/pci/host0/block/sda");
        Files.createDirectories(disk.resolve("queue"));
        Files.writeString(disk.resolve("queue/rotational"), "0\n");
        Path partition = Files.createDirectories(disk.resolve("sda1"));
        assertEquals(Optional.of(Kind.SSD), BlockDevices.kindOf(partition));
        assertEquals(Optional.empty(), BlockDevices.kindOf(folder.resolve("devices/0:42")));
    }
}
