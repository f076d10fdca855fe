package dev.llmfit.engine.log;

import java.util.Locale;
import java.util.regex.Pattern;

/** The program that a user talks to; it decides how a change is spelled. */
public enum Program {
    LLAMA_CPP("llama.cpp"),
    OLLAMA("Ollama"),
    LM_STUDIO("LM Studio"),
    VLLM("vLLM"),
    MLX("MLX"),
    PYTORCH("PyTorch"),
    /** The lines are of the operating system or of a driver's tool. */
    SYSTEM("the system");

    private static final Pattern OLLAMA_LINE = Pattern.compile(
            "source=\\w+\\.go:|github\\.com/ollama/ollama|ollama\\[[0-9]+\\]|requires more system memory|is too large for this system|"
                    + "runner process has terminated|llama-server process has terminated|model runner has unexpectedly stopped|"
                    + "\\bollama (?:run|ps|serve|show|pull|create)\\b|NAME +ID +SIZE +PROCESSOR|"
                    + "500 Internal Server Error: |ollama\\.service|127\\.0\\.0\\.1:11434|pull model manifest|model blobs|(?m:^eval rate: +[0-9.]+ tokens/s)");

    private static final Pattern LM_STUDIO_LINE = Pattern.compile(
            "LMSInternal|LM Studio|lmstudio|\\bLMS?tudio|insufficient system resources|Failed to load the model|"
                    + "model has crashed without additional information|\\(Exit code: (?:[0-9-]+|null)\\)|(?m:^lms )");

    private static final Pattern LLAMA_LINE = Pattern.compile(
            "\\bllama_\\w+|ggml_|load_tensors|print_info|tokens per second|\\bsrv {2}|\\.gguf|llama[-_](?:server|cli|bench)\\S*: ");

    private static final Pattern SYSTEM_LINE = Pattern.compile(
            "NVIDIA-SMI|[0-9]+MiB / +[0-9]+MiB +\\||OOMKilled|oom-kill|Out of memory: Killed process|Resource-Exhaustion-Detector|low virtual memory condition|systemd\\[|nvidia-smi|NVRM: Xid");

    private static final Pattern VLLM_WORD = Pattern.compile("(?i)vllm");

    /** Words of mlx (backend/metal) and mlx-lm. */
    private static final Pattern MLX_LINE = Pattern.compile(
            "\\bmlx_lm\\b|\\bmlx-lm\\b|\\[metal::malloc\\]|\\[METAL\\] Command buffer execution failed|RotatingKVCache|\\bmlx\\.launch\\b");

    private final String title;

    Program(String title) {
        this.title = title;
    }

    /** Returns what the program is called. */
    public String title() {
        return title;
    }

    /** Returns whether it runs models with llama.cpp's memory, so that a launch of it can be sized. */
    public boolean runsLlamaCpp() {
        return this == LLAMA_CPP || this == OLLAMA || this == LM_STUDIO;
    }

    static Program of(PrintedKeys prints) {
        String text = prints.text();
        if (OLLAMA_LINE.matcher(text).find()) {
            return OLLAMA;
        }
        if (LM_STUDIO_LINE.matcher(text).find()) {
            return LM_STUDIO;
        }
        if (MLX_LINE.matcher(text).find()) {
            return MLX;
        }
        if (VLLM_WORD.matcher(text).find()
                || VllmLog.in(prints).isPresent()
                || text.contains("gpu_memory_utilization")) {
            return VLLM;
        }
        if (text.contains("CUDA out of memory. Tried")
                || text.contains("torch.")
                || text.contains("HIP out of memory")) {
            return PYTORCH;
        }
        return SYSTEM_LINE.matcher(text).find() && !LLAMA_LINE.matcher(text).find() ? SYSTEM : LLAMA_CPP;
    }

    /** Returns the context of {@code cells} in all slots. */
    public String ctx(int cells, int slots) {
        return words("-c " + cells, "num_ctx " + cells / Math.max(1, slots), "Context Length " + cells);
    }

    /** Returns how the physical batch is set. */
    public String ubatch(int tokens) {
        return words("-ub " + tokens, "num_batch " + tokens, "Evaluation Batch Size " + tokens);
    }

    /** Returns how one slot is asked for. */
    public String oneSlot() {
        return words("-np 1", "OLLAMA_NUM_PARALLEL=1", "Max Concurrent Predictions 1");
    }

    /** Returns how flash attention is switched on. */
    public String flashAttention() {
        return words("-fa on", "OLLAMA_FLASH_ATTENTION=1", "Flash Attention on");
    }

    /** Returns how the type of the cache is set. */
    public String cacheType(String type) {
        return words(
                "-fa on -ctk " + type + " -ctv " + type,
                "OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=" + type,
                "Flash Attention on, K and V Cache Quantization " + type.toUpperCase(Locale.ROOT));
    }

    /** Returns how layers are put on the GPU. */
    public String layers(int onGpu) {
        return words("-ngl " + onGpu, "num_gpu " + onGpu, "GPU Offload " + onGpu);
    }

    /** Returns how threads are set. */
    public String threads(int count) {
        return words("-t " + count, "num_thread " + count, "CPU Thread Pool Size " + count);
    }

    /** Returns how drafting by layers of the model itself is left out. */
    public String noPrediction() {
        return words("without MTP (no --spec-type)", "draft_num_predict 0", "Speculative Decoding off");
    }

    /** Returns how a draft model is left out. */
    public String noDraftModel() {
        return words("without the draft model (no -md)", "draft_num_predict 0", "Speculative Decoding off");
    }

    /** Returns how all of a model is put on one device. */
    public String onlyDevice(String device) {
        String index = device.replaceAll("[^0-9]", "");
        String variable = device.startsWith("ROCm")
                ? "ROCR_VISIBLE_DEVICES"
                : device.startsWith("Vulkan") ? "GGML_VK_VISIBLE_DEVICES" : "CUDA_VISIBLE_DEVICES";
        return words("-dev " + device, variable + "=" + index, "only GPU " + index + " (Settings, Hardware)");
    }

    /** Returns how layers are divided between devices; empty where a user cannot. */
    public String split(String layers) {
        return words("-ts " + layers, "", "");
    }

    /** Returns what puts more on a device, in a sentence. */
    public String moreOn(String device) {
        return words(
                "-ts gives it more layers, -dev " + device + " all of them.",
                "OLLAMA_SCHED_SPREAD=1 divides a model between all cards.",
                "Settings, Hardware, GPUs: Strategy, Priority order, with that card first.");
    }

    /** Returns where its settings are made. */
    public String where() {
        return this == VLLM
                ? "Arguments of vllm serve; the Python class LLM takes them with underscores."
                : words(
                        "Flags of llama-server.",
                        "num_… is a line PARAMETER of a Modelfile, /set parameter of ollama run, or an option of a request; OLLAMA_… is"
                                + " environment of ollama serve (systemctl edit ollama).",
                        "Load settings of the model in My Models (gear).");
    }

    private String words(String llamaCpp, String ollama, String lmStudio) {
        return this == OLLAMA ? ollama : this == LM_STUDIO ? lmStudio : llamaCpp;
    }
}
