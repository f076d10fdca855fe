package dev.llmfit.engine.find;

import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.embedded.EmbeddedLlama;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.llamacpp.LlamaCppPrograms;
import dev.llmfit.engine.server.Ollama;
import dev.llmfit.engine.server.OpenAiServer;
import dev.llmfit.units.Environment;
import dev.llmfit.units.Hint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds engines: an installed llama.cpp, running servers, and the one that comes with the program.
 */
public final class EngineFinder {
    private static final String STUDIO = "http://127.0.0.1:1234";

    private final Environment environment;

    /** Creates a finder of what a process can start or reach. */
    public EngineFinder(Environment environment) {
        this.environment = environment;
    }

    /**
     * Returns the engine for a file.
     *
     * @param wanted {@code --engine}: {@code embedded}, a folder, a program, or empty for the best one here
     * @throws EngineException if what was named is not there
     */
    public Engine forFile(Optional<String> wanted) {
        if (wanted.isEmpty()) {
            return LlamaCppPrograms.find(environment).<Engine>map(LlamaCpp::new).orElseGet(this::embedded);
        }
        return named(wanted.get());
    }

    /**
     * Returns the engine that {@code --engine} names: {@code embedded}, {@code ollama}, {@code llama.cpp}, an address, or a path.
     *
     * @throws EngineException if it is not there
     */
    public Engine named(String name) {
        if (name.equals("embedded")) {
            return embedded();
        }
        if (name.equals("ollama")) {
            return ollama();
        }
        if (name.equals("lmstudio")) {
            return new OpenAiServer(STUDIO);
        }
        if (name.startsWith("ollama:")) {
            return new Ollama(name.substring("ollama:".length()));
        }
        if (name.startsWith("http://") || name.startsWith("https://")) {
            return new OpenAiServer(name);
        }
        Optional<LlamaCppPrograms> programs = name.equals("llama.cpp")
                ? LlamaCppPrograms.find(environment)
                : Files.exists(Path.of(name)) ? LlamaCppPrograms.in(Path.of(name)) : Optional.empty();
        return new LlamaCpp(
                programs.orElseThrow(
                        () -> new EngineException(
                                EngineException.Kind.MISSING,
                                "no llama-server or llama-bench at '" + name + "'",
                                Hint.plain(
                                        "name a folder of llama.cpp's programs, 'embedded', 'ollama', 'lmstudio' or the address of a server"))));
    }

    private EmbeddedLlama embedded() {
        return new EmbeddedLlama(environment);
    }

    /** Returns Ollama at {@code OLLAMA_HOST} or its default address. */
    public Ollama ollama() {
        String host = environment.variable("OLLAMA_HOST").orElse("");
        String address = host.isBlank() || host.startsWith("0.0.0.0") ? Ollama.DEFAULT_ADDRESS : host;
        return new Ollama(address.contains("://") || address.contains(":") ? address : address + ":11434");
    }
}
