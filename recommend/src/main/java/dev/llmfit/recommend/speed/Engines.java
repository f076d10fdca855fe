package dev.llmfit.recommend.speed;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.MemoryEstimator;

/**
 * What sizes and times launches, and what is known of those that failed.
 *
 * @param memory exact memory
 * @param speed expected speed
 * @param build modelled llama.cpp build
 * @param failures launches that could not get their memory
 */
public record Engines(MemoryEstimator memory, SpeedForecast speed, EngineBuild build, PastFailures failures) {

    /** Creates engines of which no failure is known. */
    public Engines(MemoryEstimator memory, SpeedForecast speed, EngineBuild build) {
        this(memory, speed, build, PastFailures.NONE);
    }

    /** Returns what launches of a model may use, below what failed before. */
    public Budgets learned(Budgets budgets, Machine machine, Model model) {
        return budgets.below(failures.of(machine, model), machine);
    }
}
