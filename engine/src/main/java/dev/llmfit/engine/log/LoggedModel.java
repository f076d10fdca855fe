package dev.llmfit.engine.log;

import dev.llmfit.gguf.FileType;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a log tells of the model: {@code print_info} ({@code llm_load_print_meta} before 2025), {@code llama_model_loader}'s list of
 * metadata, or the first line of Ollama's own engine.
 *
 * @param name {@code general.name}
 * @param path file that was loaded
 * @param architecture {@code general.architecture}
 * @param fileType by the name users type, for example {@code Q4_K_M}
 * @param parameters weights, to three digits
 * @param layers layers without the output layer
 * @param embedding {@code n_embd}
 * @param vocabulary {@code n_vocab}
 * @param keyWidth K values a token and layer, {@code n_embd_k_gqa}
 * @param valueWidth V values a token and layer
 * @param experts routed experts
 * @param ctxTrain trained context, tokens
 */
public record LoggedModel(
        Optional<String> name,
        Optional<String> path,
        Optional<String> architecture,
        Optional<String> fileType,
        OptionalLong parameters,
        OptionalInt layers,
        OptionalInt embedding,
        OptionalInt vocabulary,
        OptionalInt keyWidth,
        OptionalInt valueWidth,
        OptionalInt experts,
        OptionalInt ctxTrain) {
    private static final Pattern NAME = Pattern.compile("general\\.name +(?:= |str += )(.+)");
    private static final Pattern ARCH =
            Pattern.compile("(?:\\barch +=|general\\.architecture str +=|\\barchitecture=) ?([a-z][\\w-]*)");
    private static final Pattern PRINTED_TYPE = Pattern.compile(
            "(?:\\bfile type|model ftype) += +(?:mostly |all )?([^\\r\\n(]+)|\\bfile_type=([A-Z0-9_]+)");
    private static final Pattern TYPE_ID = Pattern.compile("general\\.file_type u32 += ([0-9]+)");
    private static final Pattern PATH = Pattern.compile(
            "(?:loading model|loaded meta data .*? from|local path|failed to load model|create(?:_| )context with model),? '?\"?([^'\"\\r\\n]+?(?:\\.gguf|sha256-[0-9a-f]{6,}))");
    private static final Pattern FLAG =
            Pattern.compile("(?:^| )(?:-m|--model) +\"?(\\S+?)\"?(?= |$)", Pattern.MULTILINE);
    private static final Pattern MODEL_FIELD = Pattern.compile("\\bmodel=(\\S*sha256-[0-9a-f]{6,}|\\S+\\.gguf)");
    private static final Pattern PARAMETERS = Pattern.compile("model params +=? +([0-9.]+) ?([KMBT])\\b");
    private static final Pattern LAYERS = Pattern.compile("\\bn_layer +=? *= *([0-9]+)");
    private static final Pattern VOCABULARY = Pattern.compile("\\bn_vocab +=? *= *([0-9]+)");

    static LoggedModel of(PrintedKeys prints) {
        return new LoggedModel(
                prints.word(NAME),
                prints.word(PATH).or(() -> prints.word(FLAG)).or(() -> prints.word(MODEL_FIELD)),
                prints.word(ARCH),
                fileType(prints),
                parameters(prints),
                first(prints.number(LAYERS, 1), prints.number(key("block_count"), 1)),
                first(prints.number("n_embd"), prints.number(key("embedding_length"), 1)),
                first(prints.number(VOCABULARY, 1), prints.number(key("vocab_size"), 1)),
                prints.number("n_embd_k_gqa"),
                prints.number("n_embd_v_gqa"),
                first(prints.number("n_expert"), prints.number(key("expert_count"), 1)),
                first(prints.number("n_ctx_train"), prints.number(key("context_length"), 1)));
    }

    private static Pattern key(String name) {
        return Pattern.compile("\\." + name + " u32 += ([0-9]+)");
    }

    private static OptionalInt first(OptionalInt a, OptionalInt b) {
        return a.isPresent() ? a : b;
    }

    private static Optional<String> fileType(PrintedKeys prints) {
        Optional<String> printed = prints.last(PRINTED_TYPE)
                .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
                .map(t -> spelled(t.strip()));
        OptionalInt id = prints.number(TYPE_ID, 1);
        return printed.or(() -> id.isPresent() ? FileType.byId(id.getAsInt()).map(FileType::name) : Optional.empty());
    }

    /** Returns the name that a command line takes for what {@code llama_model_ftype_name} (src/llama-model-loader.cpp) prints. */
    public static String spelled(String printed) {
        String upper = printed.toUpperCase(Locale.ROOT);
        int dash = upper.indexOf(" - ");
        String base = (dash < 0 ? upper : upper.substring(0, dash)).strip();
        String rest = dash < 0 ? "" : upper.substring(dash + 3);
        String plain = switch (base) {
            case "IQ3_S MIX" -> "IQ3_M";
            case "MXFP4 MOE" -> "MXFP4_MOE";
            default -> base;
        };
        String size = rest.startsWith("MEDIUM")
                ? "_M"
                : rest.startsWith("SMALL") ? "_S" : rest.startsWith("LARGE") ? "_L" : "";
        return FileType.byName(plain + size)
                .or(() -> FileType.byName(plain))
                .map(FileType::name)
                .orElse(plain + size);
    }

    private static OptionalLong parameters(PrintedKeys prints) {
        return prints.last(PARAMETERS)
                .map(m -> OptionalLong.of(Math.round(LogNumber.real(m.group(1)).orElse(0) * scale(m.group(2)))))
                .orElse(OptionalLong.empty());
    }

    private static double scale(String letter) {
        return switch (letter) {
            case "K" -> 1e3;
            case "M" -> 1e6;
            case "B" -> 1e9;
            default -> 1e12;
        };
    }

    /** Returns whether it is a mixture of experts. */
    public boolean mixture() {
        return experts.orElse(0) > 0;
    }
}
