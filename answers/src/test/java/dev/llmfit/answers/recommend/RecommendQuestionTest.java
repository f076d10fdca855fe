package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.Json;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.recommend.wish.UseCaseWord;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.NextStep.Change;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions as documents, and what is refused of them. */
class RecommendQuestionTest {
    private static QuestionFields fields(String json) {
        return QuestionFields.of(Json.parse(json));
    }

    @Test
    void anEmptyQuestionAsksForTheBestModelsHere() {
        RecommendQuestion question = RecommendDocument.question(fields("{\"ask\":\"recommend\"}"));
        assertEquals(
                new RecommendQuestion(Optional.empty(), HardwareSelector.THIS_MACHINE, LaunchWish.chat()), question);
    }

    @Test
    void everyFieldIsRead() {
        RecommendQuestion question = RecommendDocument.question(fields("""
                {"model":"llama3.1:8b","hardware":"rpi5-8g","use_case":"coding","ctx":8192,"min_tps":12.5,"users":2,
                 "prefer":"quality","file_type":"q4_k_m","cache_type":"q8_0","margin":"512MiB","top":3}"""));
        assertEquals(
                new LaunchWish(
                        UseCaseWord.of(UseCase.CODING),
                        Optional.of(8192),
                        Optional.of(12.5),
                        Optional.of(2),
                        Aim.QUALITY,
                        Optional.of("Q4_K_M"),
                        Optional.of(GgmlType.Q8_0),
                        Bytes.ofMib(512),
                        3),
                question.wish());
        assertEquals(HardwareSelector.named("rpi5-8g"), question.machine());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ctx":0}                            | The question cannot be used: ctx is 0, expected an integer from 1
            {"ctx":"8kb"}                        | The question cannot be used: ctx
            {"min_tps":-1}                       | --min-tps must be a number of tokens a second, 0 or more, not -1.0.
            {"use_case":"poetry"}                | --use-case poetry is not known; one of chat, coding,
            {"prefer":"throughput"}              | --prefer throughput needs a model: add --model REF.
            {"contex":8192}                      | The question cannot be used: unknown key 'contex'.
            """)
    void whatCannotBeMeantIsRefused(String document, String sentence) {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> RecommendDocument.question(fields(document)));
        assertEquals(Refusal.Kind.BAD_QUESTION, refused.refusal().kind());
        assertTrue(String.valueOf(refused.getMessage()).startsWith(sentence), refused.getMessage());
    }

    /** A page marks the field; only a command line has a flag for it. */
    @Test
    void aRefusalNamesTheFieldAsData() {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> RecommendDocument.question(fields("{\"min_tps\":-1}")));
        assertEquals(
                List.of(new Change("min_tps", "")), refused.refusal().said().steps());
    }

    @Test
    void aComparisonNamesItsMachines() {
        assertEquals(
                new CompareMachinesQuestion(Optional.of("qwen3:8b"), List.of("rpi5-8g", "here"), LaunchWish.chat()),
                CompareMachinesDocument.question(
                        fields("{\"model\":\"qwen3:8b\",\"machines\":[\"rpi5-8g\",\"here\"]}")));
    }

    @Test
    void aComparisonNeedsTwoMachines() {
        assertThrows(
                RefusedException.class,
                () -> new CompareMachinesQuestion(Optional.empty(), List.of("rpi5-8g"), LaunchWish.chat()));
    }
}
