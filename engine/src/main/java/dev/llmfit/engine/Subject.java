package dev.llmfit.engine;

import java.nio.file.Path;

/** The model that is run. */
public sealed interface Subject {
    /** A GGUF file; {@code phantom} if its weights are only sized, not real. */
    record File(Path path, boolean phantom) implements Subject {}

    /** A model that a server knows by name. */
    record Served(String name) implements Subject {}
}
