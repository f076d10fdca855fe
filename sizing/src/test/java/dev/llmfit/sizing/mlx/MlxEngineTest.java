package dev.llmfit.sizing.mlx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.engines.EngineCommand;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.sizing.engines.LaunchArguments;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlxEngineTest {
    private static final MlxEngine ENGINE = new MlxEngine();

    private static EngineSize size(String model, String launch) {
        EngineModel found = Catalogue.bundled().find(model).map(EngineModel::of).orElseThrow();
        return ENGINE.size(found, arguments(launch), Optional.empty());
    }

    private static LaunchArguments arguments(String launch) {
        return LaunchArguments.of(ENGINE, (JsonObject) Json.parse(launch.replace('\'', '"')));
    }

    @Test
    void quantizedCachesAreRefusedWithWindows() {
        EngineSize refused = size("gemma3-4b", "{'quantization':{'bits':4},'kv_bits':8,'prompt_tokens':8192}");
        assertEquals(EngineSize.Verdict.REFUSED, refused.verdict());
        assertTrue(
                refused.refusal().orElseThrow().contains("sliding window"),
                () -> refused.refusal().toString());
        assertEquals("weights_bytes", refused.figures().getFirst().name());
    }

    @Test
    void quantizedCachesStartOnlyAfterTheirFirstToken() {
        EngineSize before = size("gemma3-4b", "{'kv_bits':8,'prompt_tokens':4096}");
        assertEquals(EngineSize.Verdict.FITS, before.verdict());
    }

    @ParameterizedTest
    @CsvSource({"llama3.1-8b,max_kv_size", "glm-5,kv_bits"})
    void optionsWithoutEffectAreTold(String model, String option) {
        EngineSize size = size(model, "{'" + option + "':8,'prompt_tokens':8192}");
        assertTrue(
                size.notes().stream().anyMatch(n -> n.startsWith(option + " has no effect")),
                () -> size.notes().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'quantization':{'bits':7}}",
                "{'quantization':{'bits':4,'mode':'mxfp4'}}",
                "{'quantization':{'group_size':16}}",
                "{'kv_bits':16}",
                "{'kv_group_size':48}",
                "{'prefill_step_size':0}",
                "{'prompt_tokens':2147483647}"
            })
    void valuesThatMlxDoesNotKnowAreRefused(String launch) {
        assertThrows(LaunchArgumentException.class, () -> size("llama3.1-8b", launch));
    }

    @Test
    void aModelWithoutClassIsRefused() {
        EngineSize refused = size("bge-m3", "{}");
        assertEquals(EngineSize.Verdict.REFUSED, refused.verdict());
        assertTrue(refused.figures().isEmpty());
    }

    @Test
    void scoresThatAreWrittenOutAskForASmallerStep() {
        EngineSize size = size("qwen3.6-35b-a3b", "{'quantization':{'bits':4},'prompt_tokens':160000}");
        assertTrue(
                size.notes().stream().anyMatch(n -> n.contains("prefill_step_size")),
                () -> size.notes().toString());
        assertTrue(lines(size).stream().anyMatch(line -> line.contains("--prefill-step-size ")));
    }

    @Test
    void commandsHaveTheOptionsOfTheLaunch() {
        List<String> lines = lines(
                size(
                        "qwen3-8b",
                        "{'quantization':{'bits':4,'group_size':32},'kv_bits':8,'quantized_kv_start':0,'prompt_tokens':2048,'generated_tokens':100}"));
        assertTrue(
                lines.contains(
                        "mlx_lm.convert --hf-path Qwen/Qwen3-8B --mlx-path Qwen3-8B-4bit-g32 -q --q-bits 4 --q-group-size 32"),
                lines::toString);
        assertTrue(
                lines.contains("mlx_lm.server --model Qwen3-8B-4bit-g32 --port 8080 --max-tokens 100"
                        + " --prompt-cache-size 1 --kv-bits 8 --kv-group-size 64 --quantized-kv-start 0"),
                lines::toString);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            value = {
                "{}|Qwen/Qwen3-8B|Qwen/Qwen3-8B",
                "{'quantization':{'bits':4}}|Qwen3-8B-4bit|mlx-community/Qwen3-8B-4bit",
                "{'quantization':{'bits':8}}|Qwen3-8B-8bit|mlx-community/Qwen3-8B-8bit",
                "{'quantization':{'bits':6}}|Qwen3-8B-6bit|",
                "{'quantization':{'mode':'nvfp4'}}|Qwen3-8B-nvfp4|",
                "{'quantization':{'recipe':'mixed_3_6'}}|Qwen3-8B-mixed_3_6|",
            })
    void onlyWhatIsPublishedOrWrittenIsServed(String launch, String served, @Nullable String studio) {
        List<String> lines = lines(size("qwen3-8b", launch));
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("mlx_lm.server --model " + served + " ")),
                lines::toString);
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("mlx_lm.generate --model " + served + " ")),
                lines::toString);
        List<String> published =
                lines.stream().filter(line -> line.startsWith("lms ")).toList();
        assertEquals(studio == null ? 0 : 1, published.size(), lines::toString);
        assertTrue(published.stream().allMatch(line -> line.contains("lms load " + studio + " ")), lines::toString);
    }

    private static List<String> lines(EngineSize size) {
        return size.commands().stream().map(EngineCommand::line).toList();
    }
}
