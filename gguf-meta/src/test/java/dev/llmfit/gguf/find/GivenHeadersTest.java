package dev.llmfit.gguf.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufFormatException;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelReference.GgufPath;
import dev.llmfit.gguf.reference.ResolvedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of headers that were handed over. */
class GivenHeadersTest {
    private final GivenHeaders given = new GivenHeaders(Clock.systemUTC());

    /** Returns a header with a note of so many bytes. */
    private static byte[] noted(int bytes) throws IOException {
        GgufFile file = GgufReader.read(ByteSource.ofBytes(RecordedHeaders.f16("ernie-4.5-0.3b")), TensorData.OPTIONAL);
        Map<String, GgufValue> values = new LinkedHashMap<>(file.metadata().asMap());
        values.put("note", new GgufValue.Text("x".repeat(bytes)));
        return GgufWriter.header(new Metadata(values), file.tensors());
    }

    private ResolvedModel find(String reference) {
        return given.find(new GgufPath(Path.of(reference)));
    }

    @Test
    void theOldestGoesWhenAllTakeTooMuchMemory() throws IOException {
        byte[] large = noted((int) GivenHeaders.MOST_OF_ONE * 3 / 4);
        List<String> references = new ArrayList<>();
        long held = 0;
        while (held <= GivenHeaders.MOST_OF_ALL) {
            references.add(given.keep("mine.gguf", large));
            held += find(references.getLast()).shape().heldBytes();
        }
        assertThrows(ModelNotFoundException.class, () -> find(references.getFirst()));
        assertEquals("mine.gguf", find(references.get(1)).name());
        assertEquals("mine.gguf", find(references.getLast()).name());
    }

    @Test
    void oneThatTakesTooMuchIsRefused() throws IOException {
        byte[] large = noted((int) GivenHeaders.MOST_OF_ONE);
        String message = String.valueOf(assertThrows(GgufFormatException.class, () -> given.keep("a", large))
                .getMessage());
        assertTrue(message.contains("more than 4 MiB"), message);
    }
}
