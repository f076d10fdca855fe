package dev.llmfit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void membersKeepTheirOrder() {
        JsonObject object = JsonObject.builder()
                .put("b", 1)
                .put("a", 2.5)
                .put("size", Bytes.of(7))
                .putOrNull("none", OptionalInt.empty())
                .putIfPresent("left out", Optional.empty())
                .put("list", List.of("x", 1, true))
                .build();
        assertEquals("{\"b\":1,\"a\":2.5,\"size\":7,\"none\":null,\"list\":[\"x\",1,true]}", Json.compact(object));
        assertEquals(object, Json.parse(Json.pretty(object)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":9007199254740993}",
                "[1.5,null,true,false,\"\\u00e4\\n\"]",
                "{}",
                "[]",
                "\"x\"",
                "-0.1",
                "1.0E300"
            })
    void whatIsReadIsWrittenTheSame(String text) {
        assertEquals(text, Json.compact(Json.parse(text)).replace("ä", "\\u00e4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,", "{\"a\" 1}", "nul", "1e999", "{} x", "1 2"})
    void whatIsNoJsonIsRefused(String text) {
        assertThrows(JsonException.class, () -> Json.parse(text));
    }

    @Test
    void whatFollowsTheFirstDocumentIsLeftAlone() {
        assertEquals("[1]", Json.compact(Json.parseFirst("[1] load_model: done")));
        assertThrows(JsonException.class, () -> Json.parseFirst("load_model: done"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"a\",\"b\": | \"a\"",
                "{\"b\":{\"id\":1},\"id\":[2],nonsense | [2]",
                "{\"b\":1} | ",
                "{\"b\": | ",
                "{\"id\":[ | ",
                "[\"id\",1] | ",
                "nonsense | ",
            })
    void aMemberIsFoundInWhatBreaksOff(String text, String member) {
        assertEquals(Optional.ofNullable(member), Json.member(text, "id").map(Json::compact));
    }

    @Test
    void deepNestingIsRefused() {
        assertThrows(JsonException.class, () -> Json.parse("[".repeat(200) + "]".repeat(200)));
    }

    @Test
    void aMemberIsPutOnce() {
        JsonObject.Builder builder = JsonObject.builder().put("a", 1);
        assertThrows(IllegalArgumentException.class, () -> builder.put("a", 2));
    }

    @Test
    void accessorsAreEmptyForOtherKinds() {
        JsonValue value = Json.parse("{\"s\":\"x\",\"n\":3.7,\"t\":true,\"l\":[1,\"y\",2]}");
        assertEquals(Optional.of("x"), value.string("s"));
        assertEquals(Optional.empty(), value.string("n"));
        assertEquals(3, value.integer("n").orElseThrow());
        assertTrue(value.number("s").isEmpty());
        assertTrue(value.truth("t"));
        assertEquals(List.of(1.0, 2.0), value.numbers("l"));
    }

    @Test
    void numbersThatAreNotFiniteBecomeNull() {
        assertEquals("[null,null]", Json.compact(JsonValue.of(List.of(Double.NaN, Double.POSITIVE_INFINITY))));
        assertThrows(IllegalArgumentException.class, () -> new JsonNumber.Real(Double.NaN));
    }

    @Test
    void aMemberIsSetAtItsPlaceOrAtTheEnd() {
        JsonObject object = JsonObject.builder().put("a", 1).put("b", 2).build();
        assertEquals(
                "{\"a\":3,\"b\":2}",
                object.toBuilder().replace("a", JsonValue.of(3)).build().toString());
        assertEquals(
                "{\"a\":1,\"b\":2,\"c\":true}",
                object.toBuilder().replace("c", JsonBoolean.TRUE).build().toString());
    }
}
