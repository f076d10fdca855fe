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
    default Optional<Measured> here(SpeedRequest request, Test test) {
        return Optional.empty();
    }

    /** Returns what this model and file type reached on the same hardware id elsewhere. */
    default Optional<Measured> onHardware(SpeedRequest request, Test test) {
        return Optional.empty();
    }

    /** Returns what measurements of other models on this machine say of the formula; empty without one. */
    default Optional<Calibration> calibration(SpeedRequest request) {
        return Optional.empty();
    }

    /** Returns which stored calibration speaks for a launch; empty without one. */
    default Optional<StoredNumber> calibrator(SpeedRequest request) {
        return Optional.empty();
    }

    /** Returns what an answer must say beside its speeds, one sentence each: what of the measurements could not be used. */
    default List<String> notes() {
        return List.of();
    }

    /** Returns evidence that knows nothing. */
    static Evidence none() {
        return new Evidence() {};
    }
}
