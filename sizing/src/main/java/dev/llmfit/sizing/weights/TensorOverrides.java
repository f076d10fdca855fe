package dev.llmfit.sizing.weights;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Pools that options fix for single tensors: {@code -ot}, {@code -cmoe} and {@code -ncmoe}.
 *
 * <p>Source: {@code parse_tensor_buffer_overrides} in {@code common/arg.cpp}; the first pattern found in a name counts.
 */
public final class TensorOverrides {
    private record Rule(Pattern name, int pool) {
        Rule {
            Amount.count(pool, "pool");
        }
    }

    /** A pattern that looks at a name so often tries ever new ways to read the same; plain ones need some hundred looks; judgement. */
    private static final int MOST_STEPS = 100_000;

    /** A name that is looked at a bounded number of times: Java's patterns go back without end, as those of llama.cpp do. */
    private static final class Steps implements CharSequence {
        private final Pattern pattern;
        private final String name;
        private int steps;

        Steps(Pattern pattern, String name) {
            this.pattern = pattern;
            this.name = name;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new LaunchRefusedException(
                        "-ot '" + pattern + "' takes too many steps to match names of tensors; nest no repetitions");
            }
            return name.charAt(index);
        }

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return name.substring(start, end);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Rule> rules = new ArrayList<>();
    private final int cpu;
    private final int nCpuMoe;

    /**
     * Reads the options.
     *
     * @throws LaunchRefusedException if a rule has no buffer type, an unknown one, or a bad pattern
     */
    public TensorOverrides(LaunchOptions options, List<DeviceMemory> devices) {
        this.cpu = devices.size();
        this.nCpuMoe = options.nCpuMoe();
        for (String option : options.overrideTensor()) {
            for (String text : option.split(",", -1)) {
                rules.add(rule(text, devices));
            }
        }
    }

    /**
     * Returns {@code -ot} rules that keep the dense feed-forward weights of the first layers on the host, as {@code --n-cpu-ffn} does
     * ({@code llm_add_n_cpu_ffn_overrides} with {@code LLM_FFN_DENSE_REGEX} in {@code common/common.h}).
     *
     * @param layers how many; those behind the most that a model may have are left out
     */
    public static String denseOnHost(int layers) {
        return IntStream.range(0, Math.min(layers, HyperParameters.MAX_LAYERS))
                .mapToObj(il -> "blk\\." + il + "\\.ffn_(up|down|gate)\\.=CPU")
                .collect(Collectors.joining(","));
    }

    private static Rule rule(String text, List<DeviceMemory> devices) {
        int equals = text.lastIndexOf('=');
        if (equals < 0) {
            throw new LaunchRefusedException("-ot '" + text + "' has no buffer type (write it as regex=CPU)");
        }
        try {
            return new Rule(Pattern.compile(text.substring(0, equals)), pool(text.substring(equals + 1), devices));
        } catch (PatternSyntaxException e) {
            throw new LaunchRefusedException("-ot '" + text + "' is no pattern: " + e.getDescription());
        }
    }

    private static int pool(String bufferType, List<DeviceMemory> devices) {
        for (int d = 0; d < devices.size(); d++) {
            if (devices.get(d).name().equalsIgnoreCase(bufferType)) {
                return d;
            }
        }
        String lower = bufferType.toLowerCase(Locale.ROOT);
        if (lower.equals("cpu") || lower.endsWith("_host")) {
            return devices.size();
        }
        throw new LaunchRefusedException("unknown buffer type '" + bufferType + "'");
    }

    /** Returns the pool of a tensor, given the one of its layer. */
    int pool(String name, boolean expert, int il, int layerPool) {
        for (Rule rule : rules) {
            if (rule.name.matcher(new Steps(rule.name, name)).find()) {
                return rule.pool;
            }
        }
        return expert && il < nCpuMoe ? cpu : layerPool;
    }
}
