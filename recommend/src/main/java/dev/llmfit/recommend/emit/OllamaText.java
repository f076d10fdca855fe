package dev.llmfit.recommend.emit;

import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.sizing.ServerCaches;
import java.util.ArrayList;
import java.util.List;

/** Ollama: the command, its server's environment, and a Modelfile. Names as in Ollama's {@code envconfig} and {@code api.Options}. */
final class OllamaText {
    /** Cache types that Ollama takes, from its documentation of {@code OLLAMA_KV_CACHE_TYPE}. */
    private static final List<String> CACHE_TYPES = List.of("f16", "q8_0", "q4_0");

    /** Quotes around a value that may hold single ones. */
    static final String QUOTES = "\"\"\"";

    private OllamaText() {}

    /**
     * Returns the command that runs it with what Ollama decides by itself; a local file is made known to Ollama first. A model that
     * makes embeddings talks to nobody: it is fetched, and its server is asked.
     */
    static String run(Plan plan) {
        String create = ShellQuotes.line(List.of("ollama", "create", plan.slug(), "-f", "Modelfile"));
        if (plan.embedding()) {
            return local(plan) ? create : ShellQuotes.line(List.of("ollama", "pull", source(plan)));
        }
        String run = ShellQuotes.line(List.of("ollama", "run", source(plan)));
        return local(plan) ? create + " && " + run : run;
    }

    /**
     * Returns Ollama's name of the model: its library, else a repository that is known to have it in one file, else the model made from
     * the Modelfile. Ollama takes no parts of a split set, and a tag that is not there ends with an error.
     */
    static String source(Plan plan) {
        if (plan.ollama().isPresent()) {
            return plan.ollama().get();
        }
        return plan.source() instanceof FileSource.Published p && p.suitsOllama()
                ? "hf.co/" + p.repository() + ":" + p.label()
                : plan.slug();
    }

    private static boolean local(Plan plan) {
        return source(plan).equals(plan.slug());
    }

    /** Returns a Modelfile; the heading says how to use it and what the server's environment must be. */
    static String modelfile(Plan plan) {
        List<String> lines = new ArrayList<>();
        String run = plan.embedding() ? "" : " && ollama run " + plan.slug();
        lines.add("# ollama create " + plan.slug() + " -f Modelfile" + run);
        lines.add("# environment of ollama serve: " + environment(plan));
        if (plan.source() instanceof FileSource.Published p && p.parts() > 1 && local(plan)) {
            lines.add("# Ollama takes no parts: llama-gguf-split --merge " + p.file() + " " + p.joined());
            lines.add("FROM ./" + p.joined());
        } else {
            lines.add("FROM " + (local(plan) ? quoted(plan.file()) : source(plan)));
        }
        lines.add("PARAMETER num_ctx " + plan.slotContext());
        if (plan.options().nCpuMoe() > 0) {
            lines.add("# Ollama decides itself how much stays in RAM; num_gpu would put all experts on the GPU.");
        } else if (plan.gpus() > 0) {
            lines.add("PARAMETER num_gpu " + plan.options().nGpuLayers());
        }
        if (!plan.options().tensorSplit().isEmpty()) {
            lines.add("# Ollama divides the layers between the GPUs itself.");
        }
        lines.add("PARAMETER num_batch " + plan.options().nUbatch());
        if (!plan.embedding()) {
            plan.chat().values().forEach((name, value) -> lines.add("PARAMETER " + name + " " + value));
            plan.chat().sampling().ifPresent(s -> lines.add("# sampling: " + s.source() + ", " + s.date()));
        }
        return String.join("\n", lines) + "\n";
    }

    /**
     * A value that begins with a quote, or has blanks at an end, must stand in quotes ({@code unquote} in {@code parser/parser.go}); others
     * stand as they are.
     */
    private static String quoted(String file) {
        return file.startsWith("\"") || !file.equals(file.strip()) ? QUOTES + file + QUOTES : file;
    }

    static String environment(Plan plan) {
        List<String> variables = new ArrayList<>();
        variables.add("OLLAMA_FLASH_ATTENTION=" + (plan.flashAttn() ? 1 : 0));
        variables.add("OLLAMA_KV_CACHE_TYPE=" + cacheType(plan));
        variables.add("OLLAMA_NUM_PARALLEL=" + plan.options().nParallel());
        variables.add("OLLAMA_CONTEXT_LENGTH=" + plan.slotContext());
        // read by the llama-server that Ollama starts; Ollama itself has no setting for them
        ServerCaches caches = plan.options().serverCaches();
        caches.cacheRam().ifPresent(mib -> variables.add("LLAMA_ARG_CACHE_RAM=" + mib));
        caches.ctxCheckpoints().ifPresent(n -> variables.add("LLAMA_ARG_CTX_CHECKPOINTS=" + n));
        return String.join(" ", variables);
    }

    /** Returns the planned type, or the next one that is no worse where Ollama does not know it. */
    private static String cacheType(Plan plan) {
        String planned = plan.options().typeK().ggmlName();
        if (CACHE_TYPES.contains(planned)) {
            return planned;
        }
        return plan.options().typeK().blockSize() == 1 ? "f16" : "q8_0";
    }
}
