package dev.llmfit.engine;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * How much other work a machine does, which makes a measurement worth less.
 *
 * @param load threads that ran or wanted to, averaged over a minute; negative where the system does not say
 * @param processors processors that they share
 */
public record MachineLoad(double load, int processors) {
    /** From this many threads for each processor a measurement competes with other work; judgement. */
    private static final double BUSY = 0.5;

    /** How {@link #note} begins. */
    public static final String NOTE = "other work ran on this machine";

    public MachineLoad {
        if (processors < 1 || Double.isNaN(load)) {
            throw new IllegalArgumentException("a load of " + load + " on " + processors + " processors");
        }
    }

    /** Where it is read. */
    @FunctionalInterface
    public interface Source {
        /** The system that this program runs on; Windows does not say. */
        Source SYSTEM = () -> new MachineLoad(
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());

        /** Returns the load of the last minute. */
        MachineLoad now();
    }

    /** Returns whether little enough else runs that a measurement is one of the machine. */
    public boolean isQuiet() {
        return load < processors * BUSY;
    }

    /** Returns a sentence without a final stop if the machine is busy. */
    public Optional<String> note() {
        return isQuiet()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s before the start (load %.1f on %d processors); at rest it is faster",
                        NOTE,
                        load,
                        processors));
    }
}
