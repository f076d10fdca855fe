package dev.llmfit.engine.embedded;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.CacheType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The child JVM of the embedded engine. Arguments: model, context, batch, ubatch, threads, type of K, type of V, flash
 * attention, {@code map} or {@code copy}. Then each line of standard input, {@code PROMPT_TOKENS GENERATE SEED}, is one request; the end of input ends the
 * process, so it cannot outlive its parent. llama.cpp's own log goes to standard error.
 */
public final class EmbeddedMain {
    /** Begins every line of standard output that is meant for the parent; the library prints there too. */
    public static final String MARK = "llmfit-embedded ";

    private EmbeddedMain() {}

    /** Loads the model and serves requests until the input ends. */
    public static void main(String[] args) throws IOException {
        int code = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            serve(args, in);
        } catch (RuntimeException | LinkageError e) {
            System.err.println("error: " + e);
            code = 1;
        }
        System.out.flush();
        System.err.flush();
        // A native thread of the library keeps the JVM alive after close(); nothing is left to do here.
        Runtime.getRuntime().halt(code);
    }

    @SuppressWarnings("resource") // halt() follows; closing waits for a native thread that may never end
    private static void serve(String[] args, BufferedReader in) throws IOException {
        LlamaModel model = new LlamaModel(parameters(args));
        System.out.println(MARK + "ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            String prompt = prompt(model, Integer.parseInt(words[0]), Integer.parseInt(words[2]));
            int tokens = model.encode(prompt).length;
            time(model, prompt, tokens, Integer.parseInt(words[1]));
        }
    }

    private static ModelParameters parameters(String[] args) {
        ModelParameters parameters = new ModelParameters()
                .setModel(args[0])
                .setCtxSize(Integer.parseInt(args[1]))
                .setBatchSize(Integer.parseInt(args[2]))
                .setUbatchSize(Integer.parseInt(args[3]))
                .setThreads(Integer.parseInt(args[4]))
                .setThreadsBatch(Integer.parseInt(args[4]))
                .setGpuLayers(0)
                .setParallel(1);
        if (!args[5].equals("f16")) {
            parameters.setCacheTypeK(CacheType.valueOf(args[5].toUpperCase(Locale.ROOT)));
        }
        if (!args[6].equals("f16")) {
            parameters.setCacheTypeV(CacheType.valueOf(args[6].toUpperCase(Locale.ROOT)));
        }
        if (args[8].equals("copy")) {
            parameters.disableMmap();
        }
        return args[7].equals("on") ? parameters.enableFlashAttn() : parameters;
    }

    /** Returns a prompt of at least this many tokens, shortened word by word until it is close. */
    private static String prompt(LlamaModel model, int tokens, int seed) {
        StringBuilder text = new StringBuilder();
        int words = tokens;
        for (int round = 0; round < 4; round++) {
            text.setLength(0);
            for (int i = 0; i < words; i++) {
                text.append(" x").append(Math.floorMod(seed * 31 + i * 7, 10));
            }
            int count = model.encode(text.toString()).length;
            if (count == 0 || Math.abs(count - tokens) <= Math.max(1, tokens / 50)) {
                break;
            }
            words = Math.max(1, (int) Math.round(words * (double) tokens / count));
        }
        return text.toString();
    }

    private static void time(LlamaModel model, String prompt, int tokens, int generate) {
        InferenceParameters request = new InferenceParameters(prompt)
                .setNPredict(generate)
                .setIgnoreEos(true)
                .setCachePrompt(false)
                .setTemperature(0.8f);
        long start = System.nanoTime();
        LlamaIterator iterator = model.generate(request).iterator();
        int pieces = 0;
        long first = start;
        while (iterator.hasNext()) {
            iterator.next();
            first = pieces == 0 ? System.nanoTime() : first;
            pieces++;
        }
        long end = System.nanoTime();
        System.out.println(MARK + tokens + " " + pieces + " " + (first - start) + " " + (end - first));
    }
}
