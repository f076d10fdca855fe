package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer.Outcome;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeDocument;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.units.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People are counted: a context and a speed are those of each, and every command says the same of one launch. */
class ServedUsersTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static QuestionFields fields(String members) {
        return QuestionFields.of(Json.parse("{" + members.replace('`', '"') + "}"));
    }

    private static RecommendAnswer recommend(String members) {
        return BENCH.ask(RecommendDocument.question(fields(members)));
    }

    private static SizeAnswer size(String members) {
        return BENCH.ask(SizeDocument.question(fields(members)));
    }

    private static JsonValue first(RecommendAnswer answer) {
        return at(at(RecommendDocument.of(answer), "candidates"), "0");
    }

    private static JsonValue at(JsonValue of, String name) {
        return of instanceof JsonArray array
                ? array.items().get(Integer.parseInt(name))
                : ((JsonObject) of).get(name).orElseThrow();
    }

    private static double number(JsonValue of, String... path) {
        JsonValue found = of;
        for (String name : path) {
            found = at(found, name);
        }
        return found.asNumber().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "llama3.1:8b, Q4_K_M, RTX 4090, 4, 8192",
        "llama3.1:8b, Q8_0, 2x 3090, 16, 4096",
        "qwen3:30b, Q4_K_M, RTX 4090, 3, 8192",
        "llama3.3:70b, Q4_K_M, 4x l40s-48g, 20, 4096",
        "gpt-oss:20b, MXFP4_MOE, RTX 4070, 2, 8192"
    })
    void theContextIsOfEachAndSizeSaysTheSameOfTheLaunch(
            String model, String type, String hardware, int users, int each) {
        RecommendAnswer answer = recommend(String.format(
                "`model`:`%s`,`file_type`:`%s`,`hardware`:`%s`,`users`:%d,`ctx`:%d,`top`:1",
                model, type, hardware, users, each));
        Candidate c = answer.first().orElseThrow();
        assertEquals(users * each, c.options().nCtx());
        assertEquals(each, c.serving().orElseThrow().ctxEach());
        String split = c.options().tensorSplit().isEmpty()
                ? ",`split_mode`:`" + c.options().splitMode() + "`,`main_gpu`:"
                        + c.options().mainGpu()
                : ",`tensor_split`:" + c.options().tensorSplit();
        SizeAnswer sized = size(String.format(
                "`model`:`%s`,`quant`:`%s`,`hardware`:`%s`,`options`:{`n_parallel`:%d,`n_ctx`:%d,`n_gpu_layers`:%d,"
                        + "`n_ubatch`:%d,`type_k`:`%s`,`type_v`:`%s`,`n_cpu_moe`:%d%s}",
                model,
                c.fileType(),
                hardware,
                users,
                users * each,
                c.options().nGpuLayers(),
                c.options().nUbatch(),
                c.options().typeK().ggmlName(),
                c.options().typeV().ggmlName(),
                c.options().nCpuMoe(),
                split));
        var busy = sized.speeds().busySlots().orElseThrow();
        assertEquals(each, busy.ctxEach());
        assertEquals(each / 2, busy.depth());
        assertEquals(c.serving().get().half().mid(), busy.each().mid(), 1e-9);
        assertEquals(c.serving().get().total().high(), busy.all().high(), 1e-6);
        assertEquals(
                c.serving().get().firstToken(users).seconds().mid(),
                busy.together().seconds().mid(),
                1e-9);
    }

    @Test
    void aDocumentSaysWhatEachHas() {
        JsonValue c = first(recommend("`model`:`llama3.1:8b`,`hardware`:`RTX 4090`,`users`:4,`ctx`:`8k`,`top`:1"));
        assertEquals(8192, number(c, "n_ctx_each"));
        assertEquals(32_768, number(c, "options", "n_ctx"));
        double each = number(c, "tg_tok_s_each", "mid");
        assertEquals(4 * each, number(c, "tg_tok_s_together", "mid"), 0.05);
        assertEquals(4, number(c, "first_token", "1", "together"));
        assertEquals(1024, number(c, "first_token", "1", "prompt_tokens"));
    }

    @Test
    void aSpeedIsHeldForEachWhileAllGenerate() {
        String wish = "`model`:`llama3.3:70b`,`hardware`:`4x l40s-48g`,`ctx`:8192,`top`:1,`min_tps`:";
        RecommendAnswer alone = recommend(wish + 10);
        assertEquals(Outcome.DONE, alone.outcome());
        RecommendAnswer twenty = recommend(wish + "10,`users`:20");
        assertEquals(Outcome.NOT_MET, twenty.outcome());
        assertTrue(
                twenty.found().why().orElseThrow().contains("at least 10"),
                twenty.found().why().orElseThrow());
        RecommendAnswer three = recommend(wish + "10,`users`:3");
        assertEquals(Outcome.DONE, three.outcome());
        assertTrue(three.first().orElseThrow().serving().orElseThrow().half().mid() >= 10);
    }

    @Test
    void whatDoesNotFitHasNoSpeed() {
        SizeAnswer size = size("`model`:`llama3.3:70b`,`hardware`:`RTX 4070`,`options`:{`n_ctx`:8192}");
        assertFalse(size.fits());
        assertTrue(size.speeds().one().isEmpty());
        RecommendAnswer answer = recommend("`model`:`deepseek-r1:671b`,`hardware`:`RTX 4070`,`top`:1");
        assertEquals(JsonNull.NULL, at(first(answer), "speed"));
    }

    @Test
    void aUnifiedCacheIsSharedByItsSlots() {
        var busy =
                size("`model`:`llama3.1:8b`,`hardware`:`RTX 4090`,`options`:{`n_ctx`:32768,`n_parallel`:4,`kv_unified`:true}")
                        .speeds()
                        .busySlots()
                        .orElseThrow();
        assertEquals(32_768, busy.ctxEach());
        assertTrue(busy.unified());
        assertEquals(4096, busy.depth());
    }
}
