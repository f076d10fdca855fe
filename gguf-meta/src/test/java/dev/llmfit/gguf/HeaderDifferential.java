package dev.llmfit.gguf;

import dev.llmfit.fixtures.RecordedHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes mutated headers and this reader's verdict on each, for {@code bench/gguf-differential} to compare with llama.cpp's.
 * Arguments: folder, number of mutants, seed.
 */
final class HeaderDifferential {
    private static final List<String> SEEDS =
            List.of("smollm2-135m", "gemma3-270m", "granite3.1-moe-1b", "mamba-130m", "rwkv7-0.1b", "qwen3-0.6b");

    private HeaderDifferential() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        HeaderMutation mutation = new HeaderMutation(Long.parseLong(arguments[2]));
        List<String> verdicts = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            byte[] mutant = mutation.of(HeaderMutation.shortened(RecordedHeaders.f16(SEEDS.get(i % SEEDS.size()))));
            String name = String.format(Locale.ROOT, "%05d.gguf", i);
            Files.write(folder.resolve(name), mutant);
            verdicts.add(name + "\t" + verdict(mutant));
        }
        Files.write(folder.resolve("verdicts.tsv"), verdicts);
    }

    private static String verdict(byte[] mutant) throws IOException {
        try {
            GgufReader.read(ByteSource.ofBytes(mutant), TensorData.OPTIONAL);
            return "accepted\t";
        } catch (GgufFormatException e) {
            return "refused\t" + e.getMessage();
        }
    }
}
