package dev.llmfit.cli.recommend;

import dev.llmfit.engine.log.BufferLog;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the log of a run tells of its launch: lines of llama.cpp ({@code src/llama-context.cpp}, {@code src/llama-kv-cache.cpp},
 * {@code src/llama-model.cpp}), which Ollama passes on, and the command line where one is printed.
 *
 * @param buffers buffers that were allocated
 * @param failure the allocation that failed
 * @param offloaded layers on the GPUs
 * @param layers layers and the output layer
 * @param ctxTrain trained context, tokens
 * @param ubatch physical batch, tokens
 * @param slots sequences
 * @param flashAttn whether flash attention was on
 * @param typeK type of the K cache
 * @param typeV type of the V cache
 * @param fileType file type as llama.cpp names it on the command line, for example {@code Q4_K_M}
 * @param model the model of the command line, else its path in the log
 * @param threads threads of generation
 * @param tg measured generation, tok/s
 */
record RunLog(
        MeasuredBuffers buffers,
        Optional<Failure> failure,
        OptionalInt offloaded,
        OptionalInt layers,
        OptionalInt ctxTrain,
        OptionalInt ubatch,
        OptionalInt slots,
        Optional<Boolean> flashAttn,
        Optional<String> typeK,
        Optional<String> typeV,
        Optional<String> fileType,
        Optional<String> model,
        OptionalInt threads,
        OptionalDouble tg) {

    /**
     * An allocation that failed.
     *
     * @param device name of the device or buffer type; empty if the line does not say
     * @param size its size
     * @param part what it was for
     */
    record Failure(String device, Bytes size, Part part) {
        private Failure(String device, Bytes size) {
            this(device, size, Part.WEIGHTS);
        }

        private Failure with(Part other) {
            return new Failure(device, size, other);
        }
    }

    /** What an allocation is for. */
    enum Part {
        WEIGHTS,
        CONTEXT,
        COMPUTE
    }

    private static final Pattern CUDA =
            Pattern.compile("allocating ([0-9.]+) MiB on device ([0-9]+): (?:cuda|hip|musa)Malloc failed");
    private static final Pattern BUFFER = Pattern.compile("failed to allocate (\\S+) buffer(?: of size ([0-9]+))?");
    private static final Pattern PLAIN =
            Pattern.compile("failed to allocate buffer(?:,| of) size (?:= )?([0-9.]+)( MiB)?");
    private static final Pattern VULKAN =
            Pattern.compile("(?:Device memory allocation|Requested buffer) (?:of )?size ([0-9]+)");
    private static final Pattern OFFLOADED = Pattern.compile("offloaded ([0-9]+)/([0-9]+) layers");
    private static final Pattern CACHE = Pattern.compile("K \\((\\w+)\\): *[0-9.]+ MiB, V \\((\\w+)\\)");
    private static final Pattern FILE_TYPE = Pattern.compile("file type *= *([^\\r\\n(]+)");
    private static final Pattern FLASH = Pattern.compile("flash_attn *= *(\\w+)");
    private static final Pattern PATH = Pattern.compile("(?:loading model|loaded meta data .* from) '?([^' ]+\\.gguf)");
    private static final Pattern FLAG_MODEL = Pattern.compile("(?:^| )(?:-m|--model) +(\\S+)");
    private static final Pattern THREADS = Pattern.compile("n_threads *= *([0-9]+)");
    private static final Pattern EVAL =
            Pattern.compile("(?<!prompt )eval time *=.*?([0-9]+\\.[0-9]+) tokens per second");

    /** Reads a log; what it does not tell is left empty. */
    static RunLog parse(List<String> lines) {
        String text = String.join("\n", lines);
        Optional<Matcher> offloaded = last(OFFLOADED, text);
        Optional<Matcher> cache = last(CACHE, text);
        return new RunLog(
                BufferLog.parse(lines),
                failure(text),
                number(offloaded, 1),
                number(offloaded, 2),
                number(last(key("n_ctx_train"), text), 1),
                number(last(key("n_ubatch"), text), 1),
                number(last(key("n_seq_max"), text), 1),
                last(FLASH, text).map(m -> !List.of("0", "disabled", "off").contains(m.group(1))),
                cache.map(m -> m.group(1)),
                cache.map(m -> m.group(2)),
                last(FILE_TYPE, text).map(m -> spelled(m.group(1).strip())),
                last(FLAG_MODEL, text).or(() -> last(PATH, text)).map(m -> m.group(1)),
                number(last(THREADS, text), 1),
                last(EVAL, text)
                        .map(m -> OptionalDouble.of(Double.parseDouble(m.group(1))))
                        .orElse(OptionalDouble.empty()));
    }

    private static Pattern key(String name) {
        return Pattern.compile("\\b" + name + " *= *([0-9]+)");
    }

    /** The line after the failed allocation says what it was for ({@code src/llama-kv-cache.cpp}, {@code src/llama-context.cpp}). */
    private static Part part(String text) {
        if (text.contains("buffer for kv cache") || text.contains("buffer for rs cache")) {
            return Part.CONTEXT;
        }
        return text.contains("compute pp buffers")
                        || text.contains("compute buffers")
                        || text.contains("gallocr_reserve")
                ? Part.COMPUTE
                : Part.WEIGHTS;
    }

    private static Optional<Failure> failure(String text) {
        return failed(text).map(f -> f.with(part(text)));
    }

    private static Optional<Failure> failed(String text) {
        Optional<Failure> cuda =
                first(CUDA, text).map(m -> new Failure("CUDA" + m.group(2), mib(Double.parseDouble(m.group(1)))));
        return cuda.or(() -> first(BUFFER, text)
                        .filter(m -> m.group(2) != null)
                        .map(m -> new Failure(m.group(1), Bytes.of(Long.parseLong(m.group(2))))))
                .or(() -> first(PLAIN, text)
                        .map(m -> new Failure(
                                "",
                                m.group(2) == null
                                        ? Bytes.of((long) Double.parseDouble(m.group(1)))
                                        : mib(Double.parseDouble(m.group(1))))))
                .or(() -> first(VULKAN, text).map(m -> new Failure("Vulkan0", Bytes.of(Long.parseLong(m.group(1))))));
    }

    private static Bytes mib(double value) {
        return Bytes.of(Math.round(value * (1 << 20)));
    }

    /** Returns the name that a command line takes for what {@code llama_model_ftype_name} prints. */
    static String spelled(String printed) {
        String upper = printed.toUpperCase(Locale.ROOT);
        int dash = upper.indexOf(" - ");
        if (dash < 0) {
            return upper;
        }
        String rest = upper.substring(dash + 3);
        String base = upper.substring(0, dash);
        return rest.startsWith("MEDIUM")
                ? base + "_M"
                : rest.startsWith("SMALL") ? base + "_S" : rest.startsWith("LARGE") ? base + "_L" : base;
    }

    private static OptionalInt number(Optional<Matcher> found, int group) {
        try {
            return found.map(m -> OptionalInt.of(Integer.parseInt(m.group(group))))
                    .orElse(OptionalInt.empty());
        } catch (NumberFormatException e) {
            return OptionalInt.empty(); // a number no launch has: the line is not what it looks like
        }
    }

    private static Optional<Matcher> first(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        return m.find() ? Optional.of(m) : Optional.empty();
    }

    /** The last line counts: a log may hold a dry run or several models. */
    private static Optional<Matcher> last(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        Matcher found = null;
        while (m.find()) {
            found = pattern.matcher(text).region(m.start(), text.length());
        }
        return Optional.ofNullable(found).filter(Matcher::lookingAt);
    }
}
