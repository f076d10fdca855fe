package dev.llmfit.cli.foreign;

import dev.llmfit.fixtures.Campaign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Prints what every thread does when an input takes a minute; a hang cannot be interrupted. */
final class Watch implements AutoCloseable {
    private static final long MINUTE = 60_000_000_000L;
    private static final long SLEEP = 5_000;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final List<Campaign> campaigns;
    private final Thread thread;

    Watch(List<Campaign> campaigns) {
        this.campaigns = campaigns;
        this.thread = Thread.ofPlatform().daemon().name("watch").start(this::look);
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(SLEEP);
                for (Campaign c : campaigns) {
                    if (c.since() != Long.MAX_VALUE && System.nanoTime() - c.since() > MINUTE) {
                        System.out.println("HANG: " + c.name() + " works on an input for a minute: " + stacks());
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String stacks() {
        StringBuilder stacks = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> one :
                Thread.getAllStackTraces().entrySet()) {
            stacks.append("\n").append(one.getKey().getName());
            for (StackTraceElement at : one.getValue()) {
                stacks.append("\n    ").append(at);
            }
        }
        return stacks.toString();
    }

    /** Returns the largest resident memory of this process, as Linux counts it. */
    String peak() {
        try {
            return Files.isReadable(STATUS)
                    ? Files.readAllLines(STATUS).stream()
                            .filter(line -> line.startsWith("VmHWM"))
                            .findFirst()
                            .orElse("")
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
