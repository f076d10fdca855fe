package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while an engine runs: the engine and the phantom go with the program. */
@EnabledOnOs(OS.LINUX)
class InterruptTest {
    /** Bit of SIGINT in the masks of {@code /proc/self/status}. */
    private static final long SIGINT = 1L << 1;

    @TempDir
    private Path folder;

    @Test
    void leavesNoEngineAndNoPhantomBehind() throws Exception {
        Path pidFile = folder.resolve("pid");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Process jvm = start(server(pidFile), temporary);
        try {
            for (int i = 0; i < 6000 && !Files.exists(pidFile) && jvm.isAlive(); i++) {
                Thread.sleep(10);
            }
            assertTrue(Files.exists(pidFile), "the engine was started");
            assertEquals(1, count(temporary), "the phantom is there");
            interrupt(jvm);
            assertTrue(jvm.waitFor(30, TimeUnit.SECONDS));
            assertGone(pidFile);
            assertGone(Path.of(pidFile + ".child"));
            assertEquals(0, count(temporary), "the phantom is removed");
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** After kill -9 nobody cleans up: the next run does, whatever it is asked. */
    @Test
    void theNextRunEndsWhatAKilledOneLeft() throws Exception {
        Path pidFile = folder.resolve("pid");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Process jvm = start(server(pidFile), temporary);
        try {
            for (int i = 0; i < 6000 && !Files.exists(pidFile) && jvm.isAlive(); i++) {
                Thread.sleep(10);
            }
            assertTrue(Files.exists(pidFile), "the engine was started");
            run(temporary, "--version");
            assertEquals(1, count(temporary), "a run beside it takes nothing away");
            assertTrue(alive(pidFile), "nor ends it");
            jvm.destroyForcibly().waitFor();
            assertEquals(1, count(temporary), "the phantom stays");
            assertTrue(alive(pidFile), "so does the engine");
            run(temporary, "--version");
            assertGone(pidFile);
            assertGone(Path.of(pidFile + ".child"));
            assertEquals(0, count(temporary), "the phantom is removed");
            try (Stream<Path> notes = Files.list(folder.resolve("data").resolve("runs"))) {
                assertEquals(List.of(), notes.toList());
            }
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static boolean alive(Path pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }

    private void run(Path temporary, String... arguments) throws Exception {
        Process run = program(temporary, List.of(arguments));
        assertTrue(run.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, run.exitValue());
    }

    private Path server(Path pidFile) throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Path program = Files.writeString(programs.resolve("llama-server"), """
            #!/bin/sh
            case "$1" in
            --version) echo "version: 11434 (fake)" >&2; exit 0 ;;
            --help) echo "-fit, -lv, --load-mode on|off|auto"; exit 0 ;;
            esac
            sleep 600 &
            echo $! > "%1$s.child"
            echo $$ > "%1$s.draft" && mv "%1$s.draft" "%1$s"
            wait
            """.formatted(pidFile));
        assertTrue(program.toFile().setExecutable(true));
        return programs;
    }

    private Process start(Path programs, Path temporary) throws IOException {
        return program(temporary, List.of("verify", "smollm2:135m", "--no-store", "--engine", programs.toString()));
    }

    private Process program(Path temporary, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("LLMFIT_DATA_HOME", folder.resolve("data").toString());
        return builder.start();
    }

    /** Sends SIGINT; SIGTERM where this test's parent has made its children ignore SIGINT. */
    private static void interrupt(Process jvm) throws Exception {
        String mask = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length())
                .strip();
        String signal = (Long.parseUnsignedLong(mask, 16) & SIGINT) == 0 ? "INT" : "TERM";
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.pid())).start();
        assertTrue(kill.waitFor(10, TimeUnit.SECONDS));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> String.valueOf(f.getFileName()).startsWith("llmfit-phantom"))
                    .count();
        }
    }

    private static void assertGone(Path pidFile) throws Exception {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        for (int i = 0; i < 500; i++) {
            if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                return;
            }
            Thread.sleep(10);
        }
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "process " + pid + " still runs");
    }
}
