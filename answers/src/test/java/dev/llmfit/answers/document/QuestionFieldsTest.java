package dev.llmfit.answers.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.Json;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionFieldsTest {
    private static QuestionFields fields(String json) {
        return QuestionFields.of(Json.parse(json));
    }

    /** Reads a question of two fields and a machine. */
    private static void read(String json) {
        QuestionFields fields = fields(json);
        fields.requiredText("model");
        fields.truth("header_only");
        fields.hardware();
        fields.done();
    }

    @Test
    void aFieldThatIsAbsentOrNullIsEmpty() {
        QuestionFields fields = fields("{\"query\":null}");
        assertEquals(Optional.empty(), fields.text("query"));
        assertEquals(Optional.empty(), fields.text("model"));
        assertFalse(fields.truth("header_only"));
        assertEquals(HardwareSelector.THIS_MACHINE, fields.hardware());
        fields.done();
    }

    @Test
    void fieldsAreRead() {
        QuestionFields fields = fields("{\"ask\":\"models\",\"id\":\"7\",\"model\":\"x\",\"header_only\":true,"
                + "\"hardware\":\"a\",\"vram\":\"24GiB\",\"ram\":\"64GiB\",\"gpus\":2,\"bandwidth\":\"900GB/s\"}");
        assertEquals("x", fields.requiredText("model"));
        assertTrue(fields.truth("header_only"));
        assertEquals(
                new HardwareSelector(
                        Optional.of("a"),
                        Optional.of(Bytes.ofGib(24)),
                        Optional.of(Bytes.ofGib(64)),
                        OptionalInt.of(2),
                        OptionalDouble.of(900)),
                fields.hardware());
        fields.done();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[]|BAD_QUESTION|A question must be a JSON object.",
                "{}|BAD_QUESTION|The question lacks 'model'.",
                "{\"model\":\" \"}|BAD_QUESTION|The question lacks 'model'.",
                "{\"model\":7}|BAD_QUESTION|'model' must be a string.",
                "{\"model\":\"x\",\"header_only\":\"yes\"}|BAD_QUESTION|'header_only' must be true or false.",
                "{\"model\":\"x\",\"gpus\":\"2\"}|BAD_QUESTION|'gpus' must be a whole number.",
                "{\"model\":\"x\",\"gpus\":4294967298}|BAD_QUESTION|'gpus' must be a whole number.",
                "{\"model\":\"x\",\"hardwear\":\"y\"}|BAD_QUESTION|The question has no field 'hardwear'; did you mean hardware?",
                "{\"model\":\"x\",\"zzzzzzz\":1}|BAD_QUESTION|The question has no field 'zzzzzzz'.",
                "{\"model\":\"x\",\"vram\":\"much\"}|HARDWARE|"
                        + "--vram: not a size: 'much' (write it as 24GiB, 512MiB or bytes).",
            })
    void whatIsWrongIsRefused(String json, Refusal.Kind kind, String message) {
        Refusal refusal = assertThrows(RefusedException.class, () -> read(json)).refusal();
        assertEquals(message, refusal.message());
        assertEquals(kind, refusal.kind());
    }
}
