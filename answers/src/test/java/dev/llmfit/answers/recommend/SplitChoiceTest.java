package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.units.Environment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several GPUs: llama.cpp's own split unless another is faster or it does not fit, one GPU alone where it holds all, and a true reason. */
class SplitChoiceTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2x 3090       | llama3.1:8b  | Q8_0   |  1 |  8192 | one    | -sm none -mg 0",
                "2x 3090       | llama3.3:70b | Q4_K_M |  1 |  4096 | own    |",
                "2x 3090       | llama3.3:70b | IQ4_XS |  4 |  4096 | own    |",
                "4x l40s-48g   | llama3.3:70b | Q5_K_M |  1 |  8192 | own    |",
                "4x l40s-48g   | llama3.3:70b | Q5_K_M | 20 |  8192 | own    |",
                "4x l40s-48g   | llama3.3:70b | Q8_0   | 20 |  8192 | own    |",
                "4x l40s-48g   | qwen3:32b    | Q5_K_M |  1 |  8192 | one    | -sm none -mg 0",
                "4090 + 3060   | llama3.3:70b | IQ3_M  |  1 |  4096 | faster | -ts",
                "3060 + 4090   | qwen3:32b    | Q4_K_M |  1 |  8192 | one    | -sm none -mg 1",
                "4090 + 3060   | qwen3:32b    | Q6_K   |  1 |  8192 | faster | -ts"
            })
    void theSplitAndItsReason(
            String hardware, String model, String type, int users, int ctx, String split, String flags) {
        String question = String.format(
                "{`model`:`%s`,`file_type`:`%s`,`hardware`:`%s`,`users`:%d,`ctx`:%d,`cache_type`:`f16`,`top`:1}",
                model, type, hardware, users, ctx);
        Candidate c = BENCH.ask(RecommendDocument.question(QuestionFields.of(Json.parse(question.replace('`', '"')))))
                .first()
                .orElseThrow();
        String command = String.valueOf(c.commands().get("llama.cpp"));
        List<String> reasons = c.because().stream()
                .map(f -> f.rule().id())
                .filter(id -> id.startsWith("split/"))
                .toList();
        switch (split) {
            case "own" -> assertEquals(List.of(), reasons, command);
            case "fits" -> assertEquals(List.of("split/explicit"), reasons, command);
            default -> assertEquals(List.of("split/" + split), reasons, command);
        }
        assertTrue(command.contains(flags == null ? "" : flags), command);
        assertEquals(flags != null && flags.equals("-ts"), command.contains("-ts "), command);
        boolean one = split.equals("one");
        long idle = c.memory().stream().filter(d -> d.weights().count() == 0).count();
        assertEquals(one ? c.memory().size() - 1 : 0, idle, command);
    }
}
