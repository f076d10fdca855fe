package dev.llmfit.engine.llamacpp;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.process.ChildProcess;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
    /** Exit codes above are 128 and the number of the signal that ended a process. */
    private static final int SIGNALS = 128;

    /** What the kernel's out-of-memory killer sends, and anybody else may. */
    private static final int SIGKILL = 9;

    /** Signals that others send: SIGKILL, SIGTERM and SIGHUP. */
    private static final Set<Integer> FROM_OUTSIDE = Set.of(SIGKILL, 15, 1);

    private LaunchFailure() {}

    /**
     * Returns the exception for a program that ended.
     *
     * @param lines what it printed
     */
    public static EngineException of(String program, ChildProcess.Finished finished, List<String> lines) {
        int signal = finished.exitCode() - SIGNALS;
        boolean killed = finished.kernelKilled() && signal == SIGKILL;
        return killed ? outOfMemory(program, "the system killed it") : of(program, finished.exitCode(), lines);
    }

    /** Returns the exception for a program that could not get its memory. */
    public static EngineException outOfMemory(String program, String reason) {
        return new EngineException(
                EngineException.Kind.OUT_OF_MEMORY,
                program + " could not get its memory: " + reason,
                Hint.plain("use a smaller context, fewer layers on the GPU or a smaller file type"));
    }

    static EngineException of(String program, int exitCode, List<String> lines) {
        Optional<String> memory = lines.stream()
                .filter(l -> MEMORY.stream().anyMatch(l.toLowerCase(Locale.ROOT)::contains))
                .findFirst();
        if (memory.isPresent()) {
            return outOfMemory(program, plain(memory.get()));
        }
        if (FROM_OUTSIDE.contains(exitCode - SIGNALS)) {
            return new EngineException(
                    EngineException.Kind.KILLED,
                    program + " was ended by signal " + (exitCode - SIGNALS)
                            + ", and the kernel counts no lack of memory meanwhile",
                    Hint.plain(
                            "run it again; if it happens again, see who ends it: a service manager, a container, a user"));
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
