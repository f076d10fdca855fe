package dev.llmfit.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelKillsTest {
    @TempDir
    private Path root = Path.of("");

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    @Test
    void theCountersOfTheSystemAndOfAllGroupsAboveCount() throws IOException {
        file("proc/vmstat", "nr_free_pages 5\noom_kill 3\n");
        file("proc/self/cgroup", "0::/user.slice/app.scope\n");
        file("sys/fs/cgroup/memory.events", "low 0\noom 1\noom_kill 10\noom_group_kill 0\n");
        file("sys/fs/cgroup/user.slice/memory.events", "oom_kill 100\n");
        file("sys/fs/cgroup/user.slice/app.scope/memory.events", "oom_kill 1000\n");
        assertEquals(1113, new KernelKills(root).count());
    }

    @Test
    void whereNothingIsCountedThereIsNoEvidence() throws IOException {
        assertEquals(0, new KernelKills(root).count());
        file("proc/vmstat", "oom_kill many\n");
        file("proc/self/cgroup", "12:memory:/docker/abc\n");
        assertEquals(0, new KernelKills(root).count());
    }

    @Test
    void aGroupOutsideOfTheMountIsNotFollowed() throws IOException {
        file("proc/self/cgroup", "0::/../../elsewhere\n");
        file("elsewhere/memory.events", "oom_kill 7\n");
        assertEquals(0, new KernelKills(root).count());
    }
}
