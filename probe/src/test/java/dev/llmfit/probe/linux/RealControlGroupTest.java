package dev.llmfit.probe.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.probe.facts.MemoryLimit;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sets a memory limit for real, where this user may, and reads it from a process inside. */
class RealControlGroupTest {
    private static final long LIMIT = 1536L << 20;

    /** Prints the limits that the process is under. */
    static final class Inside {
        private Inside() {}

        public static void main(String[] args) {
            for (MemoryLimit limit :
                    ControlGroups.read(new LiveSource(Environment.ofProcess())).memory()) {
                System.out.println("limit " + limit.limit().orElseThrow().count());
            }
        }
    }

    @Test
    void aLimitThatIsSetIsSeen() throws Exception {
        Optional<Path> group = createGroup();
        assumeTrue(group.isPresent(), "this user cannot make a control group with a memory limit here");
        try {
            assertTrue(outputInside(group.get()).contains("limit " + LIMIT), "the limit of the group is not seen");
        } finally {
            Files.deleteIfExists(group.get());
        }
    }

    private static Optional<Path> createGroup() {
        for (ControlGroups.Mount mount : ControlGroups.mounts(readSelf("mountinfo"))) {
            boolean two = mount.type().equals("cgroup2");
            if (two || List.of(mount.options().split(",", -1)).contains("memory")) {
                Path folder = Path.of(
                        mount.point(), "llmfit-test-" + ProcessHandle.current().pid());
                try {
                    Files.createDirectory(folder);
                    Path file = folder.resolve(two ? "memory.max" : "memory.limit_in_bytes");
                    if (Files.isWritable(file)) {
                        Files.writeString(file, Long.toString(LIMIT));
                        return Optional.of(folder);
                    }
                    Files.delete(folder);
                } catch (IOException e) {
                    // not allowed in this hierarchy
                }
            }
        }
        return Optional.empty();
    }

    private static String outputInside(Path group) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "echo $$ > \"$0\"/cgroup.procs && exec \"$@\"",
                        group.toString(),
                        java,
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Inside.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String readSelf(String name) {
        try {
            return Files.readString(Path.of("/proc/self", name));
        } catch (IOException e) {
            return ""; // no Linux
        }
    }
}
