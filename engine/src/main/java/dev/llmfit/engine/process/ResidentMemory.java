package dev.llmfit.engine.process;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Memory of a process that is resident, as the operating system sees it. */
public final class ResidentMemory {
    private ResidentMemory() {}

    /** Returns the resident set of a process; absent where the system does not say. */
    public static Probe<Bytes> of(long pid) {
        Path status = Path.of("/proc/" + pid + "/status");
        if (Files.isReadable(status)) {
            try {
                return parseStatus(Files.readAllLines(status));
            } catch (IOException e) {
                return new Probe.Failed<>("reading " + status + " failed: " + e.getMessage());
            }
        }
        Path ps = Path.of("/bin/ps");
        if (!Files.isExecutable(ps)) {
            return new Probe.Absent<>("neither /proc nor ps is here");
        }
        ChildProcess.Finished finished = ChildProcess.run(
                "ps", List.of(ps.toString(), "-o", "rss=", "-p", Long.toString(pid)), Duration.ofSeconds(5));
        String text = String.join("", finished.out()).strip();
        return text.matches("[0-9]{1,15}")
                ? new Probe.Found<>(Bytes.of(Math.multiplyExact(Long.parseLong(text), 1024)), "ps -o rss")
                : new Probe.Failed<>("ps said '" + text + "'");
    }

    /** Returns {@code VmRSS} of {@code /proc/PID/status}. */
    static Probe<Bytes> parseStatus(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("VmRSS:")) {
                String kib = line.substring(6).replace("kB", "").strip();
                return new Probe.Found<>(Bytes.of(Math.multiplyExact(Long.parseLong(kib), 1024)), "VmRSS");
            }
        }
        return new Probe.Absent<>("the process has no VmRSS");
    }
}
