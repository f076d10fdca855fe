package dev.llmfit.probe.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CudaMeasurementTest {
    @Test
    void linesOfTheChild() {
        List<CudaMeasurement> devices = CudaMeasurement.parse("count=1\ndevice.0.pci_address=0000:01:00.0\n"
                + "device.0.integrated=0\ndevice.0.total=25769803776\ndevice.0.free=25000000000\n"
                + "device.0.allocatable=24900534272\ndevice.0.copy_gbps=812.5\n");
        assertEquals(812.5, devices.getFirst().copyGbps());
        assertEquals(24, devices.getFirst().total().gib(), 0.01);
        assertEquals(List.of(), CudaMeasurement.parse("error=UnsatisfiedLinkError: no driver"));
    }

    @Test
    void theChildProcessTellsWhetherThereIsADriver() {
        boolean driver = Files.exists(Path.of("/dev/nvidiactl"));
        Probe<List<CudaMeasurement>> measured = CudaMeasurement.run(Environment.ofProcess());
        if (driver) {
            assertTrue(measured.found().orElseThrow().size() > 0);
        } else {
            assertFalse(measured.found().isPresent());
        }
    }
}
