package dev.llmfit.probe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a machine in a mount namespace of its own, as a container sees it; skipped where this user may make none. */
class PrivateMountTest {
    @TempDir
    Path folder;

    /** Prints what a process in the namespace sees. */
    static final class Inside {
        private Inside() {}

        public static void main(String[] args) {
            Machine machine = new MachineAssembly(HardwareDatabase.bundled())
                    .assemble(ThisMachine.read(new LiveSource(Environment.ofProcess())));
            System.out.println("capacity " + machine.hostPool().capacity().count());
            System.out.println("free " + machine.hostPool().free().count());
            System.out.println("threads " + machine.cpu().threads());
            machine.warnings().forEach(w -> System.out.println("warning " + w.id() + " " + w.text()));
        }
    }

    /** Where the kernel keeps the memory controller in version 1, files in the layout of version 2 stand in for it. */
    @Test
    void nestedLimitsOfVersion2AreSeen() throws Exception {
        Path membership = folder.resolve("cgroup");
        Files.writeString(membership, "0::/pod.slice/app\n");
        String out = inside("umount -R -l /sys/fs/cgroup\n"
                + "mount -t tmpfs none /sys/fs/cgroup\n"
                + "mkdir -p /sys/fs/cgroup/pod.slice/app\n"
                + "cd /sys/fs/cgroup/pod.slice\n"
                + "echo 1610612736 > memory.max; echo max > memory.high; echo 1073741824 > memory.current\n"
                + "echo 'inactive_file 805306368' > memory.stat\n"
                + "echo max > app/memory.max; echo 1073741824 > app/memory.current; echo '100000 100000' > app/cpu.max\n"
                + "mount --bind " + membership + " /proc/$$/cgroup\n");
        assertEquals("capacity " + (1536L << 20), line(out, "capacity"));
        assertEquals("free " + (1280L << 20), line(out, "free"));
        assertEquals("threads 1", line(out, "threads"));
        assertTrue(line(out, "warning cgroup-limit").contains("/sys/fs/cgroup/pod.slice/memory.max"), out);
    }

    @Test
    void withoutSysItStillAnswers() throws Exception {
        String out = inside("mount -t tmpfs none /sys\nmount -t tmpfs none /run\n");
        assertTrue(Long.parseLong(line(out, "capacity").substring(9)) > 256L << 20, out);
        assertTrue(Integer.parseInt(line(out, "threads").substring(8)) >= 1, out);
    }

    private String inside(String preparation) throws IOException, InterruptedException {
        assumeTrue(
                run(List.of("unshare", "-m", "true")).startsWith("0"), "this user cannot make a mount namespace here");
        Path script = folder.resolve("inside.sh");
        Files.writeString(script, "set -e\nmount --make-rprivate /\n" + preparation + "cd /\nexec \"$@\"\n");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String out = run(List.of(
                "unshare",
                "-m",
                "sh",
                script.toString(),
                java,
                "-Xmx64m",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Inside.class.getName()));
        assertTrue(out.startsWith("0"), out);
        return out;
    }

    private static String absolute(String classPath) {
        StringBuilder text = new StringBuilder();
        for (String entry : classPath.split(java.io.File.pathSeparator, -1)) {
            text.append(text.isEmpty() ? "" : java.io.File.pathSeparator)
                    .append(Path.of(entry).toAbsolutePath());
        }
        return text.toString();
    }

    /** Returns exit code and output. */
    private static String run(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                return process.exitValue() + "\n" + output;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return "127\n" + e.getMessage(); // no such command
        }
    }

    private static String line(String output, String start) {
        return output.lines().filter(l -> l.startsWith(start)).findFirst().orElse(start + " missing in:\n" + output);
    }
}
