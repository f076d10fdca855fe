package dev.llmfit.engine.log;

import java.util.Locale;
import java.util.regex.Pattern;

/** The program that a user talks to; it decides how a change is spelled. */
public enum Program {
    LLAMA_CPP("llama.cpp"),
    OLLAMA("Ollama"),
    LM_STUDIO("LM Studio");

    private static final Pattern OLLAMA_LINE = Pattern.compile(
            "source=\\w+\\.go:|github\\.com/ollama/ollama|ollama\\[[0-9]+\\]|requires more system memory|is too large for this system");

    private final String title;

    Program(String title) {
        this.title = title;
    }

    /** Returns what the program is called. */
    public String title() {
        return title;
    }

    static Program of(PrintedKeys prints) {
        String text = prints.text();
        if (OLLAMA_LINE.matcher(text).find()) {
            return OLLAMA;
        }
        return text.contains("LMSInternal") || text.contains("LM Studio") || text.contains("lmstudio")
                ? LM_STUDIO
                : LLAMA_CPP;
    }

    /** Returns the context of {@code cells} in all slots. */
    public String ctx(int cells, int slots) {
        return switch (this) {
            case LLAMA_CPP -> "-c " + cells;
            case OLLAMA -> "num_ctx " + cells / Math.max(1, slots);
            case LM_STUDIO -> "Context Length " + cells;
        };
    }

    /** Returns how the physical batch is set. */
    public String ubatch(int tokens) {
        return switch (this) {
            case LLAMA_CPP -> "-ub " + tokens;
            case OLLAMA -> "num_batch " + tokens;
            case LM_STUDIO -> "Evaluation Batch Size " + tokens;
        };
    }

    /** Returns how one slot is asked for. */
    public String oneSlot() {
        return switch (this) {
            case LLAMA_CPP -> "-np 1";
            case OLLAMA -> "OLLAMA_NUM_PARALLEL=1";
            case LM_STUDIO -> "Max Concurrent Predictions 1";
        };
    }

    /** Returns how flash attention is switched on. */
    public String flashAttention() {
        return switch (this) {
            case LLAMA_CPP -> "-fa on";
            case OLLAMA -> "OLLAMA_FLASH_ATTENTION=1";
            case LM_STUDIO -> "Flash Attention on";
        };
    }

    /** Returns how the type of the cache is set. */
    public String cacheType(String type) {
        return switch (this) {
            case LLAMA_CPP -> "-fa on -ctk " + type + " -ctv " + type;
            case OLLAMA -> "OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=" + type;
            case LM_STUDIO -> "Flash Attention on, K and V Cache Quantization " + type.toUpperCase(Locale.ROOT);
        };
    }

    /** Returns how layers are put on the GPU. */
    public String layers(int onGpu) {
        return switch (this) {
            case LLAMA_CPP -> "-ngl " + onGpu;
            case OLLAMA -> "num_gpu " + onGpu;
            case LM_STUDIO -> "GPU Offload " + onGpu;
        };
    }

    /** Returns how threads are set. */
    public String threads(int count) {
        return switch (this) {
            case LLAMA_CPP -> "-t " + count;
            case OLLAMA -> "num_thread " + count;
            case LM_STUDIO -> "CPU Thread Pool Size " + count;
        };
    }

    /** Returns where its settings are made. */
    public String where() {
        return switch (this) {
            case LLAMA_CPP -> "Flags of llama-server.";
            case OLLAMA ->
                "num_… is a line PARAMETER of a Modelfile, /set parameter of ollama run, or an option of a request; OLLAMA_… is"
                        + " environment of ollama serve (systemctl edit ollama).";
            case LM_STUDIO -> "Load settings of the model in My Models (gear).";
        };
    }
}
