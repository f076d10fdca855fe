import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TensorInfo;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long it takes to read a header with a large vocabulary, and what it allocates.
 *
 * <p>Run from the project's root after a build, with the heap that must do:
 * {@code java -Xmx64m -cp gguf-meta/target/classes bench/HeaderReading.java [TOKENS]}. 150,000 tokens with merges make about
 * 8 MB, 400,000 about 20 MB.
 */
final class HeaderReading {
    private static final int RUNS = 30;
    private static final int LAYERS = 80;

    public static void main(String[] arguments) throws Exception {
        int tokens = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 150_000;
        Path file = Files.createTempFile("llmfit-header", ".gguf");
        try {
            // Written by a process of its own, so that its memory does not count.
            if (arguments.length > 1) {
                Files.write(Path.of(arguments[1]), header(tokens));
                return;
            }
            int exit = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp",
                            "gguf-meta/target/classes",
                            "bench/HeaderReading.java",
                            Integer.toString(tokens),
                            file.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                System.exit(exit);
            }
            measure(file, tokens);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void measure(Path file, int tokens) throws Exception {
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] millis = new double[RUNS];
        double firstCpu = 0;
        long allocated = 0;
        for (int run = 0; run < RUNS; run++) {
            long bytes = thread.getCurrentThreadAllocatedBytes();
            long cpu = thread.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            GgufFile header = GgufReader.read(file, TensorData.OPTIONAL);
            millis[run] = (System.nanoTime() - start) / 1e6;
            firstCpu = run == 0 ? (thread.getCurrentThreadCpuTime() - cpu) / 1e6 : firstCpu;
            allocated = thread.getCurrentThreadAllocatedBytes() - bytes;
            if (header.vocabularySize().orElse(0) != tokens) {
                throw new AssertionError(header.vocabularySize());
            }
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(
                "%,d tokens, header of %,d bytes: first read %.1f ms (%.1f ms of processor time), median %.2f ms, %,d bytes allocated per read, heap limit %,d MiB%n",
                tokens,
                Files.size(file),
                first,
                firstCpu,
                millis[RUNS / 2],
                allocated,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static byte[] header(int tokens) {
        List<String> words = new ArrayList<>();
        List<String> merges = new ArrayList<>();
        for (int i = 0; i < tokens; i++) {
            words.add("word" + i);
            merges.add("wo rd" + i);
        }
        Map<String, GgufValue> keys = new LinkedHashMap<>();
        keys.put("general.architecture", new GgufValue.Text("llama"));
        keys.put("tokenizer.ggml.tokens", new GgufValue.TextArray(words));
        keys.put("tokenizer.ggml.token_type", new GgufValue.OpaqueArray(GgufValueType.INT32, tokens));
        keys.put("tokenizer.ggml.merges", new GgufValue.TextArray(merges));
        List<TensorInfo> tensors = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_gate", "ffn_down")) {
                tensors.add(new TensorInfo("blk." + layer + "." + name + ".weight", GgmlType.Q4_K, 8192, 8192, 1, 1));
            }
        }
        return GgufWriter.header(new Metadata(keys), tensors);
    }
}
