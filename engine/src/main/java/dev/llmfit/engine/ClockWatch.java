package dev.llmfit.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Watches the processor while something is measured: its clock, and how often it slowed down because it was hot. Reads Linux'
 * {@code cpufreq} and {@code thermal_throttle} files; where there are none (virtual machines, other systems) it knows nothing.
 */
public final class ClockWatch implements AutoCloseable {
    private static final Path CPUS = Path.of("/sys/devices/system/cpu");

    /** Short beside a run of a second, long beside reading some files. */
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** Samples needed before a fall of the clock is called one. */
    private static final int LEAST_SAMPLES = 8;
    /** A clock that ends below this part of where it began has fallen. */
    private static final double FALLEN = 0.9;

    private final Path cpus;
    private final long throttledBefore;
    private final List<Double> clocks = new ArrayList<>();
    private final Thread sampler;
    private volatile boolean stopped;

    private ClockWatch(Path cpus) {
        this.cpus = cpus;
        this.throttledBefore = throttleCount(cpus);
        this.sampler = Thread.ofPlatform().daemon().name("clock watch").start(this::sample);
    }

    /** Starts watching. */
    public static ClockWatch start() {
        return new ClockWatch(CPUS);
    }

    private void sample() {
        while (!stopped) {
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                return;
            }
            double clock = busiestClock(cpus);
            if (clock > 0) {
                synchronized (clocks) {
                    clocks.add(clock);
                }
            }
        }
    }

    /** Returns what slowed the processor down since the start, one sentence each. */
    public List<String> notes() {
        synchronized (clocks) {
            return notes(throttleCount(cpus) - throttledBefore, clocks);
        }
    }

    /**
     * Returns the sentences.
     *
     * @param throttled how often the processor slowed down for heat
     * @param clocks clock of the busiest core in GHz, in the order of time
     */
    static List<String> notes(long throttled, List<Double> clocks) {
        List<String> notes = new ArrayList<>();
        if (throttled > 0) {
            notes.add("the processor slowed down for heat " + throttled + " times while it was measured");
        }
        if (clocks.size() >= LEAST_SAMPLES) {
            int quarter = clocks.size() / 4;
            double first = mean(clocks.subList(0, quarter));
            double last = mean(clocks.subList(clocks.size() - quarter, clocks.size()));
            if (last < first * FALLEN) {
                notes.add(String.format(
                        Locale.ROOT,
                        "the processor's clock fell from %.1f to %.1f GHz while it was measured",
                        first,
                        last));
            }
        }
        return notes;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** Returns the events of all cores; a package's counter is shared by its cores and counts once, as the largest. */
    static long throttleCount(Path cpus) {
        long cores = 0;
        long packages = 0;
        for (Path cpu : folders(cpus)) {
            cores += number(cpu.resolve("thermal_throttle/core_throttle_count"));
            packages = Math.max(packages, number(cpu.resolve("thermal_throttle/package_throttle_count")));
        }
        return cores + packages;
    }

    /** Returns the highest clock of any core in GHz; 0 if none is told. */
    static double busiestClock(Path cpus) {
        long highest = 0;
        for (Path cpu : folders(cpus)) {
            highest = Math.max(highest, number(cpu.resolve("cpufreq/scaling_cur_freq")));
        }
        return highest / 1e6;
    }

    private static List<Path> folders(Path cpus) {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
            found.forEach(folders::add);
        } catch (IOException e) {
            return List.of(); // not Linux, or hidden by a container
        }
        return folders;
    }

    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return 0; // this processor does not tell
        }
    }

    /** Stops watching. */
    @Override
    public void close() {
        stopped = true;
        sampler.interrupt();
    }
}
