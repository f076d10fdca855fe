package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.engines.LaunchArgument;
import dev.llmfit.sizing.engines.LaunchArgument.Kind;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.mlx.MlxQuantization.Affine;
import dev.llmfit.sizing.mlx.MlxQuantization.Floats;
import dev.llmfit.sizing.mlx.MlxQuantization.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads the arguments of a launch, under mlx-lm's names. */
final class MlxArguments {
    private static final String QUANTIZATION = "quantization";
    private static final String BITS = "bits";
    private static final String GROUP = "group_size";
    private static final String MODE = "mode";
    private static final String RECIPE = "recipe";
    private static final String AFFINE = "affine";

    /** Tokens of a prompt where nothing is said: a page or two of a chat. Judgement. */
    private static final int PROMPT = 4096;

    /** Tokens after it where nothing is said ({@code --max-tokens} of {@code mlx_lm.server}). */
    private static final int GENERATED = 512;

    private static final List<LaunchArgument> KNOWN = List.of(
            LaunchArgument.group(
                    QUANTIZATION,
                    "How weights are stored; 16 bits without it.",
                    List.of(
                            LaunchArgument.of(BITS, Kind.WHOLE, "Bits of a weight: 2, 3, 4, 5, 6 or 8."),
                            LaunchArgument.of(GROUP, Kind.WHOLE, "Weights that share a scale: 32, 64 or 128."),
                            LaunchArgument.word(MODE, "Another format than integers.", modes()),
                            LaunchArgument.word(
                                    RECIPE,
                                    "A mixture of two numbers of bits.",
                                    Arrays.stream(Recipe.values())
                                            .map(Recipe::word)
                                            .toList()))),
            LaunchArgument.of("prompt_tokens", Kind.WHOLE, "Tokens of the prompt; 4096 without it."),
            LaunchArgument.of("generated_tokens", Kind.WHOLE, "Tokens that follow; 512 without it."),
            LaunchArgument.of(
                    "prefill_step_size",
                    Kind.WHOLE,
                    "The most tokens of a prompt that are computed at once; 2048 without it."),
            LaunchArgument.of("kv_bits", Kind.WHOLE, "Bits of quantized caches; 16 without it."),
            LaunchArgument.of("kv_group_size", Kind.WHOLE, "Elements of a cache that share a scale; 64 without it."),
            LaunchArgument.of(
                    "quantized_kv_start", Kind.WHOLE, "The token from which on caches are quantized; 5000 without it."),
            LaunchArgument.of("max_kv_size", Kind.WHOLE, "The most tokens that caches keep; all without it."));

    private MlxArguments() {}

    private static List<String> modes() {
        return Stream.concat(Stream.of(AFFINE), Arrays.stream(Floats.values()).map(Floats::word))
                .toList();
    }

    /** Returns the arguments that are understood. */
    static List<LaunchArgument> known() {
        return KNOWN;
    }

    /**
     * Reads a launch.
     *
     * @throws LaunchArgumentException if a value is none that mlx-lm knows
     */
    static MlxLaunch read(LaunchArguments given, int context) {
        int prompt = given.whole("prompt_tokens", 0, Math.min(PROMPT, context));
        int generated = given.whole("generated_tokens", 0, GENERATED);
        if ((long) prompt + generated > MlxLaunch.MOST_TOKENS) {
            throw new LaunchArgumentException("prompt_tokens and generated_tokens are " + ((long) prompt + generated)
                    + " together, expected " + MlxLaunch.MOST_TOKENS + " at most");
        }
        return new MlxLaunch(
                given.group(QUANTIZATION).map(MlxArguments::quantization),
                prompt,
                generated,
                given.whole("prefill_step_size", 1, MlxLaunch.DEFAULT_STEP),
                kvBits(given),
                oneOf("kv_group_size", given.whole("kv_group_size", 1, MlxLaunch.DEFAULT_KV_GROUP), Affine.GROUPS),
                given.whole("quantized_kv_start", 0, MlxLaunch.DEFAULT_QUANTIZED_START),
                given.whole("max_kv_size", 1).stream().mapToLong(n -> n).findFirst());
    }

    private static OptionalInt kvBits(LaunchArguments given) {
        OptionalInt bits = given.whole("kv_bits", 1);
        bits.ifPresent(b -> oneOf("kv_bits", b, Affine.BITS));
        return bits;
    }

    private static MlxQuantization quantization(LaunchArguments given) {
        Optional<Floats> mode = given.word(MODE).flatMap(Floats::named);
        Optional<Recipe> recipe = given.word(RECIPE).flatMap(Recipe::named);
        boolean integers = given.has(BITS) || given.has(GROUP);
        if ((recipe.isPresent() && (mode.isPresent() || integers)) || (mode.isPresent() && integers)) {
            throw new LaunchArgumentException(
                    "quantization has more than one of bits with group_size, mode and recipe; expected one");
        }
        if (recipe.isPresent()) {
            return recipe.get();
        }
        return mode.isPresent()
                ? mode.get()
                : new Affine(
                        oneOf(BITS, given.whole(BITS, 1, Affine.DEFAULT_BITS), Affine.BITS),
                        oneOf(GROUP, given.whole(GROUP, 1, Affine.DEFAULT_GROUP), Affine.GROUPS));
    }

    private static int oneOf(String name, int value, List<Integer> known) {
        if (!known.contains(value)) {
            throw new LaunchArgumentException(name + " is " + value + ", expected one of "
                    + known.toString().replaceAll("[\\[\\]]", ""));
        }
        return value;
    }
}
