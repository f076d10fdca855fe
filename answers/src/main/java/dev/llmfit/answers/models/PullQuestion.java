package dev.llmfit.answers.models;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.io.IOException;

/**
 * Download a model, please.
 *
 * @param model a repository, a name of Ollama's library, or a name of the catalogue
 * @param force whether to download what does not fit the machine
 * @param machine where it is to run
 */
public record PullQuestion(String model, boolean force, HardwareSelector machine) implements Question<PullAnswer> {
    @Override
    public PullAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new PullAnswering(this, bench, progress).answer();
    }
}
