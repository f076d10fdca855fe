package dev.llmfit.engine;

import java.nio.file.Path;

/** The model that is run. */
public sealed interface Subject {
    /** A GGUF file. */
    record File(Path path) implements Subject {}

    /** A model that a server knows by name. */
    record Served(String name) implements Subject {}
}
