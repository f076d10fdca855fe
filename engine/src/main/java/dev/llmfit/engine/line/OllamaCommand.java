package dev.llmfit.engine.line;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a line of {@code ollama}, with the variables of its server. */
final class OllamaCommand {
    /** Options of its commands that are followed by a value ({@code cmd/cmd.go}). */
    private static final Set<String> VALUES = Set.of(
            "--keepalive",
            "--format",
            "--think",
            "-f",
            "--file",
            "-q",
            "--quantize",
            "--dimensions",
            "--config",
            "--width",
            "--height",
            "--steps",
            "--seed");

    private final OwnOptions own;
    private final LineArguments line;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    OllamaCommand(OwnOptions own) {
        this.own = own;
        this.line = new LineArguments(LineProgram.OLLAMA, own);
    }

    /** Reads variables that stand before the program ({@code envconfig/config.go}). */
    OllamaCommand variables(Map<String, String> variables) {
        LineVariables reader = new LineVariables(LineOptions.bundled(), line);
        variables.forEach((name, value) -> {
            switch (name) {
                case "OLLAMA_CONTEXT_LENGTH" -> parameters.put("num_ctx", value);
                case "OLLAMA_NUM_PARALLEL" -> parameters.put("num_parallel", value);
                case "OLLAMA_KV_CACHE_TYPE" -> parameters.put("kv_cache_type", value);
                case "OLLAMA_FLASH_ATTENTION" -> parameters.put("flash_attention", value);
                default -> reader.words(name, value);
            }
        });
        return this;
    }

    /** Reads the words behind the program: a command, a name, options; then a prompt. */
    PastedLine read(List<String> words) {
        String command = words.getFirst();
        List<String> names = new ArrayList<>();
        Optional<String> recipe = Optional.empty();
        for (int i = 1; i < words.size(); ) {
            String word = words.get(i);
            boolean more = i + 1 < words.size();
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!word.startsWith("-")) {
                names.add(word);
                i++;
            } else if ((name.equals("-f") || name.equals("--file")) && command.equals("create") && more) {
                recipe = Optional.of(words.get(i + 1));
                i += 2;
            } else if (name.equals("--model") && more) {
                names.addFirst(words.get(i + 1));
                i += 2;
            } else if (own.has(name) && !parameter(name) && !VALUES.contains(name)) {
                int length = own.length(words, i);
                line.addAll(words.subList(i, i + length));
                i += length;
            } else if (parameter(name)) {
                String value = equals >= 0 ? word.substring(equals + 1) : more ? words.get(i + 1) : "";
                line.note("ollama has no " + name
                        + "; it is taken to be meant as llama.cpp's. In a running ollama: /set parameter "
                        + target(name) + " " + value + ".");
                parameters.put(target(name), value);
                i += equals >= 0 ? 1 : 2;
            } else {
                line.nothing(name);
                i += equals < 0 && VALUES.contains(name) && more ? 2 : 1;
            }
        }
        if (command.equals("create")) {
            return Modelfile.ofFile(recipe.orElse("Modelfile"), line);
        }
        int set = names.indexOf("/set"); // typed behind the prompt: /set parameter num_ctx 8192
        if (set > 0 && set + 3 < names.size() && names.get(set + 1).equals("parameter")) {
            parameters.put(names.get(set + 2), names.get(set + 3));
        }
        if (names.isEmpty()) {
            throw new LineException("The line names no model.", "for example: ollama run llama3.1:8b");
        }
        return of(names.getFirst(), parameters, line);
    }

    private static boolean parameter(String name) {
        return !target(name).isEmpty();
    }

    /** Returns Ollama's parameter that says what an option of llama.cpp says. */
    private static String target(String name) {
        return switch (LineOptions.normalized(name)) {
            case "-c", "--ctx-size", "--num-ctx", "--context-length", "--ctx", "--context", "--n-ctx", "--num_ctx" ->
                "num_ctx";
            case "-ngl", "--n-gpu-layers", "--gpu-layers", "--num-gpu" -> "num_gpu";
            case "-b", "--batch-size", "--num-batch" -> "num_batch";
            case "-np", "--parallel" -> "num_parallel";
            default -> "";
        };
    }

    /** Returns a launch of Ollama's with these parameters of a Modelfile, a request or its server. */
    static PastedLine of(String name, Map<String, String> parameters, LineArguments line) {
        line.add("--model", name);
        Map<String, String> left = new LinkedHashMap<>(parameters);
        String slots = left.getOrDefault("num_parallel", "1");
        left.remove("num_parallel");
        String context = left.remove("num_ctx");
        if (context != null) {
            line.add("-c", times(context, slots));
        }
        if (!slots.equals("1")) {
            line.add("-np", slots);
        }
        left.forEach((key, value) -> {
            switch (key) {
                case "num_gpu" -> layers(value, line);
                case "num_batch" -> {
                    line.add("-b", value);
                    line.add("-ub", value);
                }
                case "main_gpu" -> line.add("-mg", value);
                case "kv_cache_type" -> {
                    line.add("-ctk", value);
                    line.add("-ctv", value);
                }
                case "flash_attention" -> line.add("-fa", value);
                case "adapter" -> line.addIfOwn("--lora", value, "ADAPTER");
                default -> line.nothing(key);
            }
        });
        if (line.own().has("--ollama")) {
            line.add("--ollama", left.containsKey("num_batch") ? "context" : "all");
            line.add("--fit", "on");
        }
        return line.finished();
    }

    /** {@code num_gpu}: -1 lets Ollama choose. */
    private static void layers(String value, LineArguments line) {
        if (!value.equals("-1")) {
            line.add("-ngl", value);
        }
    }

    private static String times(String context, String slots) {
        boolean numbers = context.matches("[0-9]{1,9}") && slots.matches("[0-9]{1,4}");
        return numbers ? Long.toString(Long.parseLong(context) * Long.parseLong(slots)) : context;
    }
}
