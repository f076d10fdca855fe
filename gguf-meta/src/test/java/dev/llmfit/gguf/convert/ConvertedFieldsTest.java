package dev.llmfit.gguf.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model laid out from its {@code config.json} has the tensors of the catalogue's model, whose number of weights is proved. The
 * configurations hold the fields that matter, with the values of the published files.
 */
class ConvertedFieldsTest {
    static Stream<String> models() throws IOException {
        return configs().members().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aConfigurationGivesTheTensorsOfTheCatalogue(String id) throws IOException {
        JsonObject config = (JsonObject) configs().get(id).orElseThrow();
        Model converted = Architectures.fromConfig(id, config);
        Model known = Catalogue.bundled().byId(id).orElseThrow().modelWithoutNextTokenLayers();
        assertEquals(tensors(known), tensors(converted));
        HyperParameters expected = HyperParameters.of(known);
        HyperParameters actual = HyperParameters.of(converted);
        assertEquals(expected.nCtxTrain(), actual.nCtxTrain());
        assertEquals(expected.window(), actual.window());
        assertEquals(
                expected.experts().map(RoutedExperts::used), actual.experts().map(RoutedExperts::used));
        for (int il = 0; il < expected.nLayer(); il++) {
            assertEquals(expected.hasKv(il), actual.hasKv(il), "layer " + il);
            assertEquals(expected.isSwa(il), actual.isSwa(il), "layer " + il);
            assertEquals(expected.nHeadKv(il), actual.nHeadKv(il), "layer " + il);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"model_type\":\"whisper\"}",
                "{\"model_type\":7}",
                "{\"model_type\":\"llama\",\"hidden_size\":4096}",
                "{\"model_type\":\"qwen3_next\",\"hidden_size\":\"wide\"}"
            })
    void whatCannotBeLaidOutIsSaidInOneSentence(String json) {
        JsonObject config = (JsonObject) Json.parse(json);
        FieldsException e = assertThrows(FieldsException.class, () -> Architectures.fromConfig("org/name", config));
        assertTrue(String.valueOf(e.getMessage()).startsWith("org/name"), e.getMessage());
    }

    private static SortedMap<String, String> tensors(Model model) {
        SortedMap<String, String> tensors = new TreeMap<>();
        model.tensors().forEach(t -> tensors.put(t.name(), t.type() + " " + t.ne0() + "," + t.ne1() + "," + t.ne2()));
        return tensors;
    }

    private static JsonObject configs() throws IOException {
        try (InputStream in = ConvertedFieldsTest.class.getResourceAsStream("configs.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (JsonObject) Json.parse(text);
        }
    }
}
