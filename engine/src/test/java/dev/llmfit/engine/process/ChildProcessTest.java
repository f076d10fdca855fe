package dev.llmfit.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.EngineException;
import dev.llmfit.probe.Probe;
import dev.llmfit.units.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void keepsExitCodeAndBothOutputs() {
        ChildProcess.Finished finished =
                ChildProcess.run("sh", List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3"), LONG);
        assertEquals(new ChildProcess.Finished(3, List.of("out"), List.of("err"), false), finished);
    }

    @Test
    void passesArgumentsWithoutAShell() {
        assertEquals(
                List.of("$(id); `id` a b"),
                ChildProcess.run("echo", List.of("/bin/echo", "$(id); `id` a b"), LONG)
                        .out());
    }

    @Test
    void endsAProgramAndItsChildrenAtTheTimeLimit(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("pid");
        String script = "sleep 600 & echo $! > " + pidFile + "; wait";
        EngineException failure = assertThrows(
                EngineException.class,
                () -> ChildProcess.run("sleeper", List.of("/bin/sh", "-c", script), Duration.ofMillis(700)));
        assertEquals(EngineException.Kind.TIMEOUT, failure.kind());
        assertGone(Long.parseLong(Files.readString(pidFile).strip()));
    }

    @Test
    void endsChildrenOnClose(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("pid");
        String script = "sleep 600 & echo $! > " + pidFile + "; echo started; wait";
        long child;
        try (ChildProcess process = ChildProcess.start("sleeper", List.of("/bin/sh", "-c", script), LONG)) {
            for (int i = 0; i < 500 && process.out().isEmpty(); i++) {
                Thread.sleep(10);
            }
            assertEquals(List.of("started"), process.out());
            child = Long.parseLong(Files.readString(pidFile).strip());
            assertTrue(process.alive());
        }
        assertGone(child);
    }

    @Test
    void endsAProgramThatIgnoresThePoliteSignal() throws Exception {
        ChildProcess process = ChildProcess.start(
                "stubborn",
                List.of("/bin/sh", "-c", "trap '' TERM; echo ready; while true; do sleep 1; done"),
                LONG,
                Duration.ofMillis(200));
        for (int i = 0; i < 500 && process.out().isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertEquals(List.of("ready"), process.out());
        long pid = process.pid();
        process.close();
        assertGone(pid);
    }

    @Test
    void endsItsChildrenWhenTheJvmIsInterrupted(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("pid");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Orphanage.class.getName(),
                pidFile.toString());
        Process jvm = new ProcessBuilder(command).inheritIO().start();
        try {
            for (int i = 0; i < 3000 && (!Files.exists(pidFile) || Files.size(pidFile) == 0); i++) {
                Thread.sleep(10);
            }
            long child = Long.parseLong(Files.readString(pidFile).strip());
            assertTrue(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
            jvm.destroy();
            assertTrue(jvm.waitFor(30, TimeUnit.SECONDS));
            assertGone(child);
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void saysThatAProgramIsMissing() {
        EngineException failure = assertThrows(
                EngineException.class, () -> ChildProcess.run("nothing", List.of("/no/such/program"), LONG));
        assertEquals(EngineException.Kind.MISSING, failure.kind());
    }

    @Test
    void readsResidentMemory() {
        assertEquals(
                new Probe.Found<>(Bytes.of(225780L * 1024), "VmRSS"),
                ResidentMemory.parseStatus(
                        List.of("Name:\tllama-server", "VmHWM:\t  225900 kB", "VmRSS:\t  225780 kB")));
        assertTrue(ResidentMemory.of(ProcessHandle.current().pid())
                        .found()
                        .orElseThrow()
                        .count()
                > 1 << 20);
        assertFalse(
                ResidentMemory.parseStatus(List.of("Name:\tkthread")).found().isPresent());
    }

    private static void assertGone(long pid) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("process " + pid + " still runs");
    }

    /** Starts a child and waits to be ended. */
    static final class Orphanage {
        private Orphanage() {}

        public static void main(String[] args) throws Exception {
            try (ChildProcess child = ChildProcess.start("sleep", List.of("/bin/sleep", "600"), LONG)) {
                Path draft = Path.of(args[0] + ".draft");
                Files.writeString(draft, Long.toString(child.pid()));
                Files.move(draft, Path.of(args[0]));
                Thread.sleep(60_000);
            }
        }
    }
}
