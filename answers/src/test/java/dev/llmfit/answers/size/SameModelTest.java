package dev.llmfit.answers.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a workbench keeps of questions for those that come later. */
class SameModelTest {
    private static Workbench bench() {
        return Workbench.of(new Settings(Environment.ofProcess(), true));
    }

    private static JsonObject answer(Workbench bench, String question) {
        return (JsonObject) Json.parse(QuestionType.SIZE
                .answer(QuestionFields.of(Json.parse(question)), bench)
                .toString());
    }

    private static Model model(Workbench bench, String name, Optional<FileType> type, boolean nextToken)
            throws IOException {
        return SizeModel.of(bench, new Named(name), type, true, nextToken).model();
    }

    @Test
    void aModelIsFoundOnce() throws IOException {
        Workbench bench = bench();
        Model first = model(bench, "qwen3:0.6b", Optional.empty(), false);
        assertSame(first, model(bench, "qwen3:0.6b", Optional.empty(), false));
        assertSame(first, model(bench, "qwen3:0.6b", Optional.of(FileType.Q4_K_M), false));
        assertSame(
                model(bench, "qwen3.5:9b", Optional.empty(), true), model(bench, "qwen3.5:9b", Optional.empty(), true));
        assertNotEquals(first, model(bench, "qwen3:0.6b", Optional.of(FileType.Q8_0), false));
        assertNotEquals(first, model(bench, "qwen3:1.7b", Optional.empty(), false));
    }

    /** Questions that differ in a field, asked in turn of one workbench and each of a new one. */
    @Test
    void whatIsKeptChangesNoAnswer() {
        List<String> questions = new ArrayList<>();
        for (String field : List.of(
                "\"n_ctx\":4096",
                "\"n_ctx\":65536",
                "\"n_ctx\":65536,\"n_gpu_layers\":12",
                "\"n_ctx\":16384,\"n_parallel\":4",
                "\"n_ctx\":16384,\"quant\":\"Q8_0\"",
                "\"n_ctx\":16384,\"engine_build\":\"b10300\"",
                "\"n_ctx\":16384,\"draft_model\":\"qwen3:0.6b\"")) {
            for (String machine : List.of("rtx3060-12g-32g", "rpi5-8g", "2x 3090")) {
                questions.add("{\"model\":\"qwen3:14b\",\"hardware\":\"" + machine + "\"," + field + "}");
            }
        }
        Workbench busy = bench();
        for (int turn = 0; turn < 2; turn++) {
            for (String question : questions) {
                assertEquals(answer(bench(), question), answer(busy, question), question);
            }
        }
    }
}
