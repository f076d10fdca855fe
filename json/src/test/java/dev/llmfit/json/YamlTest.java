package dev.llmfit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.YamlNode.Scalar.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static final String TEXT = """
            # a remark
            name: "7"
            size: 1000
            share: 0.5
            used: true
            none:
            list:
            - a
            - {b: [1, 2]}
            """;

    @Test
    void everyValueKnowsItsLineAndKind() {
        YamlNode.Mapping root = (YamlNode.Mapping) Yaml.parse(TEXT);
        assertEquals(
                List.of(
                        new YamlNode.Scalar("7", Kind.TEXT, 2),
                        new YamlNode.Scalar("1000", Kind.NUMBER, 3),
                        new YamlNode.Scalar("0.5", Kind.NUMBER, 4),
                        new YamlNode.Scalar("true", Kind.FLAG, 5)),
                root.entries().stream().map(YamlNode.Entry::value).limit(4).toList());
        YamlNode.Sequence list = (YamlNode.Sequence) root.entries().getLast().value();
        assertEquals(9, list.items().getLast().line());
    }

    @Test
    void itsJsonFormHasTypedValues() {
        assertEquals(
                "{\"name\":\"7\",\"size\":1000,\"share\":0.5,\"used\":true,\"none\":null,\"list\":[\"a\",{\"b\":[1,2]}]}",
                Json.compact(Yaml.parse(TEXT).toJson()));
        assertEquals(
                Yaml.parse(TEXT).toJson(),
                YamlNode.of(Yaml.parse(TEXT).toJson()).toJson());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a: [1, 2 | 1 | while parsing a flow sequence, expected ',' or ']', but got <stream end>",
                "\"a: 1\nb: ]\" | 2 | while parsing a block node, expected the node content, but found ']'",
                "\"a: 1\n  b: 2\" | 2 | mapping values are not allowed here"
            })
    void whatIsNoYamlIsRefusedWithItsLine(String text, int line, String reason) {
        YamlSyntaxException e = assertThrows(YamlSyntaxException.class, () -> Yaml.parse(text + "\n"));
        assertEquals(line, e.line());
        assertEquals(reason, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void aTextWithoutADocumentHoldsNothing(String text) {
        YamlNode node = Yaml.parse(text);
        assertTrue(
                (node instanceof YamlNode.Mapping m && m.entries().isEmpty())
                        || (node instanceof YamlNode.Scalar s && s.kind() == Kind.NULL),
                node::describe);
    }

    @Test
    void deepNestingIsRefused() {
        YamlSyntaxException e =
                assertThrows(YamlSyntaxException.class, () -> Yaml.parse("[".repeat(100) + "]".repeat(100)));
        assertEquals("nested deeper than 64 levels", e.getMessage());
    }

    @Test
    void bytesHoldWhatWasParsed() {
        SequencedMap<String, YamlNode.Mapping> documents = new LinkedHashMap<>();
        documents.put("one", (YamlNode.Mapping) Yaml.parse(TEXT));
        documents.put("two", (YamlNode.Mapping) Yaml.parse("\n".repeat(70_000) + "x: ä"));
        SequencedMap<String, YamlNode.Mapping> read = NodeCodec.fromBytes(NodeCodec.toBytes(documents));
        assertEquals(List.of("one", "two"), List.copyOf(read.keySet()));
        assertEquals(documents.get("one"), read.get("one"));
        assertEquals("{\"x\":\"ä\"}", Json.compact(read.lastEntry().getValue().toJson()));
    }
}
