package dev.llmfit.engine.llamacpp;

import dev.llmfit.engine.EngineException;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in an engine's output why it ended. */
public final class LaunchFailure {
    private static final List<String> MEMORY = List.of(
            "out of memory",
            "outofdevicememory",
            "outofhostmemory",
            "failed to allocate",
            "unable to allocate",
            "cudamalloc failed",
            "cannot allocate memory",
            "insufficient memory",
            "bad_alloc");
    private static final List<String> TELLING = List.of("error", "failed", "assert", "unable", "invalid", "unknown");

    /** A failed assertion or an abort names the cause; what is logged before it need not ({@code ggml_abort}). */
    private static final Pattern ABORT = Pattern.compile(".*(GGML_ASSERT\\(|GGML_ABORT\\(|: fatal error).*");

    /** The prefix of a line with its level, in llama.cpp's newer form: {@code 0.00.534.004 E}. */
    private static final Pattern LEVEL = Pattern.compile("^[0-9.]+ ([A-Z]) +");

    /** Lines that repeat what stands in the file: keys named after errors or unknown tokens tell nothing. */
    private static final Pattern OF_THE_FILE = Pattern.compile(".*(llama_model_loader: +- |print_info: ).*");
    /** 128 + SIGKILL: the kernel's out-of-memory killer, since this program did not send it. */
    private static final int KILLED = 137;

    private LaunchFailure() {}

    /** Returns the exception for a program that ended with this code and output. */
    public static EngineException of(String program, int exitCode, List<String> lines) {
        Optional<String> memory = lines.stream()
                .filter(l -> MEMORY.stream().anyMatch(l.toLowerCase(Locale.ROOT)::contains))
                .findFirst();
        if (memory.isPresent() || exitCode == KILLED) {
            return new EngineException(
                    EngineException.Kind.OUT_OF_MEMORY,
                    program + " could not get its memory: "
                            + memory.map(LaunchFailure::plain).orElse("the system killed it"),
                    Hint.plain("use a smaller context, fewer layers on the GPU or a smaller file type"));
        }
        String reason = lines.stream()
                .filter(l -> ABORT.matcher(l).matches())
                .findFirst()
                .or(() -> lines.stream().filter(LaunchFailure::isError).findFirst())
                .or(() -> lines.stream().filter(LaunchFailure::isTelling).findFirst())
                .or(() -> lines.reversed().stream().filter(l -> !l.isBlank()).findFirst())
                .map(LaunchFailure::plain)
                .orElse("it printed nothing");
        return new EngineException(
                EngineException.Kind.FAILED, program + " ended with code " + exitCode + ": " + reason, Hint.NONE);
    }

    /** Returns whether the engine itself calls the line an error. */
    private static boolean isError(String line) {
        Matcher level = LEVEL.matcher(line);
        return level.find() && level.group(1).equals("E");
    }

    private static boolean isTelling(String line) {
        return !OF_THE_FILE.matcher(line).matches()
                && TELLING.stream().anyMatch(line.toLowerCase(Locale.ROOT)::contains);
    }

    /** Removes the time stamp and shortens the line. */
    private static String plain(String line) {
        String text = LEVEL.matcher(line).replaceFirst("").strip();
        text = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
