package dev.llmfit.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyOverrideTest {
    private static Model model() {
        Map<String, GgufValue> values = new LinkedHashMap<>();
        values.put("a.n", new GgufValue.Int(GgufValueType.UINT32, 8));
        values.put("a.r", new GgufValue.Real(GgufValueType.FLOAT32, 0.5));
        values.put("a.list", new GgufValue.IntArray(GgufValueType.INT32, 1, 2));
        return new Model("m", new Metadata(values), List.of());
    }

    @ParameterizedTest
    @CsvSource({"a.n=int:4, a.n, 4", "a.new=int:7, a.new, 7", "a.n=bool:true, a.n, 8", "a.n=float:2, a.n, 8"})
    void setsANumberOfItsKind(String text, String key, long value) {
        assertEquals(
                value,
                KeyOverride.parse(text).applied(model()).metadata().integer(key).orElseThrow());
    }

    @Test
    void setsOtherKinds() {
        Model model = model();
        assertEquals(
                0.25,
                KeyOverride.parse("a.r=float:0.25")
                        .applied(model)
                        .metadata()
                        .number("a.r")
                        .orElseThrow());
        assertEquals(
                "x:y",
                KeyOverride.parse("a.s=str:x:y")
                        .applied(model)
                        .metadata()
                        .string("a.s")
                        .orElseThrow());
        assertEquals(
                model.metadata().asMap(),
                KeyOverride.parse("a.list=int:3").applied(model).metadata().asMap());
    }

    @ParameterizedTest
    @CsvSource({"a.n", "a.n=4", "=int:4", "a.n=int:x", "a.n=bool:1", "a.n=long:1"})
    void refusesWhatLlamaCppRefuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> KeyOverride.parse(text));
    }
}
