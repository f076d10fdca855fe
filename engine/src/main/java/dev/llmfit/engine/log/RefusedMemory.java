package dev.llmfit.engine.log;

import dev.llmfit.engine.log.LoggedFailure.Part;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines that state both what was asked for and what there was: Ollama's refusals (server/sched.go, llm/server.go), PyTorch's
 * {@code OutOfMemoryError} (c10/cuda/CUDACachingAllocator.cpp, the form of 2023 and the one before), and vLLM's checks
 * (v1/core/kv_cache_utils.py, v1/worker/utils.py).
 */
final class RefusedMemory {
    private static final String SIZE = "([0-9]+(?:\\.[0-9]+)? (?:TiB|GiB|MiB|KiB|bytes))";

    /**
     * A form of line.
     *
     * @param pattern how to find it
     * @param asked group of what was asked for
     * @param there group of what there was
     * @param card group of the number of the card; 0 for system memory, -1 where none is named
     * @param part what it was for
     */
    private record Form(Pattern pattern, int asked, int there, int card, Part part) {}

    private static final List<Form> FORMS = List.of(
            form("requires more system memory \\(([^)]+)\\) than is available \\(([^)]+)\\)", 1, 2, 0, Part.PROCESS),
            form("model \\(([^)]+)\\) is too large for this system \\(([^)]+)\\)", 1, 2, 0, Part.PROCESS),
            form(
                    "Tried to allocate " + SIZE
                            + "\\. GPU ([0-9]+) has a total capac?ity of [^.]*?[0-9.]* ?\\w+ of which " + SIZE
                            + " is free",
                    1,
                    3,
                    2,
                    Part.RUN),
            form("Tried to allocate " + SIZE + " \\(GPU ([0-9]+);.*? " + SIZE + " free[;)]", 1, 3, 2, Part.RUN),
            form(
                    "\\(?" + SIZE + " KV cache is needed, which is larger than the available KV cache memory \\(" + SIZE
                            + "\\)",
                    1,
                    2,
                    -1,
                    Part.CONTEXT));

    private static final Pattern UTILIZATION = Pattern.compile(
            "Free memory on device (?:\\w+:([0-9]+) )?\\(([0-9.]+)/[0-9.]+ GiB\\) on startup is less than desired GPU memory"
                    + " utilization \\([0-9.]+, ([0-9.]+) GiB\\)");

    private RefusedMemory() {}

    private static Form form(String regex, int asked, int there, int card, Part part) {
        return new Form(Pattern.compile(regex), asked, there, card, part);
    }

    /**
     * Returns the refusal that a line states.
     *
     * @param cards what the devices of a log are called, for example {@code CUDA}
     */
    static Optional<LoggedFailure> in(String line, int index, String cards) {
        for (Form form : FORMS) {
            Matcher m = form.pattern().matcher(line);
            if (m.find()) {
                Optional<String> device = form.card() == 0
                        ? Optional.of(LoggedFailure.HOST)
                        : form.card() < 0 ? Optional.empty() : Optional.of(cards + m.group(form.card()));
                return Optional.of(
                        refusal(device, m.group(form.asked()), m.group(form.there()), form.part(), m.group(), index));
            }
        }
        Matcher m = UTILIZATION.matcher(line);
        return m.find()
                ? Optional.of(refusal(
                        Optional.of(cards + (m.group(1) == null ? "0" : m.group(1))),
                        m.group(3) + " GiB",
                        m.group(2) + " GiB",
                        Part.PROCESS,
                        m.group(),
                        index))
                : slog(line, index);
    }

    private static LoggedFailure refusal(
            Optional<String> device, String asked, String there, Part part, String words, int index) {
        return new LoggedFailure(device, size(asked), part, size(there), words, index);
    }

    private static Optional<Bytes> size(String text) {
        return OllamaLine.size0(text.replace("bytes", "B"));
    }

    private static Optional<LoggedFailure> slog(String line, int index) {
        return line.contains("model request too large for system")
                ? OllamaLine.of(line)
                        .map(s -> new LoggedFailure(
                                Optional.of(LoggedFailure.HOST),
                                s.size("requested"),
                                Part.PROCESS,
                                s.size("available"),
                                s.msg(),
                                index))
                : Optional.empty();
    }
}
