package dev.llmfit.sizing.engines;

/**
 * A command to paste.
 *
 * @param program what it is for, for example {@code mlx_lm.server}
 * @param line the command
 */
public record EngineCommand(String program, String line) {}
