package dev.llmfit.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which programs have the processors, as far as the system tells this user. */
public final class BusyPrograms {
    /** Long enough to see who works, short enough not to be waited for. */
    private static final Duration WINDOW = Duration.ofMillis(600);

    /** Who takes less of a processor than this is not named; judgement. */
    private static final double LEAST = 0.1;

    private static final int MOST = 3;

    private BusyPrograms() {}

    /**
     * What a process had used of the processors at a moment.
     *
     * @param name file name of its program; empty where the system does not tell
     * @param used time on processors since it began
     */
    record Used(String name, Duration used) {}

    /** Watches for half a second, and returns the busiest programs with their share of a processor: {@code cc1plus 96 %}. */
    public static List<String> now() {
        Map<Long, Used> before = used();
        long start = System.nanoTime();
        try {
            Thread.sleep(WINDOW);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        return busiest(before, used(), Duration.ofNanos(System.nanoTime() - start));
    }

    private static Map<Long, Used> used() {
        Map<Long, Used> used = new HashMap<>();
        long own = ProcessHandle.current().pid();
        ProcessHandle.allProcesses()
                .filter(p -> p.pid() != own)
                .forEach(p -> p.info()
                        .totalCpuDuration()
                        .ifPresent(time -> used.put(p.pid(), new Used(name(p.info()), time))));
        return used;
    }

    private static String name(ProcessHandle.Info info) {
        return info.command()
                .map(Path::of)
                .map(Path::getFileName)
                .map(String::valueOf)
                .orElse("");
    }

    /**
     * Returns the busiest programs between two moments.
     *
     * @param between the time between them
     */
    static List<String> busiest(Map<Long, Used> before, Map<Long, Used> after, Duration between) {
        Map<String, Double> shares = new HashMap<>();
        after.forEach((pid, now) -> {
            Used then = before.get(pid);
            if (then != null && !now.name().isEmpty()) {
                double share = now.used().minus(then.used()).toNanos() / (double) between.toNanos();
                shares.merge(now.name(), share, Double::sum);
            }
        });
        List<Map.Entry<String, Double>> sorted = new ArrayList<>(shares.entrySet());
        sorted.removeIf(e -> e.getValue() < LEAST);
        sorted.sort(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        return sorted.stream()
                .limit(MOST)
                .map(e -> String.format(Locale.ROOT, "%s %.0f %%", e.getKey(), 100 * e.getValue()))
                .toList();
    }
}
