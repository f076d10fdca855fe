package dev.llmfit.engine.line;

import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a recipe of Ollama's: {@code FROM}, {@code PARAMETER}, {@code ADAPTER}; its texts are skipped. */
final class Modelfile {
    private static final Pattern BEGIN = Pattern.compile("(?is)(?:\\s*#[^\\n]*\\n)*+\\s*FROM\\s+\\S.*");
    private static final Pattern INSTRUCTION = Pattern.compile("\\s*([A-Za-z]+)\\s+(.*)");
    private static final String TEXT = "\"\"\"";

    private Modelfile() {}

    /** Reads a text; empty if it is no Modelfile. */
    static Optional<PastedLine> read(String text, OwnOptions own) {
        return read(text, new LineArguments(LineProgram.OLLAMA, own));
    }

    private static Optional<PastedLine> read(String text, LineArguments line) {
        if (!BEGIN.matcher(text).matches()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        String from = from(withoutTexts(text), parameters);
        return from == null ? Optional.empty() : Optional.of(OllamaCommand.of(from, parameters, line));
    }

    private static @Nullable String from(String text, Map<String, String> parameters) {
        String from = null;
        for (String row : text.lines().toList()) {
            Matcher m = INSTRUCTION.matcher(row);
            if (!m.matches()) {
                continue;
            }
            String value = unquoted(m.group(2).strip());
            switch (m.group(1).toUpperCase(Locale.ROOT)) {
                case "FROM" -> from = from == null ? value : from;
                case "ADAPTER" -> parameters.put("adapter", value);
                case "PARAMETER" -> {
                    String[] parts = value.split("\\s+", 2);
                    if (parts.length == 2) {
                        parameters.put(parts[0].toLowerCase(Locale.ROOT), unquoted(parts[1].strip()));
                    }
                }
                default -> {}
            }
        }
        return from;
    }

    /** Texts between three quotes may hold lines that look like instructions. */
    private static String withoutTexts(String text) {
        StringBuilder kept = new StringBuilder();
        int at = 0;
        while (true) {
            int open = text.indexOf(TEXT, at);
            int close = open < 0 ? -1 : text.indexOf(TEXT, open + TEXT.length());
            if (close < 0) {
                return kept.append(text.substring(at)).toString();
            }
            kept.append(text, at, open);
            at = close + TEXT.length();
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /**
     * Reads a file.
     *
     * @param line what is read already of the line that names it
     *
     * @throws LineException if it is none
     */
    static PastedLine ofFile(String file, LineArguments line) {
        String text;
        try {
            text = TextFile.read(Path.of(file));
        } catch (TextFileException | InvalidPathException e) {
            throw new LineException(
                    "The Modelfile of the line cannot be read: " + e.getMessage() + ".",
                    "paste its text, or name the model of its FROM");
        }
        return read(text, line)
                .orElseThrow(() -> new LineException("The file " + file + " is no Modelfile.", "it begins with FROM"));
    }
}
