package dev.llmfit.answers.measure;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import java.time.Duration;
import java.util.Optional;

/**
 * How a question uses an engine.
 *
 * @param engine which: {@code embedded}, {@code ollama}, {@code lmstudio}, an address, a folder of llama.cpp's programs; empty for the
 *     best one for files
 * @param limit the engine is ended after this time
 * @param keep whether what it shows is stored
 */
public record EngineUse(Optional<String> engine, Duration limit, boolean keep) {
    /** An engine runs for a day at most. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** The best engine for files, at most ten minutes, and what it shows is stored. */
    public static final EngineUse DEFAULT = new EngineUse(Optional.empty(), Duration.ofMinutes(10), true);

    public EngineUse {
        if (limit.toSeconds() < 1 || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("an engine runs for 1 to " + LONGEST.toSeconds() + " seconds");
        }
    }

    /**
     * Returns the engine. If what it shows is to be kept, that is tried now and not after a long run.
     *
     * @throws EngineException if what was named is not there
     */
    public Engine find(Workbench bench) {
        Engine found = bench.engineFinder().forFile(engine);
        if (keep) {
            bench.measurements().checkWritable();
        }
        return found;
    }
}
