package dev.llmfit.sizing;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.quant.Quantizer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Models of the recorded headers. */
public final class RecordedModels {
    private RecordedModels() {}

    /** Returns a model in F16. */
    public static Model f16(String name) {
        try {
            return GgufReader.read(ByteSource.ofBytes(RecordedHeaders.f16(name)), TensorData.OPTIONAL)
                    .toModel(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a model in a file type. */
    public static Model quantized(String name, String fileType) {
        return Quantizer.quantize(f16(name), FileType.byName(fileType).orElseThrow());
    }

    /** Returns the hyper-parameters of a model. */
    public static HyperParameters hyperParameters(String name) {
        return HyperParameters.of(f16(name));
    }
}
