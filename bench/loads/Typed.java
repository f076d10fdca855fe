import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.arch.HyperParametersException;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.tensors.TensorCheck;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code Typed FOLDER}: writes the recorded headers in several file types, each with a hole behind it, and prints a line for each:
 * file, model, file type, what TensorCheck decides.
 */
final class Typed {
    private static final List<String> TYPES = List.of("F16", "Q8_0", "Q4_K_M", "Q4_0", "IQ3_XXS", "Q2_K");

    private Typed() {}

    public static void main(String[] args) throws IOException {
        List<String> models = RecordedHeaders.keyVerdicts().stream()
                .map(RecordedHeaders.KeyVerdict::model)
                .distinct()
                .toList();
        int number = 0;
        for (String name : models) {
            Model f16 = GgufReader.read(ByteSource.ofBytes(RecordedHeaders.f16(name)), TensorData.OPTIONAL)
                    .toModel(name);
            for (String type : TYPES) {
                try {
                    Model model = Quantizer.quantize(f16, FileType.byName(type).orElseThrow());
                    Path file = Path.of(args[0], number++ + ".gguf");
                    Files.write(file, GgufWriter.header(model.metadata(), model.tensors()));
                    try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
                        hole.setLength(900L << 30);
                    }
                    System.out.println(String.join("\t", file.toString(), name, type, verdict(model)));
                } catch (QuantizationException e) {
                    System.err.println(name + " " + type + ": " + e.getMessage());
                }
            }
        }
    }

    private static String verdict(Model model) {
        try {
            TensorCheck.checked(model);
            return "accepted";
        } catch (HyperParametersException e) {
            return "refused here";
        }
    }
}
