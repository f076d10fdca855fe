package dev.llmfit.engine;

import java.util.List;
import java.util.OptionalInt;

/**
 * What an engine says of itself.
 *
 * @param kind {@code llama.cpp}, {@code ollama}, {@code openai} or {@code embedded}
 * @param version as it prints it
 * @param build llama.cpp build number, if it is known
 * @param backends backends it was built with, as it prints them
 * @param devices devices it sees; empty for CPU only
 * @param lowerBound whether its speed is below what an installed engine would reach
 */
public record EngineDescription(
        String kind,
        String version,
        OptionalInt build,
        List<String> backends,
        List<String> devices,
        boolean lowerBound) {
    public EngineDescription {
        backends = List.copyOf(backends);
        devices = List.copyOf(devices);
    }

    /** Returns kind and version, for example {@code llama.cpp b11434}. */
    public String title() {
        String number = build.isPresent() ? "b" + build.getAsInt() : version;
        return kind + (number.isEmpty() ? "" : " " + number);
    }
}
