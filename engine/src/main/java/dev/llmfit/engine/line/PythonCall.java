package dev.llmfit.engine.line;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code Llama(model_path="…", n_ctx=…)} of llama-cpp-python. */
final class PythonCall {
    private static final Pattern CALL = Pattern.compile("\\bLlama(\\.from_pretrained)?\\s*\\(");
    private static final Pattern OTHER =
            Pattern.compile("\\b(Auto\\w+|pipeline|LLM|SentenceTransformer)(\\.from_pretrained)?\\s*\\(");
    private static final Pattern ARGUMENT = Pattern.compile(
            "(?:([A-Za-z_]\\w*)\\s*=\\s*)?(?:[rRfF]?\"([^\"]*)\"|[rRfF]?'([^']*)'|([^,()\\[\\]\\s\"'][^,()\\[\\]\"'#]*)|\\[([^\\]]*)\\])\\s*(?:,|$)");

    private PythonCall() {}

    /**
     * Reads a text; empty if it holds no call.
     *
     * @throws LineException for a call of another library
     */
    static Optional<PastedLine> read(String text, OwnOptions own) {
        Matcher call = CALL.matcher(text);
        if (!call.find()) {
            if (OTHER.matcher(text).find() && text.contains("(\"")) {
                throw new LineException(
                        "Calls of transformers and vLLM are not read.",
                        "paste the line of a program that reads GGUF files");
            }
            return Optional.empty();
        }
        Map<String, String> arguments = arguments(inside(text, call.end()));
        Optional<String> positional = Optional.ofNullable(arguments.remove(""));
        Optional<String> path =
                Optional.ofNullable(arguments.remove("model_path")).or(() -> positional);
        Optional<String> repository =
                Optional.ofNullable(arguments.remove("repo_id")).or(() -> positional);
        Optional<String> file = Optional.ofNullable(arguments.remove("filename"));
        String reference =
                call.group(1) != null ? repository.map(r -> hub(r, file)).orElse("") : path.orElse("");
        if (reference.isEmpty()) {
            throw new LineException("The call names no model.", "it has model_path=, or repo_id= and filename=");
        }
        return Optional.of(new FrontEndLine(LineProgram.LLAMA_CPP_PYTHON, own).call(reference, arguments));
    }

    /** A pattern for the file names the file type. */
    private static String hub(String repository, Optional<String> file) {
        return LineModel.hub(
                file.filter(f -> f.indexOf('*') >= 0)
                        .map(f -> repository + ":"
                                + f.replaceAll("(?i)\\.gguf$", "").replaceAll("^[*._-]+|[*._-]+$", ""))
                        .orElse(repository),
                file.filter(f -> f.indexOf('*') < 0));
    }

    /** Returns what stands between a parenthesis that is open and the one that closes it, without comments. */
    private static String inside(String text, int from) {
        int depth = 1;
        StringBuilder inside = new StringBuilder();
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#') {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
                continue;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return inside.toString();
            }
            inside.append(c);
        }
        return inside.toString();
    }

    private static Map<String, String> arguments(String text) {
        Map<String, String> arguments = new LinkedHashMap<>();
        Matcher m = ARGUMENT.matcher(text.strip());
        while (m.find()) {
            String name = m.group(1) == null ? "" : m.group(1);
            String value = m.group(2);
            for (int g = 3; value == null && g <= 5; g++) {
                value = m.group(g);
            }
            arguments.putIfAbsent(name, value == null ? "" : value.strip());
        }
        return arguments;
    }
}
