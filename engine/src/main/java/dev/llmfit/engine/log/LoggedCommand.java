package dev.llmfit.engine.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The command line of a launch where a log shows it: typed by a user, or started by Ollama. */
final class LoggedCommand {
    private static final Pattern PROGRAM = Pattern.compile(
            "llama-(?:server|cli|bench|completion|run)(?:\\.exe)?\"? .*-|ollama_llama_server.*--|runner .*--model|msg=\"starting llama");

    private final List<String> words;

    private LoggedCommand(List<String> words) {
        this.words = List.copyOf(words);
    }

    /** Returns the last one. */
    static LoggedCommand in(List<String> lines) {
        List<String> found = List.of();
        for (String line : lines) {
            if (PROGRAM.matcher(line).find()) {
                found = Arrays.asList(line.replace('"', ' ').replace('=', ' ').split("\\s+"));
            }
        }
        return new LoggedCommand(found);
    }

    Optional<String> word(String... names) {
        List<String> wanted = List.of(names);
        for (int i = words.size() - 2; i >= 0; i--) {
            if (wanted.contains(words.get(i))) {
                return Optional.of(words.get(i + 1));
            }
        }
        return Optional.empty();
    }

    OptionalInt number(String... names) {
        return word(names)
                .filter(w -> w.matches("[0-9]{1,9}"))
                .map(w -> OptionalInt.of(Integer.parseInt(w)))
                .orElse(OptionalInt.empty());
    }

    boolean has(String... names) {
        return words.stream().anyMatch(List.of(names)::contains);
    }

    /** Returns flash attention: {@code -fa on}, or the bare flag of older builds and of Ollama's runners. */
    Optional<Boolean> flash() {
        Optional<String> value = word("-fa", "--flash-attn").map(w -> w.toLowerCase(Locale.ROOT));
        if (value.isPresent() && !value.get().startsWith("-")) {
            return value.filter(w -> !w.equals("auto"))
                    .map(w -> !List.of("off", "0", "disabled").contains(w));
        }
        return has("-fa", "--flash-attn") ? Optional.of(true) : Optional.empty();
    }

    OptionalInt cpuMoe() {
        return has("-cmoe", "--cpu-moe") ? OptionalInt.of(Integer.MAX_VALUE) : number("-ncmoe", "--n-cpu-moe");
    }
}
