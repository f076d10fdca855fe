package dev.llmfit.answers.engines;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.engines.LaunchArguments;
import java.io.IOException;
import java.util.Optional;

/**
 * What does a launch of vLLM or MLX take, and how much does its cache hold?
 *
 * @param engine id of the engine
 * @param model the model
 * @param launch arguments under the engine's own names
 * @param machine where it runs; empty if the arguments name the hardware or tell all that is needed of it
 */
public record EngineSizeQuestion(
        String engine, ModelSource model, LaunchArguments launch, Optional<HardwareSelector> machine)
        implements Question<EngineSizeAnswer> {
    @Override
    public Said said() {
        return machine.map(Said::of).orElse(Said.NOTHING);
    }

    @Override
    public EngineSizeAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new EngineSizeAnswering(this, bench).answer();
    }
}
