package dev.llmfit.probe.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.ThisMachine;
import dev.llmfit.probe.facts.MachineFacts;
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
        MachineFacts live = ThisMachine.read(new RecordingSource(new LiveSource(), folder));
        MachineFacts again = ThisMachine.read(new RecordedSource(folder));
        assertEquals(live, again);
    }

    @Test
    void aFolderWithoutRecordingIsRefused() {
        assertThrows(IOException.class, () -> new RecordedSource(folder));
    }

    @Test
    void aContainerWithoutSysStillAnswers() throws IOException {
        Files.createDirectories(folder.resolve("proc"));
        Files.writeString(folder.resolve("proc/meminfo"), "MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\n");
        MachineFacts facts = ThisMachine.read(new LiveSource(folder, Map.of()));
        assertEquals(7000000L << 10, facts.ram().available().count());
        assertEquals(List.of(), facts.gpus());
        assertEquals(1, facts.cpu().physicalCores());
    }

    @Test
    void withoutMemoryTheMachineIsUnreadable() {
        assertThrows(UnreadableHardwareException.class, () -> ThisMachine.read(new LiveSource(folder, Map.of())));
    }

    @Test
    void aToolThatHangsIsEndedWithItsChildren() throws IOException {
        Path tool = folder.resolve("rocm-smi");
        Files.writeString(tool, "#!/bin/sh\nsleep 61.75 &\nwait\n");
        assertTrue(tool.toFile().setExecutable(true));
        ExternalTool tools = new ExternalTool(Duration.ofMillis(300), Map.of("PATH", folder + ":/bin:/usr/bin"));
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
        ExternalTool tools = new ExternalTool(Duration.ofSeconds(1), Map.of("PATH", folder.toString()));
        assertInstanceOf(Probe.Absent.class, tools.run(List.of("nvidia-smi")));
    }

    @Test
    void secretsOfTheEnvironmentAreNotKept() {
        Source source = new LiveSource(Path.of("/"), Map.of("API_TOKEN", "secret", "CUDA_VISIBLE_DEVICES", "0"));
        assertEquals(Map.of("CUDA_VISIBLE_DEVICES", "0"), source.environment());
    }

    @Test
    void namesAreInNaturalOrder() {
        String[] names = {"card10", "card2", "card1", "renderD128"};
        Arrays.sort(names, NaturalOrder.INSTANCE);
        assertEquals(List.of("card1", "card2", "card10", "renderD128"), List.of(names));
    }
}
