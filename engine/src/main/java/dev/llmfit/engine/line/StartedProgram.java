package dev.llmfit.engine.line;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program that a command starts.
 *
 * @param program which one
 * @param words what stands behind it
 * @param variables variables that a container gives it
 */
record StartedProgram(LineProgram program, List<String> words, Map<String, String> variables) {
    /** Longest name of a file where programs are; a longer word starts none, and Java takes a square of the time for its case. */
    private static final int LONGEST_NAME = 255;

    StartedProgram {
        words = List.copyOf(words);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    private static final Map<String, LineProgram> NAMES = Map.ofEntries(
            Map.entry("llama-server", LineProgram.LLAMA_SERVER),
            Map.entry("llama-cli", LineProgram.LLAMA_CLI),
            Map.entry("llama-completion", LineProgram.LLAMA_COMPLETION),
            Map.entry("llama-mtmd-cli", LineProgram.LLAMA_CLI),
            Map.entry("llama-perplexity", LineProgram.LLAMA_COMPLETION),
            Map.entry("llama-fit-params", LineProgram.LLAMA_COMPLETION),
            Map.entry("llama-bench", LineProgram.LLAMA_BENCH),
            Map.entry("koboldcpp", LineProgram.KOBOLDCPP),
            Map.entry("koboldcpp.py", LineProgram.KOBOLDCPP),
            Map.entry("llama_cpp.server", LineProgram.LLAMA_CPP_PYTHON));

    /** Names of old that other programs have as well: only with a folder or behind them an option. */
    private static final Map<String, LineProgram> OLD =
            Map.of("main", LineProgram.LLAMA_COMPLETION, "server", LineProgram.LLAMA_SERVER);

    /** Commands of {@code llama} ({@code app/llama.cpp}). */
    private static final Map<String, LineProgram> UNIFIED = Map.of(
            "serve", LineProgram.LLAMA_SERVER,
            "server", LineProgram.LLAMA_SERVER,
            "cli", LineProgram.LLAMA_CLI,
            "client", LineProgram.LLAMA_CLI,
            "completion", LineProgram.LLAMA_COMPLETION,
            "complete", LineProgram.LLAMA_COMPLETION,
            "bench", LineProgram.LLAMA_BENCH);

    private static final Set<String> OLLAMA =
            Set.of("run", "pull", "create", "show", "stop", "serve", "cp", "push", "launch");
    private static final Set<String> VLLM = Set.of("serve", "bench", "chat", "complete", "run-batch");
    private static final Set<String> OTHERS =
            Set.of("mlx_lm.generate", "mlx_lm.server", "mlx_lm.chat", "sglang", "text-generation-launcher", "tabbyapi");

    /**
     * Returns the program that is started by the word here and those behind it.
     *
     * @throws LineException if it is one whose lines are not read
     */
    static Optional<StartedProgram> at(List<String> words, int at) {
        String word = words.get(at);
        String name = baseName(word);
        List<String> rest = words.subList(at + 1, words.size());
        String next = rest.isEmpty() ? "" : rest.getFirst();
        List<String> behindNext = rest.isEmpty() ? rest : rest.subList(1, rest.size());
        if (NAMES.containsKey(name)) {
            return started(NAMES.get(name), rest);
        }
        if (OLD.containsKey(name) && (!word.equals(name) || next.startsWith("-"))) {
            return started(OLD.get(name), rest);
        }
        if (name.startsWith("koboldcpp") && !name.endsWith(".gguf")) {
            return started(LineProgram.KOBOLDCPP, rest);
        }
        if (name.endsWith(".llamafile")) {
            List<String> withModel = new ArrayList<>(List.of("-m", word));
            withModel.addAll(rest);
            return started(LineProgram.LLAMA_SERVER, withModel);
        }
        return switch (name) {
            case "llama" ->
                next.equals("download") || next.equals("get")
                        ? started(LineProgram.DOWNLOAD, behindNext)
                        : Optional.ofNullable(UNIFIED.get(next)).flatMap(p -> started(p, behindNext));
            case "ollama" -> OLLAMA.contains(next) ? started(LineProgram.OLLAMA, rest) : Optional.empty();
            case "lms" ->
                next.equals("load") || next.equals("get")
                        ? started(LineProgram.LM_STUDIO, behindNext)
                        : Optional.empty();
            case "huggingface-cli", "hf" ->
                next.equals("download") ? started(LineProgram.DOWNLOAD, behindNext) : Optional.empty();
            case "docker", "podman" -> container(rest);
            case "server.py" -> started(LineProgram.TEXT_GENERATION_WEBUI, rest);
            case "curl", "curl.exe", "http", "xh" -> started(LineProgram.REQUEST, rest);
            case "vllm" -> {
                if (VLLM.contains(next)) {
                    throw new LineException(
                            "Lines of vllm are not read as they are.",
                            "name the model, the engine vllm, then vLLM's arguments: docs/engines/vllm.md");
                }
                yield Optional.empty();
            }
            default -> {
                if (OTHERS.contains(name) || (name.startsWith("vllm.") && !name.endsWith(".log"))) {
                    throw new LineException(
                            "Lines of " + name + " are not read.",
                            "launches of vLLM and MLX are sized with arguments of their own, see docs/engines");
                }
                yield Optional.empty();
            }
        };
    }

    /** Reads {@code docker model run NAME} and {@code docker run … IMAGE arguments}. */
    private static Optional<StartedProgram> container(List<String> words) {
        if (words.size() > 2 && words.getFirst().equals("model")) {
            List<String> behind = new ArrayList<>(List.of("-dr"));
            behind.addAll(words.subList(2, words.size()));
            return started(LineProgram.LLAMA_SERVER, behind);
        }
        for (int i = 0; i < words.size(); i++) {
            String image = words.get(i);
            List<String> rest = words.subList(i + 1, words.size());
            if (image.contains("llama.cpp:server")) {
                return inside(words.subList(0, i), LineProgram.LLAMA_SERVER, rest);
            }
            if (image.contains("llama.cpp:light")) {
                return inside(words.subList(0, i), LineProgram.LLAMA_CLI, rest);
            }
            if (image.contains("llama.cpp:full") && !rest.isEmpty()) {
                List<String> behind = rest.subList(1, rest.size());
                LineProgram program = switch (rest.getFirst()) { // .devops/tools.sh
                    case "--server", "-s" -> LineProgram.LLAMA_SERVER;
                    case "--bench", "-b" -> LineProgram.LLAMA_BENCH;
                    default -> LineProgram.LLAMA_CLI;
                };
                return inside(words.subList(0, i), program, behind);
            }
        }
        return Optional.empty();
    }

    /** Returns the program of a container: variables that it is given stand before the image. */
    private static Optional<StartedProgram> inside(List<String> options, LineProgram program, List<String> words) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            boolean apart = (option.equals("-e") || option.equals("--env")) && i + 1 < options.size();
            String set = apart ? options.get(i + 1) : option.replaceFirst("^(--env=|-e=?)", "");
            int equals = set.indexOf('=');
            if (equals > 0 && (apart || !set.equals(option))) {
                variables.put(set.substring(0, equals), set.substring(equals + 1));
            }
        }
        return Optional.of(new StartedProgram(program, words, variables));
    }

    private static Optional<StartedProgram> started(LineProgram program, List<String> words) {
        return Optional.of(new StartedProgram(program, words, Map.of()));
    }

    /** Returns the name of a program without its folder and the ending of Windows. */
    private static String baseName(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        if (name.length() > LONGEST_NAME) {
            return name;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".exe") && !lower.startsWith("curl") ? lower.substring(0, lower.length() - 4) : lower;
    }
}
