package dev.llmfit.answers.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelQuestionsTest {
    @Test
    void questionsAreReadFromDocuments() {
        HardwareSelector machine = HardwareSelector.named("rpi5-8g");
        assertEquals(
                new ModelsQuestion("qwen3 8b", machine),
                ModelsDocument.question(fields("{\"query\":\"qwen3 8b\",\"hardware\":\"rpi5-8g\"}")));
        assertEquals(
                new LocalModelsQuestion("", machine, Optional.of("models")),
                LocalModelsDocument.question(fields("{\"hardware\":\"rpi5-8g\",\"dir\":\"models\"}")));
        assertEquals(
                new ModelQuestion("llama3.1:8b", true),
                ModelDocument.question(fields("{\"model\":\"llama3.1:8b\",\"header_only\":true}")));
        assertEquals(
                new PullQuestion("hf:org/name", true, HardwareSelector.THIS_MACHINE),
                PullDocument.question(fields("{\"model\":\"hf:org/name\",\"force\":true}")));
    }

    @Test
    void aFieldOfAnotherQuestionIsRefused() {
        assertThrows(RefusedException.class, () -> ModelsDocument.question(fields("{\"model\":\"x\"}")));
        assertThrows(RefusedException.class, () -> LocalModelsDocument.question(fields("{\"force\":true}")));
        assertThrows(RefusedException.class, () -> ModelDocument.question(fields("{\"model\":\"x\",\"query\":\"y\"}")));
        assertThrows(
                RefusedException.class, () -> PullDocument.question(fields("{\"model\":\"x\",\"header_only\":true}")));
    }

    private static QuestionFields fields(String json) {
        return QuestionFields.of(Json.parse(json));
    }
}
