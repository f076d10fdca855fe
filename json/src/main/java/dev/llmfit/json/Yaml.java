package dev.llmfit.json;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads YAML text into {@link YamlNode}s. Uses the token stream only: data binding would lose the lines and cost start-up time. */
public final class Yaml {
    private static final YAMLFactory FACTORY = new YAMLFactory();

    /** Deeper documents are refused: no file of ours nests deeper than 12. */
    private static final int DEEPEST = 64;

    private Yaml() {}

    /**
     * Reads one document; a text without one is an empty mapping.
     *
     * @throws YamlSyntaxException with line and reason if the text is no YAML or nests too deep
     */
    public static YamlNode parse(String text) {
        try {
            return document(text);
        } catch (IndexOutOfBoundsException e) {
            return shifted(text, e);
        }
    }

    /**
     * The library fails on a character of two UTF-16 units that its buffer of 1,024 units cuts in two. A mark of the byte order, which
     * it passes over, moves all characters by one.
     */
    private static YamlNode shifted(String text, IndexOutOfBoundsException failure) {
        try {
            return document("\ufeff" + text);
        } catch (IndexOutOfBoundsException e) {
            failure.addSuppressed(e);
            throw new YamlSyntaxException("has a character beyond 16 bits where it cannot be read", 1);
        }
    }

    private static YamlNode document(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return parser.nextToken() == null ? new YamlNode.Mapping(List.of(), 1) : node(parser, 0);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw new YamlSyntaxException(reason(e.getOriginalMessage()), at == null ? 1 : Math.max(1, at.getLineNr()));
        }
    }

    private static YamlNode node(JsonParser parser, int depth) {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > DEEPEST) {
            throw new YamlSyntaxException("nested deeper than " + DEEPEST + " levels", line);
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(parser, line, depth);
            case START_ARRAY -> sequence(parser, line, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                new YamlNode.Scalar(parser.getString(), YamlNode.Scalar.Kind.NUMBER, line);
            case VALUE_TRUE, VALUE_FALSE -> new YamlNode.Scalar(parser.getString(), YamlNode.Scalar.Kind.FLAG, line);
            case VALUE_NULL -> new YamlNode.Scalar("null", YamlNode.Scalar.Kind.NULL, line);
            default -> new YamlNode.Scalar(parser.getString(), YamlNode.Scalar.Kind.TEXT, line);
        };
    }

    private static YamlNode mapping(JsonParser parser, int line, int depth) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            entries.add(new YamlNode.Entry(key, keyLine, node(parser, depth + 1)));
        }
        return new YamlNode.Mapping(entries, line);
    }

    private static YamlNode sequence(JsonParser parser, int line, int depth) {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser, depth + 1));
        }
        return new YamlNode.Sequence(items, line);
    }

    /** Between the parts of its message the library quotes lines of the file, indented. */
    private static String reason(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining(", "));
    }
}
