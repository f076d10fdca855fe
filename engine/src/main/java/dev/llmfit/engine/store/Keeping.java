package dev.llmfit.engine.store;

import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.sizing.speed.SpeedBounds;
import dev.llmfit.sizing.speed.SpeedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which measurements are kept. Predictions rest on what is kept, so one reading of a bad moment would spoil every later answer:
 * the machine must be quiet, the readings must agree with each other, and be possible on this hardware. What is not kept is
 * shown with the reason.
 */
public final class Keeping {
    /** The 95 % interval of a reading that is kept is at most so wide, half of it over the mean; judgement. */
    public static final double MOST_HALF_WIDTH = 0.10;

    /**
     * The same of a reading of a calibration, of its median: predictions weigh each reading by how well it is known, so that one of a
     * machine whose host is shared still tells; what is known no better than a guess does not. Judgement.
     */
    public static final double MOST_CALIBRATION_HALF_WIDTH = 0.50;

    /** So many small models must have run before they say something of a machine; judgement. */
    public static final int LEAST_PHANTOMS = 3;

    private Keeping() {}

    /**
     * What is kept of a measurement.
     *
     * @param kept readings that are worth keeping
     * @param reasons why the others are not, sentences without a final stop
     */
    public record Verdict(List<SpeedReading> kept, List<String> reasons) {
        public Verdict {
            kept = List.copyOf(kept);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Judges readings.
     *
     * @param load how busy the machine was before
     * @param bounds what a reading can be on this hardware; empty where nothing is known of it
     */
    public static Verdict of(
            MachineLoad load, List<SpeedReading> readings, Function<SpeedReading, Optional<SpeedBounds>> bounds) {
        if (!load.isQuiet()) {
            return new Verdict(List.of(), List.of(busy(load)));
        }
        return verdict(readings, Keeping::wide, bounds);
    }

    /**
     * Judges the readings of a calibration.
     *
     * @param load how busy the machine was before
     * @param bounds what a reading can be on this hardware; empty where nothing is known of it
     */
    public static Verdict calibration(
            MachineLoad load, List<SpeedReading> readings, Function<SpeedReading, Optional<SpeedBounds>> bounds) {
        if (!load.isQuiet()) {
            return new Verdict(List.of(), List.of(busy(load)));
        }
        return verdict(readings, Keeping::unknown, bounds);
    }

    /** Judges readings of a busy machine whose user insists: they vary, and are kept if they are possible. */
    public static Verdict insisted(List<SpeedReading> readings, Function<SpeedReading, Optional<SpeedBounds>> bounds) {
        return verdict(readings, reading -> Optional.empty(), bounds);
    }

    private static Verdict verdict(
            List<SpeedReading> readings,
            Function<SpeedReading, Optional<String>> varies,
            Function<SpeedReading, Optional<SpeedBounds>> bounds) {
        List<SpeedReading> kept = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (SpeedReading reading : readings) {
            Optional<String> reason =
                    varies.apply(reading).or(() -> bounds.apply(reading).flatMap(b -> outside(reading, b)));
            reason.ifPresentOrElse(reasons::add, () -> kept.add(reading));
        }
        return new Verdict(kept, reasons);
    }

    /** Returns why nothing is kept of a busy machine, a sentence without a final stop. */
    public static String busy(MachineLoad load) {
        return String.format(
                Locale.ROOT,
                "the machine was busy (load %.1f on %d processors); run it again when it is quiet",
                load.load(),
                load.processors());
    }

    /**
     * Judges readings of the memory bandwidth, in 10^9 bytes per second.
     *
     * @param load how busy the machine was before
     * @param host the machine's processor, as it is known without this measurement
     * @return why it is not kept, a sentence without a final stop; empty if it is
     */
    public static Optional<String> bandwidth(MachineLoad load, SampleSummary samples, SpeedHost host) {
        if (!load.isQuiet()) {
            return Optional.of(busy(load));
        }
        if (!agree(samples)) {
            return Optional.of(String.format(
                    Locale.ROOT, "its readings vary too much (± %.0f %%)", 100 * samples.relativeHalfWidth()));
        }
        double known = host.bandwidth().orElseGet(host::assumedRead) / 1e9;
        boolean slow = samples.most() < known / SpeedBounds.OF_FORMULA;
        boolean fast = host.bandwidth().isPresent() && samples.most() > known * SpeedBounds.OF_PEAK;
        return slow || fast
                ? Optional.of(
                        String.format(Locale.ROOT, "it cannot be that of this memory (%.1f GB/s by its data)", known))
                : Optional.empty();
    }

    /** Returns whether samples agree with each other. */
    static boolean agree(SampleSummary samples) {
        return samples.relativeHalfWidth() <= MOST_HALF_WIDTH;
    }

    /** Returns whether a reading can be relied on. A tool that tells one number tells the mean of its own samples. */
    static boolean agree(SpeedReading reading) {
        return agree(reading.samples()) || reading.clock() == SpeedReading.Clock.TOLD;
    }

    /** Returns whether a reading is known well enough to say something of other models. */
    static boolean tells(SpeedReading reading) {
        return reading.samples().medianHalfWidth() <= MOST_CALIBRATION_HALF_WIDTH
                || reading.clock() == SpeedReading.Clock.TOLD;
    }

    private static Optional<String> wide(SpeedReading reading) {
        return agree(reading)
                ? Optional.empty()
                : Optional.of(varies(reading, reading.samples().relativeHalfWidth(), MOST_HALF_WIDTH));
    }

    private static Optional<String> unknown(SpeedReading reading) {
        return tells(reading)
                ? Optional.empty()
                : Optional.of(varies(reading, reading.samples().medianHalfWidth(), MOST_CALIBRATION_HALF_WIDTH));
    }

    private static String varies(SpeedReading reading, double halfWidth, double most) {
        String label = reading.workload().label();
        return reading.samples().count() == 1
                ? label + " ran once, which says nothing of how much it varies"
                : String.format(
                        Locale.ROOT,
                        "%s varies too much (± %.0f %%; ± %.0f %% is kept)",
                        label,
                        100 * halfWidth,
                        100 * most);
    }

    private static Optional<String> outside(SpeedReading reading, SpeedBounds bounds) {
        double speed = reading.samples().median();
        return bounds.hold(speed)
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s of %,.1f tok/s cannot be the speed of this hardware (%,.1f to %,.1f)",
                        reading.workload().label(),
                        speed,
                        bounds.least(),
                        bounds.most()));
    }
}
