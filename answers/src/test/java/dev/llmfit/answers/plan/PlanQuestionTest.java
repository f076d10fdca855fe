package dev.llmfit.answers.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.recommend.RopeScaling;
import dev.llmfit.json.Json;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions as documents, and what is refused of them. */
class PlanQuestionTest {
    private static QuestionFields fields(String json) {
        return QuestionFields.of(Json.parse(json));
    }

    @Test
    void everyFieldIsRead() {
        assertEquals(
                new PlanQuestion(
                        "llama3.1:70b",
                        HardwareSelector.named("rpi5-8g"),
                        Optional.of(16384),
                        Optional.of(20.0),
                        Optional.of(2),
                        Optional.of("Q4_K_M"),
                        5,
                        3,
                        Optional.of(10.0),
                        Optional.of(5e6),
                        0.2,
                        Optional.of(new RopeScaling("yarn", Optional.of(4.0)))),
                PlanDocument.question(fields("""
                    {"ask":"plan","model":"llama3.1:70b","hardware":"rpi5-8g","ctx":"16k","rope_scaling":"yarn","rope_scale":4,"min_tps":20,"users":2,
                     "file_type":"Q4_K_M","max_ppl":5,"top":3,"api_price":10,"tokens_per_month":5000000,
                     "power_price":0.2}\
                    """)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                               | The question cannot be used: model is missing
        {"model":"x","api_price":1}      | --api-price and --tokens-per-month are given together or not at all.
        {"model":"x","power_price":-1}   | --power-price is a number from 0, not -1.0.
        {"model":"x","max_ppl":-1}       | --max-ppl is a number from 0, not -1.0.
        {"model":"x","min_tps":0}        | --min-tps is a speed above 0, not 0.0.
        {"model":"x","cxt":1}            | The question cannot be used: unknown key 'cxt'; did you mean 'ctx'?
        """)
    void whatCannotBeMeantIsRefused(String document, String sentence) {
        RefusedException refused = assertThrows(RefusedException.class, () -> PlanDocument.question(fields(document)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(sentence), refused.getMessage());
    }

    @Test
    void useOfAnApiThatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ApiUse(Double.NaN, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ApiUse(1, 0, 1));
    }
}
