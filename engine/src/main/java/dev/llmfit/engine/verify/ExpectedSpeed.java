package dev.llmfit.engine.verify;

import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Workload;
import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.DeviceMemory;
import java.util.List;
import java.util.Optional;

/**
 * A predicted speed, tokens per second.
 *
 * @param low lower end of the range
 * @param mid best single value
 * @param high upper end of the range
 * @param basis {@code measured}, {@code calibrated} or {@code model}
 */
public record ExpectedSpeed(double low, double mid, double high, String basis) {
    public ExpectedSpeed {
        if (!(low >= 0 && low <= mid && mid <= high) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("not a range: " + low + " " + mid + " " + high);
        }
    }

    /** Predicts speeds. */
    @FunctionalInterface
    public interface Source {
        /** Returns the speed of a workload, or empty if it cannot be predicted. */
        Optional<ExpectedSpeed> of(Model model, List<DeviceMemory> devices, Launch launch, Workload workload);
    }
}
