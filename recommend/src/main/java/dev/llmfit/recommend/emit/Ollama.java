package dev.llmfit.recommend.emit;

import java.util.ArrayList;
import java.util.List;

/** Ollama: the command, its server's environment, and a Modelfile. Names as in Ollama's {@code envconfig} and Modelfile reference. */
final class Ollama {
    /** What a name of Ollama's library without a type means. */
    private static final String LIBRARY_TYPE = "Q4_K_M";

    private Ollama() {}

    /** Returns the command that runs it with what Ollama decides by itself. */
    static String run(Plan plan) {
        return Shell.line(List.of("ollama", "run", source(plan)));
    }

    /** Returns Ollama's name of the model: its library, else Hugging Face, else the model made from the Modelfile. */
    static String source(Plan plan) {
        if (plan.ollama().isPresent() && plan.fileType().equals(LIBRARY_TYPE)) {
            return plan.ollama().get();
        }
        return plan.ggufRepo().map(r -> "hf.co/" + r + ":" + plan.fileType()).orElse(plan.slug());
    }

    /** Returns a Modelfile; the heading says how to use it and what the server's environment must be. */
    static String modelfile(Plan plan) {
        String from = source(plan).equals(plan.slug()) ? plan.file() : source(plan);
        List<String> lines = new ArrayList<>();
        lines.add("# ollama create " + plan.slug() + " -f Modelfile && ollama run " + plan.slug());
        lines.add("# environment of ollama serve: " + environment(plan));
        lines.add("FROM " + from);
        lines.add("PARAMETER num_ctx "
                + plan.options().nCtx() / Math.max(1, plan.options().nParallel()));
        if (plan.gpus() > 0) {
            lines.add("PARAMETER num_gpu " + plan.options().nGpuLayers());
        }
        lines.add("PARAMETER num_batch " + plan.options().nUbatch());
        return String.join("\n", lines) + "\n";
    }

    static String environment(Plan plan) {
        List<String> variables = new ArrayList<>();
        variables.add("OLLAMA_FLASH_ATTENTION=" + (plan.flashAttn() ? 1 : 0));
        variables.add("OLLAMA_KV_CACHE_TYPE=" + plan.options().typeK().ggmlName());
        variables.add("OLLAMA_NUM_PARALLEL=" + plan.options().nParallel());
        variables.add("OLLAMA_CONTEXT_LENGTH="
                + plan.options().nCtx() / Math.max(1, plan.options().nParallel()));
        return String.join(" ", variables);
    }
}
