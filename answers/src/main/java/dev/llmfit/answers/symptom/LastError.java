package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.units.Hint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line with which a program says that it ended, where no phrase is known for it. */
final class LastError {
    /** {@code src/llama.cpp}, Ollama's client and server, Python. A line about the model's file only repeats that it failed. */
    private static final Pattern ERROR = Pattern.compile(
            "(?m)(?:error loading model: |failed to initialize the context: |^Error: |\\berror: |CUDA error: |ROCm error: |"
                    + "RuntimeError: |ValueError: |AssertionError: |runner process has terminated: )"
                    + "(?:[45][0-9]{2} [A-Z][A-Za-z ]+: )?"
                    + "(?![^\\r\\n]*(?:exit status|signal: ))([^\\r\\n]{3,400})");

    /** What a message quotes is cut after this many characters; judgement: two lines of a terminal. */
    private static final int QUOTED = 160;

    private LastError() {}

    /** Returns the last such line, if there is one. */
    static Optional<Sign> in(RunLog log) {
        Matcher m = ERROR.matcher(log.prints().text());
        Optional<String> last = Optional.empty();
        while (m.find()) {
            last = Optional.of(m.group(1).strip());
        }
        return last.filter(w -> !w.startsWith("llama_model_loader: failed to load model from"))
                .map(w -> new Sign(
                        "load/other",
                        "It ended with: "
                                + (w.length() > QUOTED ? w.substring(0, QUOTED) + "…" : w.replaceAll("[.]+$", ""))
                                + ".",
                        Hint.plain(
                                "No cause of this line is known here: look for it in " + issues(log.program()) + ".")));
    }

    private static String issues(Program program) {
        return switch (program) {
            case OLLAMA -> "https://github.com/ollama/ollama/issues";
            case LM_STUDIO -> "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues";
            case VLLM -> "https://github.com/vllm-project/vllm/issues";
            case MLX -> "https://github.com/ml-explore/mlx-lm/issues";
            case PYTORCH -> "https://discuss.pytorch.org";
            default -> "https://github.com/ggml-org/llama.cpp/issues";
        };
    }
}
