package dev.llmfit.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many processes the kernel has ended because memory ran out, as Linux counts them: {@code oom_kill} of {@code /proc/vmstat} and of
 * {@code memory.events} of this process's control groups (Documentation/admin-guide/cgroup-v2.rst).
 */
final class KernelKills {
    private static final String COUNTER = "oom_kill ";

    private final Path root;

    /**
     * Creates the reader.
     *
     * @param root the folder under which {@code proc} and {@code sys} lie
     */
    KernelKills(Path root) {
        this.root = root;
    }

    /** Returns the counters of this machine. */
    static KernelKills ofThisMachine() {
        return new KernelKills(Path.of("/"));
    }

    /** Returns the sum of all counters that can be read; 0 where there is none. */
    long count() {
        long sum = counter(root.resolve("proc/vmstat")).orElse(0);
        Optional<Path> group = group();
        Path top = root.resolve("sys/fs/cgroup");
        for (Path folder = group.map(top::resolve).orElse(top).normalize();
                folder != null && folder.startsWith(top);
                folder = folder.getParent()) {
            sum += counter(folder.resolve("memory.events")).orElse(0);
        }
        return sum;
    }

    /** Returns the control group of version 2, relative to where it is mounted. */
    private Optional<Path> group() {
        return lines(root.resolve("proc/self/cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> Path.of(line.substring("0::/".length())))
                .findFirst();
    }

    private static OptionalLong counter(Path file) {
        return lines(file).stream()
                .filter(line -> line.startsWith(COUNTER))
                .map(line -> line.substring(COUNTER.length()).strip())
                .filter(number -> number.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // another system, or a group that may not be read: there is no such evidence then
        }
    }
}
