package dev.llmfit.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells when repetitions get slower one after the other: heat or a power limit, not chance. */
public final class FallingSpeed {
    /** With three, one in six orders falls by chance; with four, one in 24. */
    private static final int LEAST_REPETITIONS = 4;
    /** The last repetition must be below this part of the first. */
    private static final double FALLEN = 0.95;
    /** Of all pairs of repetitions, at least this part must have the later one slower. */
    private static final double ORDERED = 0.9;

    private FallingSpeed() {}

    /** Returns a sentence for each reading that falls. */
    public static List<String> notes(List<SpeedReading> readings) {
        return readings.stream()
                .map(FallingSpeed::note)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> note(SpeedReading reading) {
        List<Double> samples = reading.samples().samples();
        if (samples.size() < LEAST_REPETITIONS || samples.getLast() > samples.getFirst() * FALLEN) {
            return Optional.empty();
        }
        int pairs = 0;
        int falling = 0;
        for (int i = 0; i < samples.size(); i++) {
            for (int j = i + 1; j < samples.size(); j++) {
                pairs++;
                falling += samples.get(j) < samples.get(i) ? 1 : 0;
            }
        }
        if (falling < pairs * ORDERED) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s fell from %.1f to %.1f tok/s over %d repetitions: the machine gets slower while it runs (heat, a power limit"
                        + " or other work)",
                reading.workload().label(),
                samples.getFirst(),
                samples.getLast(),
                samples.size()));
    }
}
