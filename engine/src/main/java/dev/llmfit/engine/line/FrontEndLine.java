package dev.llmfit.engine.line;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads lines of programs that run llama.cpp with options of their own: koboldcpp, text-generation-webui, llama-cpp-python and its
 * server. What they take where an option is not given is theirs, not llama.cpp's.
 */
final class FrontEndLine {
    /** What an option means, by program and name (underscores as hyphens); the value is a target below. */
    private static final Map<LineProgram, Map<String, String>> MEANS = Map.of(
            LineProgram.KOBOLDCPP,
            Map.ofEntries(
                    Map.entry("model", "model"),
                    Map.entry("model-param", "model"),
                    Map.entry("contextsize", "-c"),
                    Map.entry("gpulayers", "-ngl"),
                    Map.entry("batchsize", "batch"),
                    Map.entry("blasbatchsize", "batch"),
                    Map.entry("tensor-split", "-ts"),
                    Map.entry("quantkv", "quantkv"),
                    Map.entry("flashattention", "fa"),
                    Map.entry("usecpu", "cpu"),
                    Map.entry("moecpu", "moe"),
                    Map.entry("mmproj", "--mmproj"),
                    Map.entry("draftmodel", "-md"),
                    Map.entry("lora", "--lora"),
                    Map.entry("usecublas", "backend"),
                    Map.entry("usecuda", "backend"),
                    Map.entry("usehipblas", "backend"),
                    Map.entry("usevulkan", "backend")),
            LineProgram.TEXT_GENERATION_WEBUI,
            Map.ofEntries(
                    Map.entry("model", "model"),
                    Map.entry("ctx-size", "-c"),
                    Map.entry("n-ctx", "-c"),
                    Map.entry("max-seq-len", "-c"),
                    Map.entry("gpu-layers", "-ngl"),
                    Map.entry("n-gpu-layers", "-ngl"),
                    Map.entry("batch-size", "-b"),
                    Map.entry("n-batch", "-b"),
                    Map.entry("ubatch-size", "-ub"),
                    Map.entry("cache-type", "cache"),
                    Map.entry("tensor-split", "-ts"),
                    Map.entry("flash-attn", "fa"),
                    Map.entry("cpu", "cpu"),
                    Map.entry("cpu-moe", "moe"),
                    Map.entry("row-split", "rows"),
                    Map.entry("no-kv-offload", "-nkvo"),
                    Map.entry("no-offload-kqv", "-nkvo"),
                    Map.entry("parallel", "-np"),
                    Map.entry("model-draft", "-md"),
                    Map.entry("mmproj", "--mmproj")),
            LineProgram.LLAMA_CPP_PYTHON,
            Map.ofEntries(
                    Map.entry("model", "model"),
                    Map.entry("n-ctx", "-c"),
                    Map.entry("n-gpu-layers", "-ngl"),
                    Map.entry("n-batch", "-b"),
                    Map.entry("n-ubatch", "-ub"),
                    Map.entry("flash-attn", "fa"),
                    Map.entry("type-k", "typek"),
                    Map.entry("type-v", "typev"),
                    Map.entry("offload-kqv", "kqv"),
                    Map.entry("tensor-split", "-ts"),
                    Map.entry("main-gpu", "-mg"),
                    Map.entry("lora-path", "--lora"),
                    Map.entry("swa-full", "swa"),
                    Map.entry("op-offload", "op"),
                    Map.entry("hf-model-repo-id", "repository")));

    /** koboldcpp.py, {@code --contextsize} and {@code --blasbatchsize}. */
    private static final Map<String, String> KOBOLD = Map.of("-c", "8192", "batch", "512", "fa", "false");

    /** modules/shared.py of text-generation-webui, {@code --ctx-size}. */
    private static final Map<String, String> WEBUI = Map.of("-c", "8192");

    /** llama_cpp/llama.py, {@code Llama.__init__}. */
    private static final Map<String, String> PYTHON =
            Map.of("-c", "512", "-ngl", "0", "-b", "512", "-ub", "512", "fa", "false");

    /** llama_cpp/server/settings.py, {@code ModelSettings}. */
    private static final Map<String, String> PYTHON_SERVER =
            Map.of("-c", "2048", "-ngl", "0", "-b", "512", "-ub", "512", "fa", "false");

    /** {@code ggml_type} by number, as {@code type_k} takes it. */
    private static final Map<String, String> TYPES = Map.of(
            "0", "f32", "1", "f16", "2", "q4_0", "3", "q4_1", "6", "q5_0", "7", "q5_1", "8", "q8_0", "20", "iq4_nl",
            "30", "bf16");

    private static final Map<String, String> KOBOLD_TYPES = Map.of("0", "f16", "1", "q8_0", "2", "q4_0");

    private final LineProgram program;
    private final LineArguments line;
    private final Map<String, List<String>> given = new LinkedHashMap<>();
    private Optional<String> model = Optional.empty();

    FrontEndLine(LineProgram program, OwnOptions own) {
        this.program = program;
        this.line = new LineArguments(program, own);
    }

    /** Reads variables that stand before the program. */
    FrontEndLine variables(Map<String, String> variables) {
        LineVariables reader = new LineVariables(LineOptions.bundled(), line);
        variables.forEach((name, value) -> {
            if (name.startsWith("LLAMA_ARG_")) {
                line.note(program.title() + " does not read " + name + ".");
            } else {
                reader.words(name, value);
            }
        });
        return this;
    }

    /** Reads the words behind the program: options, each followed by none, one or more values; koboldcpp takes a file alone. */
    PastedLine read(List<String> words) {
        for (int i = 0; i < words.size(); ) {
            String word = words.get(i);
            if (!isOption(word)) {
                model = model.or(() -> Optional.of(word));
                i++;
            } else if (line.own().has(word) && meaning(word).isEmpty()) {
                int length = line.own().length(words, i);
                line.addAll(words.subList(i, i + length));
                i += length;
            } else {
                i += option(word, following(words, i));
            }
        }
        return finish(
                switch (program) {
                    case KOBOLDCPP -> KOBOLD;
                    case TEXT_GENERATION_WEBUI -> WEBUI;
                    default -> PYTHON_SERVER;
                });
    }

    /** Returns the words up to the next option or file of a model. */
    private static List<String> following(List<String> words, int at) {
        int end = at + 1;
        while (end < words.size() && !isOption(words.get(end))) {
            end++;
        }
        return words.subList(at + 1, end);
    }

    /** Takes an option with as many of the words behind it as it has; returns their number. */
    private int option(String word, List<String> behind) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Optional<String> means = meaning(name);
        if (equals >= 0) {
            means.ifPresentOrElse(m -> given.put(m, List.of(word.substring(equals + 1))), () -> line.nothing(name));
            return 1;
        }
        String next = behind.isEmpty() ? "" : behind.getFirst();
        int taken = means.isEmpty()
                ? (int) behind.stream().takeWhile(w -> !w.endsWith(".gguf")).count()
                : switch (means.get()) {
                    case "-ts", "backend" ->
                        (int) behind.stream()
                                .takeWhile(w -> !w.endsWith(".gguf"))
                                .count();
                    case "-nkvo", "rows", "cpu" -> 0;
                    case "moe" -> next.matches("[0-9]+") ? 1 : 0;
                    case "fa", "kqv", "swa", "op" -> next.matches("(?i)true|false|on|off|0|1") ? 1 : 0;
                    default -> Math.min(1, behind.size());
                };
        List<String> values = List.copyOf(behind.subList(0, taken));
        means.ifPresentOrElse(m -> given.put(m, values), () -> line.nothing(name));
        return 1 + taken;
    }

    private Optional<String> meaning(String name) {
        String bare = LineOptions.normalized(name).replaceFirst("^--?", "").replace('_', '-');
        return Optional.ofNullable(MEANS.getOrDefault(program, Map.of()).get(bare));
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && word.startsWith("-") && !Character.isDigit(word.charAt(1));
    }

    /** Reads the arguments of a call. */
    PastedLine call(String reference, Map<String, String> arguments) {
        model = Optional.of(reference);
        arguments.forEach((name, value) -> {
            Optional<String> means = meaning("--" + name);
            if (means.isPresent()) {
                given.put(means.get(), List.of(value));
            } else {
                line.nothing(name);
            }
        });
        return finish(PYTHON);
    }

    /** Takes what stands behind an option; nothing does where a line ends too early. */
    private Optional<String> value(String target) {
        return Optional.ofNullable(given.remove(target)).flatMap(v -> v.stream().findFirst());
    }

    private PastedLine finish(Map<String, String> defaults) {
        Optional<String> named = value("model");
        Optional<String> repository = value("repository");
        Optional<String> file = named.or(() -> model);
        String reference = repository
                .map(r -> LineModel.hub(r, file))
                .or(() -> file)
                .orElseThrow(() -> new LineException("The line names no model.", "name the file of the model"));
        line.add("--model", reference);
        boolean contextGiven = given.containsKey("-c");
        new TreeMap<>(defaults).forEach((target, value) -> given.putIfAbsent(target, List.of(value)));
        if (!contextGiven) {
            line.note("Without a context " + program.title() + " takes " + defaults.get("-c") + " tokens.");
        }
        boolean fused = !isNo(given.getOrDefault("fa", List.of("true")));
        given.forEach((target, values) -> means(target, values, fused));
        if (program != LineProgram.TEXT_GENERATION_WEBUI) { // which starts llama-server
            line.withoutServer();
        }
        return line.finished();
    }

    private static boolean isNo(List<String> values) {
        return !values.isEmpty()
                && List.of("false", "0", "none", "off")
                        .contains(values.getFirst().toLowerCase(Locale.ROOT));
    }

    private void means(String target, List<String> values, boolean fused) {
        String value = values.isEmpty() ? "" : values.getFirst();
        switch (target) {
            case "-ngl" -> line.add("-ngl", value.equals("-1") ? "all" : value);
            case "-ts" -> line.add("-ts", String.join(",", values));
            case "batch" -> {
                line.add("-b", value);
                line.add("-ub", value);
            }
            case "fa" -> line.add("-fa", fused ? "on" : "off");
            case "cache" -> types(value.equals("fp16") ? "f16" : value, true);
            case "quantkv" -> types(KOBOLD_TYPES.getOrDefault(value, value), fused);
            case "typek" -> line.add("-ctk", TYPES.getOrDefault(value, value));
            case "typev" -> line.add("-ctv", TYPES.getOrDefault(value, value));
            case "kqv" -> {
                if (isNo(values)) {
                    line.add("-nkvo");
                }
            }
            case "swa" -> {
                if (!isNo(values)) {
                    line.add("--swa-full");
                }
            }
            case "op" -> {
                if (isNo(values)) {
                    line.add("--no-op-offload");
                }
            }
            case "-nkvo" -> line.add("-nkvo");
            case "rows" -> line.add("-sm", "row");
            case "cpu" -> line.add("-ngl", "0");
            case "moe" -> {
                if (value.isEmpty()) {
                    line.add("-cmoe");
                } else {
                    line.add("-ncmoe", value);
                }
            }
            case "backend" -> backend(values);
            case "-md", "--mmproj", "--lora" -> line.addIfOwn(target, value, target);
            default -> line.add(target, value);
        }
    }

    /** koboldcpp leaves V as it is where attention is not fused. */
    private void types(String type, boolean fused) {
        line.add("-ctk", type);
        if (fused) {
            line.add("-ctv", type);
        }
    }

    private void backend(List<String> words) {
        for (String word : words) {
            switch (word) {
                case "lowvram" -> line.add("-nkvo");
                case "rowsplit" -> line.add("-sm", "row");
                case "normal", "mmq", "nommq", "all" -> {}
                default -> {
                    if (word.matches("[0-9]{1,2}")) {
                        line.addIfOwn("--visible-devices", word, "the device " + word);
                    }
                }
            }
        }
    }
}
