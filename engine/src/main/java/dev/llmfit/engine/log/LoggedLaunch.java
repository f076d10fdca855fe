package dev.llmfit.engine.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The options of the launch as far as its log tells: printed by the context, else in the command line.
 *
 * @param ctx cells over all sequences
 * @param batch logical batch
 * @param ubatch physical batch
 * @param slots sequences
 * @param unified whether the sequences share one cache
 * @param flashAttn whether flash attention was on
 * @param typeK type of the K cache
 * @param typeV type of the V cache
 * @param threads threads of generation
 * @param offloaded layers on GPUs, the output layer counted as the log does
 * @param layers all layers, the output layer counted
 * @param cpuMoe layers whose experts stay in RAM
 * @param noKvOffload whether the cache stays in RAM
 * @param rollbacks recurrent states that a slot keeps beside its own, to take back guessed tokens ({@code n_rs_seq})
 * @param generation generated tokens per second, the last that was printed
 * @param prompt prompt tokens per second, the last that was printed
 */
public record LoggedLaunch(
        OptionalInt ctx,
        OptionalInt batch,
        OptionalInt ubatch,
        OptionalInt slots,
        Optional<Boolean> unified,
        Optional<Boolean> flashAttn,
        Optional<String> typeK,
        Optional<String> typeV,
        OptionalInt threads,
        OptionalInt offloaded,
        OptionalInt layers,
        OptionalInt cpuMoe,
        boolean noKvOffload,
        OptionalInt rollbacks,
        OptionalDouble generation,
        OptionalDouble prompt) {
    private static final Pattern N_CTX = Pattern.compile(
            "(?:llama_context|llama_new_context_with_model|llama_init_from_model|init_from_model): n_ctx +=? *= *([0-9]+)");
    private static final Pattern SEQ_CTX = Pattern.compile("n_ctx_(?:seq|per_seq|pre_seq) \\(([0-9]+)\\)");
    private static final Pattern USER_CTX = Pattern.compile("context size set by user to ([0-9]+)");
    private static final Pattern AUTO_SLOTS =
            Pattern.compile("using n_parallel = ([0-9]+)(?: and kv_unified = (true))?");
    private static final Pattern FLASH =
            Pattern.compile("\\bflash_attn +=? *= *(\\w+)|Flash Attention was auto, set to (\\w+)");
    private static final Pattern CACHE = Pattern.compile("K \\((\\w+)\\): *[0-9.]+ MiB, V \\((\\w+)\\)");
    private static final Pattern CACHE_INIT = Pattern.compile("type_k = '(\\w+)', type_v = '(\\w+)'");
    /** {@code src/llama-kv-cache.cpp}: cells of a stream, sequences and streams; the cache of window layers has fewer. */
    private static final Pattern CELLS =
            Pattern.compile("size = +[0-9.]+ MiB \\( *([0-9]+) cells, +[0-9]+ layers, +([0-9]+)/([0-9]+) seqs");

    /** {@code src/llama-memory-recurrent.cpp}. */
    private static final Pattern ROLLBACKS = Pattern.compile("seqs +([0-9]{1,4}) rs_seq|n_rs_seq += ([0-9]{1,4})\\b");

    private static final Pattern OFFLOADED = Pattern.compile("offloaded ([0-9]+)/([0-9]+) layers");
    private static final Pattern PLANNED = Pattern.compile("layers\\.model=([0-9]+) layers\\.offload=([0-9]+)");
    private static final Pattern GENERATION = Pattern.compile(
            "(?<!prompt )\\beval time *=.*?([0-9]+\\.[0-9]+) tokens per second|(?<!prompt )eval rate: +([0-9.]+) tokens/s");
    private static final Pattern PROMPT = Pattern.compile(
            "prompt eval time *=.*?([0-9]+\\.[0-9]+) tokens per second|prompt eval rate: +([0-9.]+) tokens/s");
    /** What Ollama's own engine is asked to load, Go's {@code %v} of llm.LoadRequest. */
    private static final Pattern REQUEST = Pattern.compile(
            "Parallel:([0-9]+) BatchSize:([0-9]+) FlashAttention:(\\w+) KvSize:([0-9]+) KvCacheType:(\\w*) NumThreads:([0-9]+)");

    static LoggedLaunch of(PrintedKeys prints, List<String> lines) {
        LoggedCommand command = LoggedCommand.in(lines);
        var request = prints.last(REQUEST);
        var cache = prints.last(CACHE).or(() -> prints.last(CACHE_INIT));
        var auto = prints.last(AUTO_SLOTS);
        OptionalInt slots = first(
                prints.number("n_seq_max"),
                prints.number(AUTO_SLOTS, 1),
                command.number("-np", "--parallel"),
                prints.number(CELLS, 2),
                prints.number(REQUEST, 1));
        OptionalInt ctx = first(
                prints.number(N_CTX, 1),
                command.number("-c", "--ctx-size"),
                prints.number(REQUEST, 4),
                cells(prints),
                prints.number(USER_CTX, 1),
                prints.number(SEQ_CTX, 1));
        return new LoggedLaunch(
                ctx,
                first(prints.number("n_batch"), command.number("-b", "--batch-size"), prints.number(REQUEST, 2)),
                first(prints.number("n_ubatch"), command.number("-ub", "--ubatch-size"), prints.number(REQUEST, 2)),
                slots,
                unified(prints).or(() -> auto.filter(m -> m.group(2) != null).map(m -> true)),
                flash(prints)
                        .or(() -> command.flash())
                        .or(() -> request.map(m -> m.group(3).equalsIgnoreCase("true")
                                || m.group(3).equals("Enabled"))),
                cache.map(m -> m.group(1))
                        .or(() -> command.word("-ctk", "--cache-type-k", "--kv-cache-type"))
                        .or(() -> request.map(m -> m.group(5)).filter(t -> !t.isEmpty())),
                cache.map(m -> m.group(2))
                        .or(() -> command.word("-ctv", "--cache-type-v", "--kv-cache-type"))
                        .or(() -> request.map(m -> m.group(5)).filter(t -> !t.isEmpty())),
                first(prints.number("n_threads"), command.number("-t", "--threads"), prints.number(REQUEST, 6)),
                first(prints.number(OFFLOADED, 1), prints.number(PLANNED, 2)),
                first(prints.number(OFFLOADED, 2), prints.number(PLANNED, 1)),
                command.cpuMoe(),
                command.has("-nkvo", "--no-kv-offload"),
                rollbacks(prints),
                decimal(prints, GENERATION),
                decimal(prints, PROMPT));
    }

    private static OptionalInt cells(PrintedKeys prints) {
        Matcher m = CELLS.matcher(prints.text());
        long most = 0;
        while (m.find()) {
            most = Math.max(most, (long) LogNumber.count(m.group(1)) * LogNumber.count(m.group(3)));
        }
        return most > 0 && most <= Integer.MAX_VALUE ? OptionalInt.of((int) most) : OptionalInt.empty();
    }

    /** The context that drafts has none, so the largest counts. */
    private static OptionalInt rollbacks(PrintedKeys prints) {
        return ROLLBACKS
                .matcher(prints.text())
                .results()
                .mapToInt(m -> Integer.parseInt(m.group(1) != null ? m.group(1) : m.group(2)))
                .max();
    }

    private static Optional<Boolean> unified(PrintedKeys prints) {
        return prints.word(Pattern.compile("kv_unified += (true|false)")).map(Boolean::parseBoolean);
    }

    private static Optional<Boolean> flash(PrintedKeys prints) {
        return prints.last(FLASH)
                .map(m -> (m.group(1) != null ? m.group(1) : m.group(2)).toLowerCase(Locale.ROOT))
                .filter(w -> !w.equals("auto"))
                .map(w -> !List.of("0", "disabled", "off", "false").contains(w));
    }

    private static OptionalDouble decimal(PrintedKeys prints, Pattern pattern) {
        return prints.last(pattern)
                .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
                .map(LogNumber::real)
                .orElse(OptionalDouble.empty());
    }

    private static OptionalInt first(OptionalInt... values) {
        for (OptionalInt value : values) {
            if (value.isPresent() && value.getAsInt() > 0) {
                return value;
            }
        }
        for (OptionalInt value : values) {
            if (value.isPresent()) {
                return value;
            }
        }
        return OptionalInt.empty();
    }

    /** Returns the options in llama.cpp's spelling, as far as they are known. */
    public String flags() {
        List<String> parts = new ArrayList<>();
        ctx.ifPresent(n -> parts.add("-c " + n));
        batch.ifPresent(n -> parts.add("-b " + n));
        ubatch.ifPresent(n -> parts.add("-ub " + n));
        slots.ifPresent(n -> parts.add("-np " + n));
        offloaded.ifPresent(n -> parts.add("-ngl " + n + (layers.isPresent() ? "/" + layers.getAsInt() : "")));
        flashAttn.ifPresent(on -> parts.add("-fa " + (on ? "on" : "off")));
        typeK.ifPresent(t -> parts.add("-ctk " + t));
        typeV.ifPresent(t -> parts.add("-ctv " + t));
        cpuMoe.ifPresent(n -> parts.add(n == Integer.MAX_VALUE ? "-cmoe" : "-ncmoe " + n));
        if (noKvOffload) {
            parts.add("-nkvo");
        }
        return parts.stream().collect(Collectors.joining(" "));
    }
}
