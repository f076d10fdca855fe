package dev.llmfit.recommend.emit;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonString;
import dev.llmfit.recommend.offer.FileSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Desktop programs: LM Studio and text-generation-webui. */
final class Desktop {
    /** {@code llamacpp_valid_cache_types} in text-generation-webui's {@code modules/llama_cpp_server.py}, beside its default. */
    private static final Set<String> TEXTGEN_CACHE_TYPES = Set.of("q8_0", "q4_0");

    private Desktop() {}

    /**
     * Load settings of LM Studio, keys as in {@code llmLoadModelConfigSchema} of its SDK
     * ({@code packages/lms-shared-types/src/llm/LLMLoadModelConfig.ts}). It has no key for a split in given shares.
     */
    static String lmStudio(Plan plan) {
        List<String> fields = new ArrayList<>();
        fields.add("  \"contextLength\": " + plan.options().nCtx());
        fields.add("  \"maxParallelPredictions\": " + plan.options().nParallel());
        fields.add("  \"evalBatchSize\": " + plan.options().nBatch());
        fields.add("  \"physicalBatchSize\": " + plan.options().nUbatch());
        fields.add("  \"flashAttention\": " + plan.flashAttn());
        fields.add("  \"gpu\": { " + String.join(", ", gpu(plan)) + " }");
        if (!plan.options().typeK().ggmlName().equals("f16")
                || !plan.options().typeV().ggmlName().equals("f16")) {
            fields.add("  \"llamaKCacheQuantizationType\": \""
                    + plan.options().typeK().ggmlName() + "\"");
            fields.add("  \"llamaVCacheQuantizationType\": \""
                    + plan.options().typeV().ggmlName() + "\"");
        }
        return "{\n  \"model\": " + quoted(studioModel(plan)) + ",\n"
                + "  \"get\": " + quoted(studioGet(plan)) + ",\n"
                + "  \"load\": " + quoted(studioLoad(plan)) + ",\n"
                + "  \"config\": {\n" + indented(fields) + "\n  }"
                + studioSampling(plan) + "\n}\n";
    }

    /** Returns how LM Studio finds the model: its repository and file, or the path of a file. */
    private static String studioModel(Plan plan) {
        return plan.source() instanceof FileSource.Published p
                ? p.repository() + "/" + (p.parts() == 1 ? p.file() : p.label())
                : plan.file();
    }

    /** Returns the command that fetches the model, {@code lms get}, or makes a file known, {@code lms import}. */
    private static String studioGet(Plan plan) {
        return plan.source() instanceof FileSource.Published p
                ? ShellQuotes.line(List.of(
                        "lms",
                        "get",
                        "https://huggingface.co/" + p.repository() + "@"
                                + p.label().toLowerCase(Locale.ROOT)))
                : ShellQuotes.line(List.of("lms", "import", plan.file()));
    }

    /** Returns the command that loads it, with what {@code lms load} takes; the other settings are those of {@code config}. */
    private static String studioLoad(Plan plan) {
        int onGpu = plan.gpus() == 0 ? 0 : plan.options().nGpuLayers();
        String model = plan.source() instanceof FileSource.Published p ? p.repository() : plan.fileName();
        return ShellQuotes.line(List.of(
                "lms",
                "load",
                model,
                "--context-length",
                Integer.toString(plan.options().nCtx()),
                "--gpu",
                share(onGpu, plan.layers()).replace("\"", "")));
    }

    /** Keys as in {@code llmPredictionConfigInputSchema} of its SDK; it has none for a presence penalty. */
    private static String studioSampling(Plan plan) {
        Map<String, String> keys = Map.of(
                "temperature", "temperature",
                "top_p", "topPSampling",
                "top_k", "topKSampling",
                "min_p", "minPSampling",
                "repeat_penalty", "repeatPenalty");
        List<String> fields = new ArrayList<>();
        plan.chat().values().forEach((name, value) -> {
            String key = keys.get(name);
            if (key != null) {
                fields.add("  \"" + key + "\": " + value);
            }
        });
        return fields.isEmpty() || plan.embedding() ? "" : ",\n  \"prediction\": {\n" + indented(fields) + "\n  }";
    }

    private static String indented(List<String> fields) {
        return fields.stream().map(f -> "  " + f).collect(Collectors.joining(",\n"));
    }

    private static String quoted(String text) {
        return Json.compact(new JsonString(text));
    }

    private static List<String> gpu(Plan plan) {
        int onGpu = plan.gpus() == 0 ? 0 : plan.options().nGpuLayers();
        List<String> keys = new ArrayList<>();
        keys.add("\"ratio\": " + share(onGpu, plan.layers()));
        if (plan.options().nCpuMoe() > 0) {
            // the file's layers; plan.layers() counts the output layer too
            keys.add("\"numCpuExpertLayersRatio\": " + share(plan.options().nCpuMoe(), plan.layers() - 1));
        }
        if (plan.gpus() > 1) {
            keys.add("\"splitStrategy\": \"evenly\"");
        }
        return keys;
    }

    private static String share(int part, int all) {
        if (part <= 0) {
            return "\"off\"";
        }
        return part >= all ? "\"max\"" : String.format(Locale.ROOT, "%.4f", part / (double) all);
    }

    /**
     * Command line of text-generation-webui with its llama.cpp loader, flags as in {@code modules/shared.py}; what it does not know
     * itself goes to its llama-server with {@code --extra-flags}.
     */
    static String textGeneration(Plan plan) {
        List<String> words = new ArrayList<>(List.of("python", "server.py"));
        words.addAll(option("--model", plan.fileName()));
        words.addAll(List.of("--loader", "llama.cpp"));
        number(words, "--ctx-size", plan.options().nCtx());
        number(words, "--gpu-layers", plan.gpus() == 0 ? 0 : plan.options().nGpuLayers());
        number(words, "--batch-size", plan.options().nBatch());
        number(words, "--ubatch-size", plan.options().nUbatch());
        number(words, "--parallel", plan.options().nParallel());
        List<String> extra = new ArrayList<>();
        String typeK = plan.options().typeK().ggmlName();
        String typeV = plan.options().typeV().ggmlName();
        if (typeK.equals(typeV) && TEXTGEN_CACHE_TYPES.contains(typeK)) {
            words.addAll(List.of("--cache-type", typeK));
        } else if (!typeK.equals("f16") || !typeV.equals("f16")) {
            extra.addAll(List.of("--cache-type-k", typeK, "--cache-type-v", typeV));
        }
        if (!plan.options().tensorSplit().isEmpty()) {
            words.addAll(List.of("--tensor-split", plan.tensorSplit()));
        }
        if (plan.oneGpu()) {
            extra.addAll(List.of("--split-mode", "none"));
            number(extra, "--main-gpu", plan.options().mainGpu());
        }
        if (plan.options().nCpuMoe() > 0) {
            number(extra, "--n-cpu-moe", plan.options().nCpuMoe());
        }
        plan.options().serverCaches().cacheRam().ifPresent(mib -> number(extra, "--cache-ram", mib));
        plan.options().serverCaches().ctxCheckpoints().ifPresent(n -> number(extra, "--ctx-checkpoints", n));
        if (!extra.isEmpty()) {
            words.addAll(List.of("--extra-flags", String.join(" ", extra)));
        }
        return fetch(plan) + ShellQuotes.line(words);
    }

    /** Returns the command that fetches the file, which the program does not do by itself; a set is fetched part by part. */
    private static String fetch(Plan plan) {
        return plan.source() instanceof FileSource.Published p && p.listed().isPresent() && p.parts() == 1
                ? ShellQuotes.line(download(p)) + " && "
                : "";
    }

    private static List<String> download(FileSource.Published file) {
        List<String> words = new ArrayList<>(List.of("python", "download-model.py", file.repository()));
        words.addAll(option("--specific-file", file.file()));
        return words;
    }

    /** Returns an option with its value in a form that Python's argparse takes: one word if the value begins with a hyphen. */
    private static List<String> option(String name, String value) {
        return value.startsWith("-") ? List.of(name + "=" + value) : List.of(name, value);
    }

    private static void number(List<String> words, String flag, int value) {
        words.add(flag);
        words.add(Integer.toString(value));
    }
}
