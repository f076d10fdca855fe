package dev.llmfit.engine.line;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads environment variables as llama.cpp's programs do ({@code common_arg::get_value_from_env}). */
final class LineVariables {
    /** Variables by which drivers show some GPUs and hide the others. */
    private static final Set<String> VISIBLE =
            Set.of("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GGML_VK_VISIBLE_DEVICES");

    private static final Set<String> TRUE = Set.of("on", "enabled", "true", "1");
    private static final Set<String> FALSE = Set.of("off", "disabled", "false", "0");
    private static final String PREFIX = "LLAMA_ARG_";
    private static final String NEGATIVE = "LLAMA_ARG_NO_";

    private final LineOptions table;
    private final LineArguments line;

    LineVariables(LineOptions table, LineArguments line) {
        this.table = table;
        this.line = line;
    }

    /** Returns the words that a variable stands for; says what is not taken. */
    Optional<List<String>> words(String name, String value) {
        if (VISIBLE.contains(name)) {
            line.addIfOwn("--visible-devices", value.isEmpty() ? "none" : value, name);
            return Optional.empty();
        }
        Optional<LineOption> option = table.variable(name);
        if (option.isPresent()) {
            return given(option.get(), name, value);
        }
        if (name.startsWith(NEGATIVE)) {
            Optional<LineOption> positive = table.variable(PREFIX + name.substring(NEGATIVE.length()));
            if (positive.isPresent() && !positive.get().negatives().isEmpty()) {
                return Optional.of(List.of(positive.get().negatives().getFirst()));
            }
        }
        if (name.startsWith(PREFIX)) {
            line.note("llama.cpp has no variable " + name + ".");
        } else if (name.equals("GGML_CUDA_ENABLE_UNIFIED_MEMORY") && TRUE.contains(value)) {
            line.note(name + ": what is more than a GPU has goes into RAM, and is slow there.");
        } else {
            line.nothing(name);
        }
        return Optional.empty();
    }

    private Optional<List<String>> given(LineOption option, String name, String value) {
        if (option.values() > 0) {
            return Optional.of(List.of(option.key(), value));
        }
        String said = value.toLowerCase(Locale.ROOT);
        if (TRUE.contains(said)) {
            return Optional.of(List.of(option.key()));
        }
        if (FALSE.contains(said) && !option.negatives().isEmpty()) {
            return Optional.of(List.of(option.negatives().getFirst()));
        }
        if (!FALSE.contains(said)) {
            throw new LineException("'" + name + "=" + value + "' is neither on nor off.", "write " + name + "=1");
        }
        return Optional.empty();
    }
}
