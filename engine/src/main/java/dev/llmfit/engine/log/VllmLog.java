package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What vLLM prints of a start, per GPU (v1/worker/gpu_worker.py, v1/core/kv_cache_utils.py, v1/core/kv_cache_planning.py; 0.33 and the
 * forms of releases since 0.6). Sizes are printed in GiB with two decimals.
 *
 * @param release of vLLM
 * @param model as it was named
 * @param options the arguments that change memory
 * @param budget memory of the card
 * @param taken what is taken of it
 * @param cache the KV cache
 * @param refused why it does not start, if that is for want of cache
 */
public record VllmLog(
        Optional<String> release,
        Optional<String> model,
        Options options,
        Budget budget,
        Taken taken,
        Cache cache,
        Optional<Refused> refused) {
    /**
     * Arguments.
     *
     * @param length {@code max_model_len}
     * @param gpus {@code tensor_parallel_size}
     * @param cacheType {@code kv_cache_dtype}
     * @param eager whether {@code enforce_eager} is set
     */
    public record Options(OptionalInt length, OptionalInt gpus, Optional<String> cacheType, boolean eager) {}

    /**
     * Memory of one card.
     *
     * @param total all of it
     * @param free what was free at the start
     * @param utilization the share that vLLM may take
     * @param requested that share
     */
    public record Budget(
            Optional<Bytes> total, Optional<Bytes> free, OptionalDouble utilization, Optional<Bytes> requested) {}

    /**
     * What is taken beside the cache.
     *
     * @param weights the model as loaded
     * @param consumed weights and what stays outside PyTorch, where they are told as one
     * @param activation peak of the profile run
     * @param nonTorch what lies outside PyTorch
     * @param graphs CUDA graphs
     */
    public record Taken(
            Optional<Bytes> weights,
            Optional<Bytes> consumed,
            Optional<Bytes> activation,
            Optional<Bytes> nonTorch,
            Optional<Bytes> graphs) {}

    /**
     * The KV cache.
     *
     * @param memory bytes for it, of the rank that has least
     * @param tokens how many it holds, as printed
     * @param concurrency requests of the whole length at once
     * @param blocks how many blocks it has
     * @param block tokens of a block
     */
    public record Cache(
            Optional<Bytes> memory,
            OptionalLong tokens,
            OptionalDouble concurrency,
            OptionalLong blocks,
            OptionalInt block) {}

    /**
     * One request of the whole length does not fit.
     *
     * @param needed cache that it needs
     * @param there cache that there is
     * @param longest the length that would fit; empty if vLLM does not say
     */
    public record Refused(Bytes needed, Bytes there, OptionalInt longest) {}

    /** IEC 80000-13. */
    private static final double GIBIBYTE = 1L << 30;

    private static final String GIB = "([0-9]+(?:\\.[0-9]+)?) ?G(?:i)?B";

    /** A word that opens a line only vLLM writes. */
    private static final Pattern OURS = Pattern.compile(
            "GPU KV cache size: [0-9,]+ tokens|Available KV cache memory|KV cache is needed, which is larger"
                    + "|Maximum concurrency for [0-9,]+ tokens per request|Desired GPU memory utilization is"
                    + "|on startup is less than desired GPU memory utilization|the current vLLM instance can use"
                    + "|No available memory for the cache blocks|that can be stored in KV cache|vLLM API server version");

    private static final Pattern RELEASE = Pattern.compile(
            "(?:vLLM API server version |LLM engine \\(v|[▀▄█ ]version +)([0-9]+\\.[0-9]+[0-9A-Za-z.+]*)");
    private static final Pattern MODEL =
            Pattern.compile("(?:\\bmodel='|'model(?:_tag)?': '|[▀▄█ ]model +(?=\\S+/))([^'\\s]+)");
    private static final Pattern LENGTH = Pattern.compile(
            "(?:max_model_len'?[=:] *|max_seq_len=|max seq len \\(|Maximum concurrency for |--max-model-len[= ])([0-9,]+)");
    private static final Pattern GPUS =
            Pattern.compile("(?:tensor_parallel_size'?[=:] *|--tensor-parallel-size[= ]|-tp )([0-9]+)");
    private static final Pattern CACHE_TYPE =
            Pattern.compile("(?:kv_cache_dtype'?[=:] *'?|--kv-cache-dtype[= ])([a-z0-9_]+)");
    private static final Pattern EAGER = Pattern.compile("enforce_eager'?[=:] *True|--enforce-eager");
    private static final Pattern ON_DEVICE = Pattern.compile(
            "Free memory on device (?:\\w+:[0-9]+ )?\\(([0-9.]+)/([0-9.]+) ?GiB\\) on startup"
                    + "(?:\\. Desired GPU memory utilization is| is less than desired GPU memory utilization) \\(([0-9.]+), ([0-9.]+) ?GiB\\)");
    private static final Pattern OLD_BUDGET =
            Pattern.compile("total_gpu_memory \\(" + GIB + "\\) x gpu_memory_utilization \\(([0-9.]+)\\) = " + GIB);
    private static final Pattern WEIGHTS = Pattern.compile(
            "(?:Model loading took |Loading model weights took |model weights take |Actual usage is (?=[0-9.]+ GiB for weight,))"
                    + GIB);
    private static final Pattern CONSUMED = Pattern.compile(GIB + " for consumed memory");
    private static final Pattern ACTIVATION =
            Pattern.compile("(?:activation peak memory takes " + GIB + ")|(?:" + GIB + " for peak activation)");
    private static final Pattern NON_TORCH =
            Pattern.compile("(?:non_torch_memory takes " + GIB + ")|(?:" + GIB + " for non-torch memory)");
    private static final Pattern GRAPHS =
            Pattern.compile("Graph capturing finished in [0-9.]+ secs?, took (-?[0-9.]+) GiB");
    private static final Pattern MEMORY =
            Pattern.compile("(?:Available KV cache memory: |reserved for KV Cache is )" + GIB);
    private static final Pattern TOKENS = Pattern.compile("GPU KV cache size: ([0-9,]+) tokens");
    private static final Pattern CONCURRENCY =
            Pattern.compile("Maximum concurrency for [0-9,]+ tokens per request: ([0-9.]+)x");
    private static final Pattern BLOCKS = Pattern.compile("(?:# (?:GPU|cuda) blocks: |num_gpu_blocks is: )([0-9,]+)");
    private static final Pattern BLOCK = Pattern.compile("(?:block_size'?[=:] *|--block-size[= ])([0-9]+)");
    private static final Pattern NEEDED = Pattern.compile("\\(?" + GIB
            + "\\s+KV\\s+cache\\s+is\\s+needed,\\s+which\\s+is\\s+larger\\s+than\\s+the\\s+available\\s+KV\\s+cache"
            + "\\s+memory\\s+\\(" + GIB + "\\)");
    private static final Pattern LONGEST =
            Pattern.compile("[Ee]stimated\\s+maximum\\s+model\\s+length\\s+is\\s+([0-9,]+)");

    /** Returns what a log of vLLM tells; empty if no line is one that vLLM writes of a start. */
    static Optional<VllmLog> in(PrintedKeys prints) {
        if (!OURS.matcher(prints.text()).find()) {
            return Optional.empty();
        }
        Optional<Matcher> device = prints.last(ON_DEVICE);
        Optional<Matcher> old = prints.last(OLD_BUDGET);
        Budget budget = new Budget(
                device.flatMap(m -> gib(m.group(2))).or(() -> old.flatMap(m -> gib(m.group(1)))),
                device.flatMap(m -> gib(m.group(1))),
                number(device.map(m -> m.group(3)).or(() -> old.map(m -> m.group(2)))),
                device.flatMap(m -> gib(m.group(4))).or(() -> old.flatMap(m -> gib(m.group(3)))));
        return Optional.of(new VllmLog(
                prints.word(RELEASE),
                prints.word(MODEL),
                new Options(
                        whole(prints.word(LENGTH)),
                        whole(prints.word(GPUS)),
                        prints.word(CACHE_TYPE),
                        EAGER.matcher(prints.text()).find()),
                budget,
                new Taken(
                        size(prints, WEIGHTS),
                        size(prints, CONSUMED),
                        size(prints, ACTIVATION),
                        size(prints, NON_TORCH),
                        prints.last(GRAPHS).flatMap(m -> gib(m.group(1)))),
                new Cache(
                        least(prints.text()),
                        count(prints.word(TOKENS)),
                        number(prints.word(CONCURRENCY)),
                        count(prints.word(BLOCKS)),
                        whole(prints.word(BLOCK))),
                prints.last(NEEDED).flatMap(m -> refused(m, prints))));
    }

    private static Optional<Refused> refused(Matcher m, PrintedKeys prints) {
        Optional<Bytes> needed = gib(m.group(1));
        Optional<Bytes> there = gib(m.group(2));
        return needed.isPresent() && there.isPresent()
                ? Optional.of(new Refused(needed.get(), there.get(), whole(prints.word(LONGEST))))
                : Optional.empty();
    }

    /** Every rank prints its own; the smallest decides for all. */
    private static Optional<Bytes> least(String text) {
        Matcher m = MEMORY.matcher(text);
        Optional<Bytes> least = Optional.empty();
        while (m.find()) {
            Optional<Bytes> next = gib(m.group(1));
            boolean less = next.isPresent() && (least.isEmpty() || next.get().compareTo(least.get()) < 0);
            least = less ? next : least;
        }
        return least;
    }

    private static Optional<Bytes> size(PrintedKeys prints, Pattern pattern) {
        return prints.last(pattern).flatMap(m -> {
            String found = m.group(1);
            return gib(found == null ? m.group(2) : found);
        });
    }

    /** A size below zero is what vLLM prints where memory was given back meanwhile; it counts as none. */
    private static Optional<Bytes> gib(String digits) {
        return digits.startsWith("-")
                ? Optional.of(Bytes.ZERO)
                : LogNumber.real(digits).stream()
                        .mapToObj(n -> LogNumber.bytes(n, GIBIBYTE))
                        .findFirst();
    }

    private static OptionalDouble number(Optional<String> digits) {
        return digits.map(LogNumber::real).orElse(OptionalDouble.empty());
    }

    private static OptionalLong count(Optional<String> digits) {
        OptionalDouble n = number(digits.map(d -> d.replace(",", "")));
        return n.isPresent() ? OptionalLong.of(Math.round(n.getAsDouble())) : OptionalLong.empty();
    }

    private static OptionalInt whole(Optional<String> digits) {
        OptionalLong n = count(digits);
        return n.isPresent() && n.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) n.getAsLong())
                : OptionalInt.empty();
    }
}
