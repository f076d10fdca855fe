package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads YAML text into {@link YamlNode}s. Uses the token stream only: data binding would lose the lines and cost start-up time. */
final class YamlTree {
    private static final YAMLFactory FACTORY = new YAMLFactory();
    private static final int MAX_DEPTH = 64;

    private YamlTree() {}

    /**
     * Reads one document.
     *
     * @throws YamlSyntaxException if the text is no YAML
     */
    static YamlNode parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return new YamlNode.Mapping(List.of(), 1);
            }
            return node(parser, 0);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw new YamlSyntaxException(
                    firstLine(e.getOriginalMessage()), at == null ? 1 : Math.max(1, at.getLineNr()));
        }
    }

    private static YamlNode node(JsonParser parser, int depth) {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > MAX_DEPTH) {
            throw new YamlSyntaxException("nested deeper than " + MAX_DEPTH + " levels", line);
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

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }
}
