package dev.llmfit.recommend.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

class TargetTest {
    private static Plan plan(String file, int gpus) {
        LaunchOptions options = LaunchOptions.defaults()
                .withNGpuLayers(42)
                .withNCtx(8192)
                .withNUbatch(128)
                .withNCpuMoe(7)
                .withTypeK(GgmlType.Q8_0)
                .withTypeV(GgmlType.Q8_0)
                .withTensorSplit(List.of(20.0, 22.0));
        return new Plan(
                "llama3.1:70b",
                "Q4_K_M",
                file,
                Optional.of("org/Llama-GGUF"),
                Optional.of("llama3.1:70b"),
                options,
                true,
                81,
                gpus,
                8,
                Bytes.ofGib(4),
                false);
    }

    @Test
    void theServerCommandNamesEveryOption() {
        assertEquals(
                "llama-server -m x.gguf -ngl 42 -c 8192 -fa on -ctk q8_0 -ctv q8_0 -ub 128 -ncmoe 7 -ts 20,22 -np 1",
                Target.LLAMA_SERVER.emit(plan("x.gguf", 2)));
    }

    @Test
    void withoutGpusThereIsNoNglFlag() {
        assertFalse(Target.LLAMA_SERVER.emit(plan("x.gguf", 0)).contains("-ngl"));
    }

    @Test
    void oddFileNamesStayOneWordOfTheShell() {
        String command = Target.LLAMA_SERVER.emit(plan("it's $(here); x.gguf", 1));
        assertTrue(command.startsWith("llama-server -m 'it'\\''s $(here); x.gguf' -ngl"), command);
    }

    @Test
    void aLibraryNameMeansQ4KmOtherTypesComeFromHuggingFace() {
        assertEquals("ollama run llama3.1:70b", Target.OLLAMA.emit(plan("x.gguf", 1)));
        assertTrue(Target.MODELFILE.emit(plan("x.gguf", 1)).contains("PARAMETER num_gpu 42\n"));
        assertTrue(Target.MODELFILE.emit(plan("x.gguf", 1)).contains("OLLAMA_KV_CACHE_TYPE=q8_0"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Target.class,
            names = {"COMPOSE", "KUBERNETES", "LMSTUDIO"})
    void filesAreWellFormed(Target target) {
        String text = target.emit(plan("dir/a b \"c\".gguf", 2));
        int tokens = 0;
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        assertTrue(tokens > 5, text);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void everyTargetIsFoundByItsName(Target target) {
        assertEquals(Optional.of(target), Target.byId(target.id()));
        assertFalse(target.emit(plan("x.gguf", 1)).isBlank());
    }
}
