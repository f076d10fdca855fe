package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.plan.PlanDocument;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.json.Json;
import dev.llmfit.units.Environment;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A context that a model was not trained for is no answer, unless its positions are scaled; nor is a device of unknown speed silent. */
class TrainedContextTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static QuestionFields fields(String members) {
        return QuestionFields.of(Json.parse("{" + members.replace('`', '"') + "}"));
    }

    private static RecommendAnswer recommend(String members) {
        return BENCH.ask(RecommendDocument.question(fields("`hardware`:`RTX 4070`,`top`:1," + members)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`model`:`qwen3:8b`,`ctx`:1000000|qwen3:8b was trained for 40,960 tokens; 1,000,000 are more.",
                "`model`:`llama3.1:8b`,`ctx`:`129k`|llama3.1:8b was trained for 131,072 tokens; 132,096 are more.",
                "`model`:`gemma2:9b`,`ctx`:`9k`,`users`:4|gemma2:9b was trained for 8,192 tokens; 9,216 are more.",
                "`model`:`qwen3:8b`,`ctx`:`128k`,`rope_scaling`:`yarn`,`rope_scale`:2|40,960 tokens; 131,072 are more.",
                "`model`:`qwen3:8b`,`ctx`:`128k`,`rope_scaling`:`none`|40,960 tokens; 131,072 are more."
            })
    void moreThanTheTrainedContextIsRefused(String members, String message) {
        RefusedException e = assertThrows(RefusedException.class, () -> recommend(members));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
        RefusedException plan = assertThrows(
                RefusedException.class,
                () -> BENCH.ask(PlanDocument.question(fields("`hardware`:`rpi5-8g`," + members))));
        assertEquals(e.getMessage(), plan.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`model`:`qwen3:8b`,`ctx`:`64k`,`rope_scaling`:`yarn`"
                        + "|--rope-scaling yarn --rope-scale 2 --yarn-orig-ctx 40960",
                "`model`:`qwen3:8b`,`ctx`:`64k`,`rope_scale`:4|--rope-scaling linear --rope-scale 4 "
            })
    void scaledPositionsGoOn(String members, String flags) {
        RecommendAnswer answer = recommend(members);
        assertEquals(65536, answer.first().orElseThrow().options().nCtx());
        assertTrue(
                (answer.notes().getFirst() + " ").contains(flags),
                answer.notes().toString());
    }

    @ParameterizedTest
    @CsvSource({"`ctx`:300000", "`ctx`:`1m`"})
    void noModelOfTheCatalogueIsAskedForMoreThanItKnows(String members) {
        RecommendAnswer answer = recommend(members);
        answer.found().candidates().forEach(c -> {
            long trained =
                    Catalogue.bundled().find(c.model()).orElseThrow().summary().nCtxTrain();
            assertTrue(trained == 0 || trained >= c.options().nCtx(), c.model());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"`vram`:12|true", "`vram`:12,`bandwidth`:`360GB/s`|false", "`hardware`:`RTX 3060`|false"})
    void anUnknownBandwidthIsTold(String machine, boolean told) {
        RecommendAnswer answer =
                BENCH.ask(RecommendDocument.question(fields("`model`:`llama3.1:8b`,`top`:1," + machine)));
        boolean says = answer.notes().stream().anyMatch(n -> n.contains("bandwidth"));
        assertEquals(told, says, String.format(Locale.ROOT, "%s", answer.notes()));
        assertFalse(answer.found().candidates().isEmpty());
    }
}
