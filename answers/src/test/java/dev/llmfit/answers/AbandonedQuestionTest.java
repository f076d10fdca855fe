package dev.llmfit.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.units.AbandonedException;
import dev.llmfit.units.Environment;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions whose thread is interrupted: they end without an answer, and leave nothing wrong behind. */
@Timeout(120)
class AbandonedQuestionTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SIZE      | {"model":"qwen3:8b","n_ctx":8192,"hardware":"rtx4090-24g-64g"}
                    FITS      | {"model":"qwen3:8b","n_ctx":8192,"hardware":"rtx4090-24g-64g"}
                    QUANTS    | {"model":"qwen3:8b","hardware":"rtx4090-24g-64g"}
                    RECOMMEND | {"model":"qwen3:8b","hardware":"rtx4090-24g-64g"}
                    FLEET     | {"hardware":["RTX 4090 *2"],"wants":[{"model":"qwen3:8b","users":4}]}
                    """)
    void endsWithoutAnAnswerAndIsAnsweredRightlyAfterwards(QuestionType type, String text) {
        JsonObject question = (JsonObject) Json.parse(text);
        Workbench bench = bench();
        Thread.currentThread().interrupt();
        try {
            assertThrows(AbandonedException.class, () -> type.answer(QuestionFields.of(question), bench));
        } finally {
            assertTrue(Thread.interrupted(), "whoever runs the thread still sees why");
        }
        assertEquals(
                type.answer(QuestionFields.of(question), bench()), type.answer(QuestionFields.of(question), bench));
    }

    private Workbench bench() {
        Environment environment = Environment.ofProcess()
                .withVariables(Map.of(
                        "LLMFIT_DATA_HOME", folder.resolve("data").toString(),
                        "XDG_CONFIG_HOME", folder.resolve("config").toString()))
                .withHome(folder);
        return Workbench.of(new Settings(environment, true));
    }
}
