package dev.llmfit.engine;

/** Something that runs a model. Each kind has one class; none of them talks to anything but this machine. */
public interface Engine {

    /**
     * Returns what it is, its version, backends and devices.
     *
     * @throws EngineException if it does not answer
     */
    EngineDescription describe();

    /**
     * Measures prompt and generation speed.
     *
     * @param task what to run
     * @param progress told about each step
     * @return what was measured; if the engine ended in the middle, what came before
     * @throws EngineException if nothing was measured: the engine fails, does not end in time or says something that cannot be true
     */
    BenchResult bench(BenchTask task, Progress progress);
}
