package dev.llmfit.answers.size;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.FileType;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Optional;

/**
 * Which buffers does a launch allocate on given devices, and how fast is it? The short form of {@link SizeQuestion}, for thousands
 * of launches in a row.
 *
 * @param model the model
 * @param fileType the file type that a model of the catalogue is laid out in, or that its name asks for
 * @param place where it runs
 * @param options launch options
 * @param build the llama.cpp build to model
 * @param nextToken the options of a second context on the layers for next-token prediction ({@code --spec-type draft-mtp})
 * @param run the run whose speed is asked for; none is told of devices without hardware
 */
public record BuffersQuestion(
        ModelSource model,
        Optional<FileType> fileType,
        Place place,
        LaunchOptions options,
        EngineBuild build,
        Optional<LaunchOptions> nextToken,
        Optional<Run> run)
        implements Question<BuffersAnswer> {
    /** Where a launch runs. */
    public sealed interface Place {}

    /**
     * GPUs of which only the memory is known.
     *
     * @param memory in llama.cpp's order; none for the processor alone
     */
    public record Devices(List<DeviceMemory> memory) implements Place {
        public Devices {
            memory = List.copyOf(memory);
        }
    }

    /**
     * A machine that is known by name.
     *
     * @param name an id of the database or of a bundled machine, or a file
     */
    public record Hardware(String name) implements Place {}

    /**
     * A run, as llama-bench does it.
     *
     * @param nPrompt tokens of the prompt
     * @param nGen tokens to generate
     * @param depth tokens in the context before
     * @param backend backend of every GPU, if not the hardware's own
     */
    public record Run(int nPrompt, int nGen, int depth, Optional<Backend> backend) {}

    @Override
    public BuffersAnswer answer(Workbench bench, Progress progress) {
        return new BuffersAnswering(this, bench).answer();
    }
}
