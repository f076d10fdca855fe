package dev.llmfit.probe.hardware;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a profile says must come out for its machine.
 *
 * @param gpuCapacityGib budget with nothing else running, in GiB
 * @param gpuBudgetNowGib budget now, in GiB
 * @param hostBudgetNowGib budget of system memory now, in GiB
 * @param primaryGpu the first GPU by name, or {@code none} when the profile says that there is none
 * @param backend backend or backends, as prose
 * @param threads threads to use
 * @param gpuCount GPUs that work together
 * @param warnings ids of warnings that must appear; prose is a remark and not compared
 */
public record Expectation(
        OptionalDouble gpuCapacityGib,
        OptionalDouble gpuBudgetNowGib,
        OptionalDouble hostBudgetNowGib,
        Optional<String> primaryGpu,
        Optional<String> backend,
        OptionalInt threads,
        OptionalInt gpuCount,
        List<String> warnings) {
    public Expectation {
        warnings = List.copyOf(warnings);
    }
}
