package dev.llmfit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditedFieldsTest {
    private static final String MODEL = """
        id: gemma3x
        n_layer: 18
        rope_freq_base: 1e6
        tied_embeddings: true
        ram_gib: 0.5
        absent:
        window: {size: 512, layers: [true, false, 1]}
        extras:
        - what: tower
          parameters: 5
        """;

    private final List<String> mistakes = new ArrayList<>();

    private AuditedFields fields(String text) {
        return AuditedFields.of(
                "gemma3x",
                (YamlNode.Mapping) Yaml.parse(text),
                (line, sentence) -> mistakes.add("line " + line + ": " + sentence));
    }

    @Test
    void valuesAreReadByTheirKind() {
        AuditedFields f = fields(MODEL);
        assertEquals("gemma3x", f.text("id"));
        assertEquals(18, f.integer("n_layer"));
        assertEquals(18, f.count("n_layer", 100));
        assertEquals(1e6, f.number("rope_freq_base", 0));
        assertTrue(f.flag("tied_embeddings"));
        assertEquals(Optional.of(Bytes.ofMib(512)), f.optionalSize("ram_gib", 1L << 30));
        assertEquals(List.of(1L, 0L, 1L), f.section("window").integers("layers"));
        assertEquals(512, f.section("window").integer("size"));
        assertEquals("tower", f.sections("extras").getFirst().text("what"));
        assertEquals(5, f.sections("extras").getFirst().integer("parameters"));
        assertEquals(7, f.integer("absent", 7));
        f.refuseUnknown();
        assertEquals(List.of(), mistakes);
    }

    @Test
    void aKeyThatNobodyAskedForIsToldWithTheNearestOne() {
        AuditedFields f = fields("""
            id: gemma3x
            slidng_window: 512
            total: 3
            moe:
              cout: 4
              note: of the maker
            """);
        f.text("id");
        f.integer("sliding_window", 0);
        f.optionalSize("total_gib", 1);
        f.section("moe").know("note").integer("count", 0);
        f.refuseUnknown();
        assertEquals(
                List.of(
                        "line 2: unknown key 'slidng_window' in gemma3x; did you mean 'sliding_window'?",
                        "line 3: unknown key 'total' in gemma3x; did you mean 'total_gib'?",
                        "line 5: unknown key 'cout' in gemma3x.moe; did you mean 'count'?"),
                mistakes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18 | wide | line 2: gemma3x.n_layer is 'wide', expected an integer",
                "18 | 2.5 | line 2: gemma3x.n_layer is '2.5', expected an integer",
                "18 | 200 | line 2: gemma3x.n_layer is '200', expected an integer from 0 to 100",
                "18 | [1] | line 2: gemma3x.n_layer is a list, expected an integer",
                "0.5 | 16 sticks | line 5: gemma3x.ram_gib is '16 sticks'; write a number without a unit",
                "0.5 | -1 | line 5: gemma3x.ram_gib is '-1', expected a number of 0 or more",
                "0.5 | 1e30 | line 5: gemma3x.ram_gib is larger than any machine",
                "0.5 | .inf | line 5: gemma3x.ram_gib is '.inf', expected a number",
                "embeddings: true | embeddings: yes | line 4: gemma3x.tied_embeddings is 'yes', expected true or false",
                "gemma3x | [a] | line 1: gemma3x.id is a list, expected a text",
                "512 | {a: b} | line 7: gemma3x.window.size is a mapping, expected an integer",
                "'{size: 512, layers: [true, false, 1]}' | 7 | line 7: gemma3x.window is '7', expected a group of"
                        + " fields",
                "false | x | line 7: gemma3x.window.layers[1] is 'x', expected an integer",
                "'absent:' | 'id: again' | line 6: gemma3x.id is given twice"
            })
    void whatIsWrongNamesPathAndLine(String good, String bad, String expected) {
        AuditedFields f = fields(MODEL.replace(good, bad));
        f.optionalText("id");
        f.optionalCount("n_layer", 100);
        f.optionalFlag("tied_embeddings");
        f.optionalSize("ram_gib", 1L << 30);
        f.optionalSection("window").ifPresent(w -> {
            w.optionalInteger("size");
            w.integers("layers");
        });
        assertEquals(List.of(expected), mistakes);
    }

    @Test
    void whatIsNotToldIsAbsent() {
        AuditedFields f = fields("a: unknown\nb: N/A\nc: unknown\n").withUntold(Set.of("unknown", "n/a"));
        assertEquals(OptionalDouble.empty(), f.optionalAmount("a"));
        assertEquals(OptionalInt.empty(), f.optionalCount("b", 9));
        assertEquals(Optional.of("unknown"), f.optionalText("c"));
        assertEquals(List.of(), mistakes);
    }

    @Test
    void complaintsThatThrowNameTheSource() {
        AuditedFields f = AuditedFields.of(
                "m", (YamlNode.Mapping) Yaml.parse("\na: 1"), Complaints.thrown("x.yaml", JsonException::new));
        assertEquals(
                "x.yaml, line 2: m.b is missing, expected an integer",
                assertThrows(JsonException.class, () -> f.integer("b")).getMessage());
        assertEquals(
                "x.yaml, line 2: unknown key 'a' in m; did you mean 'b'?",
                assertThrows(JsonException.class, f::refuseUnknown).getMessage());
    }

    @Test
    void anObjectIsReadAlikeAndHasNoLines() {
        JsonObject object = (JsonObject) Json.parse("{\"a\":5,\"b\":{\"c\":null,\"d\":\"x\"}}");
        AuditedFields f = AuditedFields.of("", object, Complaints.thrown("config.json", JsonException::new));
        assertEquals(5, f.integer("a"));
        assertEquals(OptionalLong.empty(), f.section("b").optionalInteger("c"));
        assertEquals(
                "config.json: b.d is 'x', expected an integer",
                assertThrows(JsonException.class, () -> f.section("b").integer("d"))
                        .getMessage());
    }

    @Test
    void aViewWithOtherValuesKnowsTheSameKeys() {
        AuditedFields f = fields("id: a\nn: 1\n");
        AuditedFields changed = f.with(JsonObject.builder().put("n", 2).build());
        assertEquals(2, changed.integer("n"));
        assertEquals("a", changed.text("id"));
        f.refuseUnknown();
        assertEquals(List.of(), mistakes);
    }

    @Test
    void whatIsWrongInAListIsNamedByItsPlace() {
        AuditedFields f = fields("""
            groups: [7, {id: one, sise: 1}, {sise: 2}]
            names: [[], a, {}]
            """);
        f.sections("groups", "id").forEach(g -> g.know("id", "size"));
        assertEquals(List.of("a"), f.texts("names"));
        f.refuseUnknown();
        assertEquals(
                List.of(
                        "line 1: gemma3x.groups[0] is '7', expected a group of fields",
                        "line 2: gemma3x.names[0] is a list, expected a text",
                        "line 2: gemma3x.names[2] is a mapping, expected a text",
                        "line 1: unknown key 'sise' in gemma3x.one; did you mean 'size'?",
                        "line 1: unknown key 'sise' in gemma3x.groups[2]; did you mean 'size'?"),
                mistakes);
    }
}
