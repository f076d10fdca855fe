package dev.llmfit.probe.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void onLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "reads /proc");
    }

    @Test
    void aRecordingGivesTheSameMachine() throws IOException {
        MachineFacts live = ThisMachine.read(new RecordingSource(new LiveSource(Environment.ofProcess()), folder));
        MachineFacts again = ThisMachine.read(RecordedSource.of(folder));
        assertEquals(live, again);
    }

    @Test
    void aFolderWithoutRecordingIsRefused() {
        assertThrows(IOException.class, () -> RecordedSource.of(folder));
    }

    @Test
    void aContainerWithoutSysStillAnswers() throws IOException {
        Files.createDirectories(folder.resolve("proc"));
        Files.writeString(folder.resolve("proc/meminfo"), "MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\n");
        MachineFacts facts =
                ThisMachine.read(new LiveSource(folder, Environment.ofProcess().withVariables(Map.of())));
        assertEquals(7000000L << 10, facts.ram().available().count());
        assertEquals(List.of(), facts.gpus());
        assertEquals(1, facts.cpu().physicalCores());
    }

    @Test
    void withoutMemoryTheMachineIsUnreadable() {
        assertThrows(
                UnreadableHardwareException.class,
                () -> ThisMachine.read(
                        new LiveSource(folder, Environment.ofProcess().withVariables(Map.of()))));
    }

    @Test
    void aToolThatHangsIsEndedWithItsChildren() throws IOException {
        Path tool = folder.resolve("rocm-smi");
        Files.writeString(tool, "#!/bin/sh\nsleep 61.75 &\nwait\n");
        assertTrue(tool.toFile().setExecutable(true));
        ExternalTool tools = new ExternalTool(
                Duration.ofMillis(300),
                Environment.ofProcess().withVariables(Map.of("PATH", folder + ":/bin:/usr/bin")));
        Probe<String> answer = tools.run(List.of("rocm-smi"));
        assertTrue(assertInstanceOf(Probe.Failed.class, answer).reason().contains("did not answer"));
        boolean alive = ProcessHandle.allProcesses()
                .anyMatch(p -> p.info()
                                .arguments()
                                .filter(a -> Arrays.asList(a).contains("61.75"))
                                .isPresent()
                        && p.isAlive());
        assertTrue(!alive, "the tool's child is still there");
    }

    @Test
    void aMissingToolIsAbsent() {
        ExternalTool tools = new ExternalTool(
                Duration.ofSeconds(1), Environment.ofProcess().withVariables(Map.of("PATH", folder.toString())));
        assertInstanceOf(Probe.Absent.class, tools.run(List.of("nvidia-smi")));
    }

    @Test
    void secretsOfTheEnvironmentAreNotKept() {
        Source source = new LiveSource(
                Path.of("/"),
                Environment.ofProcess().withVariables(Map.of("API_TOKEN", "secret", "CUDA_VISIBLE_DEVICES", "0")));
        assertEquals(Map.of("CUDA_VISIBLE_DEVICES", "0"), source.environment());
    }

    @Test
    void aRecordingHoldsNoSerialNumbersNorFileSystems() {
        PrivateData privacy = new PrivateData();
        assertEquals(
                "Serial\t\t: removed\nModel: Pi 5\n", privacy.kept("cpuinfo", "Serial\t\t: 1000000a\nModel: Pi 5\n"));
        assertEquals(
                "E:MEMORY_DEVICE_0_SERIAL_NUMBER=removed\nE:MEMORY_DEVICE_0_SIZE=1\n",
                privacy.kept("dmi", "E:MEMORY_DEVICE_0_SERIAL_NUMBER=12AB34\nE:MEMORY_DEVICE_0_SIZE=1\n"));
        assertEquals(
                "{\"asic_serial\": \"removed\", \"gpu\": 0}",
                privacy.kept("x", "{\"asic_serial\": \"0xAB\", \"gpu\": 0}"));
        String first = privacy.kept("nvml", "uuid=GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16\n");
        assertEquals("uuid=GPU-00000001-0000-4000-8000-000000000000\n", first);
        assertEquals(
                "GPU-00000001-0000-4000-8000-000000000000",
                privacy.kept("environment.txt", "GPU-7FDAF0A5-179B-F636-D15D-DAF243E3FF16"));
        assertEquals(
                "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
                privacy.kept(
                        "files/proc/self/mountinfo",
                        "22 1 8:1 / /home/jane rw - ext4 /dev/sda1 rw\n31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"));
    }

    @Test
    void namesAreInNaturalOrder() {
        String[] names = {"card10", "card2", "card1", "renderD128"};
        Arrays.sort(names, NaturalOrder.INSTANCE);
        assertEquals(List.of("card1", "card2", "card10", "renderD128"), List.of(names));
    }
}
