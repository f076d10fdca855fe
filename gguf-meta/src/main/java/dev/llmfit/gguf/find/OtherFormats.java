package dev.llmfit.gguf.find;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells by its name that a repository holds weights in a form that llama.cpp does not read. */
final class OtherFormats {
    /**
     * A form of weights.
     *
     * @param name how it is called
     * @param runs which programs run it
     * @param names repositories that hold it, in lower case
     */
    record Format(String name, String runs, Pattern names) {
        private static Format of(String name, String runs, String names) {
            return new Format(name, runs, Pattern.compile(names));
        }
    }

    private static final String SERVERS = "vLLM and SGLang";

    /** A part of a repository's name ends at a hyphen, a point or the end. */
    private static final String END = "(?=[-_.]|$)";

    /** How the publishers of each form name their repositories; the first that matches counts. */
    private static final List<Format> ALL = List.of(
            Format.of("MLX", "mlx-lm on Apple's machines", "mlx-community/.*|.*/.*[-_]mlx" + END + ".*"),
            Format.of("AWQ", SERVERS, ".*/.*[-_.]awq" + END + ".*"),
            Format.of("GPTQ", SERVERS, ".*/.*[-_.]gptq" + END + ".*"),
            Format.of("FP8", SERVERS, ".*/.*[-_.](fp8|float8|f8)" + END + ".*"),
            Format.of("NVFP4", SERVERS, ".*/.*[-_.](nvfp4|fp4)" + END + ".*"),
            Format.of("MXFP4", SERVERS, "(amd|openai-community)/.*[-_.]mxfp4" + END + ".*"),
            Format.of(
                    "compressed-tensors",
                    SERVERS,
                    ".*/.*[-_.](quantized\\.)?w\\da\\d+(_\\w+)?" + END + ".*|.*/.*[-_.]int[48]" + END + ".*"),
            Format.of("bitsandbytes", "transformers and vLLM", ".*/.*[-_](bnb|nf4)" + END + ".*"),
            Format.of("EXL2", "TabbyAPI and text-generation-webui", ".*/.*[-_]exl2" + END + ".*|.*/.*\\dbpw.*"),
            Format.of("EXL3", "TabbyAPI and text-generation-webui", ".*/.*[-_]exl3" + END + ".*"),
            Format.of("HQQ", "transformers and vLLM", ".*/.*[-_]hqq" + END + ".*"),
            Format.of("AQLM", "transformers and vLLM", ".*/.*[-_]aqlm" + END + ".*"),
            Format.of("OpenVINO", "OpenVINO", "openvino/.*|.*/.*[-_](openvino|ov)" + END + ".*"),
            Format.of("ONNX", "ONNX Runtime", "onnx-community/.*|.*/.*[-_]onnx" + END + ".*"),
            Format.of("Core ML", "Apple's Core ML", ".*/.*[-_]coreml" + END + ".*"),
            Format.of("TensorRT-LLM", "TensorRT-LLM", ".*/.*[-_]trt(llm)?" + END + ".*"),
            Format.of("LiteRT", "LiteRT", "litert-community/.*|.*/.*[-_](litert|tflite)" + END + ".*"),
            Format.of("MLX", "mlx-lm on Apple's machines", ".*/.*[-_]\\d(\\.\\d+)?bit(-dwq)?.*"));

    private OtherFormats() {}

    /** Returns the form that a repository holds; empty if its name does not tell, or tells of GGUF files too. */
    static Optional<Format> of(String repository) {
        String name = repository.toLowerCase(Locale.ROOT);
        return name.endsWith("gguf")
                ? Optional.empty()
                : ALL.stream().filter(f -> f.names().matcher(name).matches()).findFirst();
    }
}
