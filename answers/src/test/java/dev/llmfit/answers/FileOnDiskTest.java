package dev.llmfit.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Disk;
import dev.llmfit.probe.Disk.Kind;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileOnDiskTest {
    private static FileOnDisk file(double gib, Optional<Kind> kind) {
        return new FileOnDisk(Bytes.of(14_000_000_000L), new Disk("models", Bytes.ofGib(gib), kind));
    }

    @Test
    void timesFollowTheLinkAndTheClass() {
        FileOnDisk file = file(14, Optional.of(Kind.NVME));
        assertTrue(file.fits());
        assertEquals(1120, file.downloadSeconds(), 1e-6);
        assertEquals(2, file.loadsAtBest().orElseThrow(), 1e-6);
        assertEquals(14 / 1.5, file.loadsAtWorst().orElseThrow(), 1e-6);
    }

    @Test
    void anUnknownDiskSaysNoTime() {
        FileOnDisk file = file(13, Optional.empty());
        assertFalse(file.fits());
        assertEquals(Optional.empty(), file.loadsAtBest());
    }
}
