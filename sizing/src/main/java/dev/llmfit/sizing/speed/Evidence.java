package dev.llmfit.sizing.speed;

import java.util.List;
import java.util.Optional;

/**
 * Measurements that outrank the formula. The first that knows something wins: measured here, measured on this hardware,
 * calibrated here. Implemented where measurements are stored.
 */
public interface Evidence {
    /** What is known of one test. */
    enum Test {
        PP,
        TG
    }

    /** Returns what this launch reached on this machine. */
    Optional<Measured> here(SpeedRequest request, Test test);

    /** Returns what this model and file type reached on the same hardware id elsewhere. */
    Optional<Measured> onHardware(SpeedRequest request, Test test);

    /** Returns what a short bench on this machine says of these devices. */
    Optional<Calibration> calibration(SpeedRequest request);

    /** Returns what a short bench of small models found out about the processor with so many threads; empty without one. */
    List<ProcessorReading> processor(int threads);

    /** Returns evidence that knows nothing. */
    static Evidence none() {
        return new Evidence() {
            @Override
            public Optional<Measured> here(SpeedRequest request, Test test) {
                return Optional.empty();
            }

            @Override
            public Optional<Measured> onHardware(SpeedRequest request, Test test) {
                return Optional.empty();
            }

            @Override
            public Optional<Calibration> calibration(SpeedRequest request) {
                return Optional.empty();
            }

            @Override
            public List<ProcessorReading> processor(int threads) {
                return List.of();
            }
        };
    }
}
