package dev.llmfit.recommend.emit;

import dev.llmfit.probe.Backend;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * GPUs that a launch is planned for.
 *
 * @param count how many
 * @param backend what drives the first of them
 * @param most the most that the launch takes of one of them, with what the driver takes
 */
public record PlannedGpus(int count, Optional<Backend> backend, Bytes most) {
    public PlannedGpus {
        Amount.count(count, "count");
    }
}
