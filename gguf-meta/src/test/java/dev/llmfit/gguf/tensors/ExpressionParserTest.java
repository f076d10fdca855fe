package dev.llmfit.gguf.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.arch.HyperParameters;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2*3; 7",
                "(1 + 2) * 3; 9",
                "7 - 2 - 1; 4",
                "7 / 2 % 2; 1",
                "1 == 1 && 2 < 1; 0",
                "1 == 2 || 2 >= 2; 1",
                "!0 && !(1 != 1); 1",
                "0 ? 1 : 2 ? 3 : 4; 3",
                "max(2, n_layer); 12",
                "n_layer - 1 - 11; 0",
                "missing token_embd.weight; 0",
                "present token_embd.weight && 1; 1",
                "width(token_embd.weight) == n_embd; 1",
                "rows(nothing.weight); 0",
                "missing blk.{n_layer}.attn_norm.weight; 1",
            })
    void readsWhatTablesSay(String text, long value) throws IOException {
        assertEquals(value, ExpressionParser.parse(text).of(Scope.of(values())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"1 +", "(1", "1 ? 2", "1 2", "max(1)"})
    void refusesWhatItCannotRead(String text) {
        assertThrows(IllegalArgumentException.class, () -> ExpressionParser.parse(text));
    }

    @Test
    void refusesUnknownNames() throws IOException {
        Scope scope = Scope.of(values());
        assertThrows(
                IllegalArgumentException.class,
                () -> ExpressionParser.parse("n_nothing").of(scope));
    }

    private static ModelValues values() throws IOException {
        Model model = GgufReader.read(ByteSource.ofBytes(RecordedHeaders.f16("rwkv7-0.1b")), TensorData.OPTIONAL)
                .toModel("rwkv7-0.1b");
        return new ModelValues(model, HyperParameters.of(model));
    }
}
