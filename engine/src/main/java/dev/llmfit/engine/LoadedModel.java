package dev.llmfit.engine;

import dev.llmfit.engine.log.MeasuredBuffers;
import java.util.Optional;

/** A model that an engine has loaded in a process of its own; {@link #close()} ends the process. */
public interface LoadedModel extends AutoCloseable {

    /** Returns the buffers that the engine says it allocated. */
    MeasuredBuffers buffers();

    /** Returns the process id. */
    long pid();

    /** Returns whether the process is a Java machine, whose own memory comes on top of the engine's. */
    boolean inJvm();

    /** Returns where it speaks OpenAI's protocol; empty if it does not. */
    Optional<String> address();

    @Override
    void close();
}
