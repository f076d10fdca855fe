package dev.llmfit.engine.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lines that fetch a model or load it into LM Studio: {@code hf download}, {@code llama download}, {@code lms get}, {@code lms load}. */
final class StoreLine {
    /** Tokens that LM Studio loads a model with unless a setting or {@code --context-length} says otherwise. */
    static final String LM_STUDIO_CONTEXT = "4096";

    private static final Set<String> DOWNLOAD_VALUES = Set.of(
            "--include",
            "--exclude",
            "--local-dir",
            "--revision",
            "--repo-type",
            "--token",
            "--cache-dir",
            "--max-workers",
            "--local-dir-use-symlinks",
            "--library-name",
            "--format");
    private static final Set<String> LOAD_VALUES =
            Set.of("--identifier", "--ttl", "--host", "--port", "--parallel", "--limit");

    /** The file type within a pattern for file names: {@code *Q4_K_M*}, {@code UD-Q4_K_XL/*}. */
    private static final Pattern TYPE =
            Pattern.compile("(?i)(?:UD-)?(?:I?Q[1-9]_[A-Z0-9_]+|IQ[1-4]_[A-Z]+|TQ[12]_0|BF16|F16|F32|MXFP4(?:_MOE)?)");

    private final OwnOptions own;

    StoreLine(OwnOptions own) {
        this.own = own;
    }

    /** Reads {@code hf download REPOSITORY [FILE…]} and {@code llama download -hf REPOSITORY}. */
    PastedLine download(List<String> words) {
        LineArguments line = new LineArguments(LineProgram.DOWNLOAD, own);
        LineModel model = new LineModel();
        List<String> positional = new ArrayList<>();
        Optional<String> type = Optional.empty();
        for (int i = 0; i < words.size(); ) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String name = equals > 0 ? word.substring(0, equals) : word;
            boolean more = i + 1 < words.size();
            Optional<LineOption> option = LineOptions.bundled()
                    .find(name, LineProgram.LLAMA_CLI)
                    .filter(o -> o.effect() == LineOption.Effect.MODEL);
            if (!word.startsWith("-")) {
                positional.add(word);
                i++;
            } else if (option.isPresent() && more) {
                model.take(option.get().key(), words.get(i + 1));
                i += 2;
            } else if (name.equals("--include") && (more || equals > 0)) {
                type = typeOf(equals > 0 ? word.substring(equals + 1) : words.get(i + 1))
                        .or(Optional::empty);
                i += equals > 0 ? 1 : 2;
                while (i < words.size() && words.get(i).indexOf('*') >= 0) {
                    i++; // further patterns
                }
            } else if (own.has(name) && !DOWNLOAD_VALUES.contains(name)) {
                int length = own.length(words, i);
                line.addAll(words.subList(i, i + length));
                i += length;
            } else {
                line.nothing(name);
                i += equals < 0 && DOWNLOAD_VALUES.contains(name) && more ? 2 : 1;
            }
        }
        if (!positional.isEmpty()) {
            Optional<String> file = positional.stream()
                    .skip(1)
                    .filter(f -> f.toLowerCase(Locale.ROOT).endsWith(".gguf") && !f.contains("mmproj"))
                    .findFirst();
            Optional<String> ofFile = file.filter(f -> f.indexOf('*') >= 0).flatMap(StoreLine::typeOf);
            String repository = positional.getFirst();
            Optional<String> tag = ofFile.isPresent() ? ofFile : type;
            model.take(
                    "-hf",
                    file.isEmpty() || ofFile.isPresent()
                            ? tag.map(t -> repository + ":" + t).orElse(repository)
                            : repository);
            file.filter(f -> f.indexOf('*') < 0).ifPresent(f -> model.take("-hff", f));
        }
        String reference = model.reference()
                .orElseThrow(() -> new LineException(
                        "The line names no repository.", "for example: hf download org/repository file.gguf"));
        line.add("--model", reference);
        line.note("A download starts nothing: one slot with the trained context is answered unless -c says otherwise.");
        return line.finished();
    }

    private static Optional<String> typeOf(String pattern) {
        Matcher m = TYPE.matcher(pattern);
        return m.find() ? Optional.of(m.group()) : Optional.empty();
    }

    /** Reads {@code lms load NAME} and {@code lms get NAME}. */
    PastedLine load(List<String> words) {
        LineArguments line = new LineArguments(LineProgram.LM_STUDIO, own);
        String name = "";
        String context = LM_STUDIO_CONTEXT;
        boolean given = false;
        for (int i = 0; i < words.size(); ) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String option = equals > 0 ? word.substring(0, equals) : word;
            boolean more = i + 1 < words.size();
            String value = equals > 0 ? word.substring(equals + 1) : more ? words.get(i + 1) : "";
            int length = equals > 0 ? 1 : 2;
            if (!word.startsWith("-")) {
                name = name.isEmpty() ? word : name;
                i++;
                continue;
            }
            switch (option) {
                case "--context-length", "-c", "--ctx", "--context" -> {
                    context = value;
                    given = true;
                    i += length;
                }
                case "--gpu" -> {
                    gpu(value, line);
                    i += length;
                }
                default -> {
                    if (own.has(option) && !LOAD_VALUES.contains(option)) {
                        int taken = own.length(words, i);
                        line.addAll(words.subList(i, i + taken));
                        i += taken;
                    } else {
                        line.nothing(option);
                        i += LOAD_VALUES.contains(option) && more ? length : 1;
                    }
                }
            }
        }
        if (name.isEmpty()) {
            throw new LineException("The line names no model.", "for example: lms load qwen/qwen3-8b");
        }
        line.add("--model", name.replace('@', ':'));
        line.add("-c", context);
        if (!given) {
            line.note("Without --context-length LM Studio takes " + LM_STUDIO_CONTEXT
                    + " tokens, unless the settings of the model say otherwise.");
        }
        return line.finished();
    }

    private static void gpu(String value, LineArguments line) {
        switch (value) {
            case "max", "1", "1.0" -> line.add("-ngl", "all");
            case "off", "0", "0.0" -> line.add("-ngl", "0");
            case "auto" -> {}
            default ->
                throw new LineException(
                        "'--gpu " + value + "' is a share of the layers, whose number this does not know yet.",
                        "write -ngl with a number of layers instead");
        }
    }
}
