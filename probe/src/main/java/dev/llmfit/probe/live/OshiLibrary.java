package dev.llmfit.probe.live;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.Environment;
import dev.llmfit.units.OwnFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/**
 * Processor and memory by OSHI. Only these two are asked: the operating system, disks and graphics cards cost 100 ms and
 * more, and OSHI's graphics memory is the PCI aperture, not VRAM.
 */
final class OshiLibrary {
    private OshiLibrary() {}

    /** Returns name, packages, cores, threads, total and available memory. */
    static Probe<String> read(Environment environment) {
        Environment.unpackNatives(unpacked(environment));
        try {
            SystemInfo system = new SystemInfo();
            CentralProcessor cpu = system.getHardware().getProcessor();
            GlobalMemory memory = system.getHardware().getMemory();
            String text = "cpu=" + cpu.getProcessorIdentifier().getName() + "\n"
                    + "packages=" + cpu.getPhysicalPackageCount() + "\n"
                    + "cores=" + cpu.getPhysicalProcessorCount() + "\n"
                    + "threads=" + cpu.getLogicalProcessorCount() + "\n"
                    + "total=" + memory.getTotal() + "\n"
                    + "available=" + memory.getAvailable() + "\n";
            return new Probe.Found<>(text, "OSHI");
        } catch (LinkageError | RuntimeException e) {
            return new Probe.Failed<>("OSHI: " + e.getMessage());
        }
    }

    /** Returns the folder of caches, from which {@code uninstall} removes it; that of temporary files where none can be made. */
    private static Path unpacked(Environment environment) {
        Path own = OwnFolders.of(environment).cache().resolve("natives");
        try {
            Files.createDirectories(own);
            return Files.isWritable(own) ? own : environment.temporary();
        } catch (IOException e) {
            return environment.temporary(); // a home that cannot be written
        }
    }
}
