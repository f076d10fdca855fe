package dev.llmfit.cli.flags;

import dev.llmfit.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The arguments of mlx-lm that memory depends on, under its names: those of {@code mlx_lm.convert} without their {@code q}, too. Tokens of
 * prompt and answer are those of {@link TurnFlags}. Values are read where documents are.
 */
public final class MlxFlags {
    /** The argument whose members are flags. */
    static final String QUANTIZATION = "quantization";

    @Option(
            names = {"--bits", "--q-bits"},
            paramLabel = "N",
            description = "Bits of a weight: 2, 3, 4, 5, 6 or 8 (16, or 4 with --group-size).")
    private @Nullable String bits;

    @Option(
            names = {"--group-size", "--q-group-size"},
            paramLabel = "N",
            description = "Weights that share a scale: 32, 64 or 128 (64).")
    private @Nullable String group;

    @Option(
            names = {"--mode", "--q-mode"},
            paramLabel = "MODE",
            description = "Another format of weights: mxfp4, nvfp4 or mxfp8.")
    private @Nullable String mode;

    @Option(
            names = {"--recipe", "--quant-predicate"},
            paramLabel = "RECIPE",
            description = "A mixture of two numbers of bits: mixed_2_6, mixed_3_4, mixed_3_6 or mixed_4_6.")
    private @Nullable String recipe;

    @Option(
            names = "--prefill-step-size",
            paramLabel = "N",
            description = "The most tokens of a prompt that are computed at once (2048).")
    private @Nullable String step;

    @Option(names = "--kv-bits", paramLabel = "N", description = "Bits of quantized caches (16).")
    private @Nullable String cacheBits;

    @Option(names = "--kv-group-size", paramLabel = "N", description = "Elements of a cache that share a scale (64).")
    private @Nullable String cacheGroup;

    @Option(
            names = "--quantized-kv-start",
            paramLabel = "N",
            description = "The token from which on caches are quantized (5000).")
    private @Nullable String start;

    @Option(names = "--max-kv-size", paramLabel = "N", description = "The most tokens that caches keep (all).")
    private @Nullable String size;

    /** Adds those that are given, each under the name that documents have. */
    void addTo(JsonObject.Builder launch) {
        JsonObject.Builder quantization = JsonObject.builder();
        EngineArgumentFlags.add(quantization, "bits", bits);
        EngineArgumentFlags.add(quantization, "group_size", group);
        EngineArgumentFlags.add(quantization, "mode", mode);
        EngineArgumentFlags.add(quantization, "recipe", recipe);
        JsonObject given = quantization.build();
        if (!given.members().isEmpty()) {
            launch.put(QUANTIZATION, given);
        }
        EngineArgumentFlags.add(launch, "prefill_step_size", step);
        EngineArgumentFlags.add(launch, "kv_bits", cacheBits);
        EngineArgumentFlags.add(launch, "kv_group_size", cacheGroup);
        EngineArgumentFlags.add(launch, "quantized_kv_start", start);
        EngineArgumentFlags.add(launch, "max_kv_size", size);
    }
}
