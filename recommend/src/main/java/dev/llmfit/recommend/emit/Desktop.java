package dev.llmfit.recommend.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Desktop programs: LM Studio and text-generation-webui. */
final class Desktop {
    private Desktop() {}

    /** Load settings of LM Studio, keys as in its SDK's {@code LLMLoadModelConfig}. */
    static String lmStudio(Plan plan) {
        double ratio = plan.gpus() == 0 ? 0 : Math.min(1, plan.options().nGpuLayers() / (double) plan.layers());
        List<String> fields = new ArrayList<>();
        fields.add("  \"contextLength\": " + plan.options().nCtx());
        fields.add("  \"evalBatchSize\": " + plan.options().nUbatch());
        fields.add("  \"flashAttention\": " + plan.flashAttn());
        fields.add(String.format(Locale.ROOT, "  \"gpu\": { \"ratio\": %.4f }", ratio));
        if (!plan.options().typeK().ggmlName().equals("f16")) {
            fields.add("  \"llamaKCacheQuantizationType\": \""
                    + plan.options().typeK().ggmlName() + "\"");
            fields.add("  \"llamaVCacheQuantizationType\": \""
                    + plan.options().typeV().ggmlName() + "\"");
        }
        return "{\n" + String.join(",\n", fields) + "\n}\n";
    }

    /** Command line of text-generation-webui with its llama.cpp loader, flags as in {@code modules/shared.py}. */
    static String textGeneration(Plan plan) {
        List<String> words = new ArrayList<>(List.of(
                "python",
                "server.py",
                "--model",
                plan.fileName(),
                "--loader",
                "llama.cpp",
                "--ctx-size",
                Integer.toString(plan.options().nCtx()),
                "--gpu-layers",
                Integer.toString(plan.gpus() == 0 ? 0 : plan.options().nGpuLayers()),
                "--batch-size",
                Integer.toString(plan.options().nUbatch())));
        if (!plan.options().typeK().ggmlName().equals("f16")) {
            words.addAll(List.of("--cache-type", plan.options().typeK().ggmlName()));
        }
        if (!plan.options().tensorSplit().isEmpty()) {
            words.addAll(List.of(
                    "--tensor-split",
                    plan.launchArguments().get(plan.launchArguments().indexOf("-ts") + 1)));
        }
        return Shell.line(words);
    }
}
