package dev.llmfit.answers.engines;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about a launch of another engine than llama.cpp. */
class EngineSizeDocumentTest {
    private static EngineSizeQuestion question(String members) {
        JsonObject object =
                (JsonObject) Json.parse(("{'engine':'vllm','model':'qwen3-8b'," + members + "}").replace('\'', '"'));
        return EngineSizeDocument.question(QuestionFields.of(object));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'hardware':'h100' | true",
                "'gpus':2 | true",
                "'vram':'24G','bandwidth':'1000GB/s' | true",
                "'ram_bandwidth':'80GB/s' | true",
                "'cpu':'Ryzen 9 7950X' | true",
                "'os':'linux' | true",
                "'link':'pcie4x16' | true",
                "'power':'300W' | true",
                "'launch':{'tensor_parallel_size':2} | false",
                "'launch':{'gpu':'h100'} | false",
            })
    void whatNamesAMachineIsKept(String members, boolean named) {
        assertEquals(named, question(members).machine().isPresent());
    }

    @Test
    void hardwareIsNamedOnce() {
        LaunchArgumentException twice = assertThrows(
                LaunchArgumentException.class, () -> question("'hardware':'l40s','launch':{'gpu':'h100'}"));
        assertTrue(requireNonNull(twice.getMessage()).contains("give one of them"), twice.getMessage());
    }
}
