package dev.llmfit.engine;

import dev.llmfit.units.Hint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Something that runs a model. Each kind has one class; none of them talks to anything but this machine. */
public interface Engine {

    /**
     * Returns what it is, its version, backends and devices.
     *
     * @throws EngineException if it does not answer
     */
    EngineDescription describe();

    /** Returns whether it runs GGUF files; if not, it runs models by the names that it knows them by. */
    boolean runsFiles();

    /**
     * Returns the model that is meant where none is named: the only one of a server.
     *
     * @throws EngineException if it does not answer
     */
    default Optional<String> onlyModel() {
        return Optional.empty();
    }

    /**
     * Measures prompt and generation speed.
     *
     * @param task what to run
     * @param progress told about each step
     * @return what was measured; if the engine ended in the middle, what came before
     * @throws EngineException if nothing was measured: the engine fails, does not end in time or says something that cannot be true
     */
    BenchResult bench(BenchTask task, Progress progress);

    /**
     * Loads a file in a process of its own, which says what its buffers take.
     *
     * @param file the GGUF file
     * @param launch how it is launched
     * @param mapFile whether the file may be mapped; without, the host's buffers are what the tensors take
     * @param limit when the process is ended at the latest
     * @throws EngineException if it cannot load files in this way, refuses the launch, cannot get its memory or is not ready in time
     */
    default LoadedModel load(Path file, Launch launch, boolean mapFile, Duration limit) {
        throw new EngineException(
                EngineException.Kind.UNSUPPORTED,
                describe().kind() + " does not say what its buffers take",
                Hint.plain("verify with llama.cpp"));
    }

    /** Returns where it takes many requests at the same time, in OpenAI's protocol; empty if nowhere. */
    default Optional<Endpoint> endpoint() {
        return Optional.empty();
    }
}
