package dev.llmfit.engine.log;

import dev.llmfit.engine.log.MeasuredBuffer.Kind;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the sizes that llama.cpp prints while it loads a model. Understands the lines of the builds from 2024 on
 * ({@code llm_load_tensors: CUDA0 buffer size}, {@code load_tensors: CUDA0 model buffer size},
 * {@code llama_kv_cache_init: CUDA0 KV buffer size}, {@code sched_reserve: CUDA0 compute buffer size} …), of
 * {@code llama-server}, {@code llama-cli} and of wrappers that pass them on.
 */
public final class BufferLog {
    private static final Pattern BUFFER = Pattern.compile(
            "([\\w.]+): +(\\S+) +(?:(model|KV|RS|compute|output|DSV4 \\S+ state) +)?buffer size *= *([0-9]+(?:\\.[0-9]+)?) MiB");
    private static final Pattern DEVICE =
            Pattern.compile("using device (\\S+) \\((.*?)\\)(?: \\(.*\\))? - ([0-9]+) MiB free");
    private static final Pattern N_CTX =
            Pattern.compile("llama_(?:context|new_context_with_model|init_from_model): n_ctx +=  *([0-9]+)");
    private static final Pattern BUILD = Pattern.compile("build(?::| =|_info: b| info: b)? *b?([0-9]{4,6})\\b");

    /**
     * What stands before the buffers of a draft: a model that guesses tokens, or a second context of the same model for its
     * next-token-prediction layers ({@code tools/server/server-context.cpp}). The estimate before the load is none.
     */
    private static final Pattern DRAFT = Pattern.compile(
            "(?i)(?:creating|loading|initializing) .{0,40}\\b(?:draft|MTP|speculative) ?(?:model|context)");

    /** The names of a function, a buffer and its kind have no more characters; looking further takes the square of a line's length. */
    private static final int BEFORE = 200;

    private final Map<String, LoggedDevice> devices = new LinkedHashMap<>();
    private final List<MeasuredBuffer> buffers = new ArrayList<>();
    private final Map<String, MeasuredBuffer> compute = new LinkedHashMap<>();
    private final List<MeasuredBuffer> draft = new ArrayList<>();
    private boolean drafting;
    private OptionalInt nCtx = OptionalInt.empty();
    private OptionalInt build = OptionalInt.empty();

    private BufferLog() {}

    /** Returns what the lines say about the last model that was really loaded; a dry run before it is forgotten. */
    public static MeasuredBuffers parse(List<String> lines) {
        BufferLog log = new BufferLog();
        lines.forEach(log::line);
        log.flush();
        List<MeasuredBuffer> all = new ArrayList<>(log.buffers);
        all.addAll(log.draft);
        return new MeasuredBuffers(log.devices(all), all, log.draft, log.nCtx, log.build);
    }

    private void line(String whole) {
        String line = LogText.cut(whole);
        if (DRAFT.matcher(line).find()) {
            flush();
            drafting = true;
        } else if (line.contains("loading model '")) {
            flush();
            drafting = false;
        }
        if (line.contains("loading model tensors") || (line.contains("offloading ") && dryRun())) {
            forgetDryRun();
        }
        if (line.contains("buffer size")) {
            buffer(line);
        } else if (line.contains("using device ")) {
            device(line);
        } else if (line.contains("n_ctx ") && !drafting) {
            Matcher m = N_CTX.matcher(line);
            nCtx = m.find() ? OptionalInt.of(LogNumber.count(m.group(1))) : nCtx;
        } else if (build.isEmpty() && line.contains("build")) {
            Matcher m = BUILD.matcher(line);
            build = m.find() ? OptionalInt.of(Integer.parseInt(m.group(1))) : build;
        }
    }

    private void buffer(String line) {
        int at = line.indexOf("buffer size");
        Matcher m = BUFFER.matcher(line.substring(Math.max(0, at - BEFORE)));
        if (!m.find()) {
            return;
        }
        String what = m.group(3);
        Kind kind = switch (what) {
            case null -> Kind.WEIGHTS;
            case "model" -> Kind.WEIGHTS;
            case "KV" -> Kind.KV;
            case "RS" -> Kind.RECURRENT;
            case "compute" -> Kind.COMPUTE;
            case "output" -> Kind.OUTPUT;
            default -> Kind.KV;
        };
        Bytes size = LogNumber.mib(m.group(4));
        MeasuredBuffer found = new MeasuredBuffer(m.group(2), kind, size);
        if (kind == Kind.COMPUTE) {
            // The scheduler reserves again when the graph grows; the last line is what stays.
            compute.put(found.buffer(), found);
        } else {
            (drafting ? draft : buffers).add(found);
        }
    }

    private void flush() {
        (drafting ? draft : buffers).addAll(compute.values());
        compute.clear();
    }

    private void device(String line) {
        Matcher m = DEVICE.matcher(line);
        if (m.find()) {
            Bytes free = LogNumber.mib(m.group(3));
            devices.put(m.group(1), new LoggedDevice(m.group(1), m.group(2), free));
        }
    }

    /** A pass that measures before the real load prints weights of 0.00 MiB. */
    private boolean dryRun() {
        return !buffers.isEmpty()
                && buffers.stream()
                        .filter(b -> b.kind() == Kind.WEIGHTS)
                        .allMatch(b -> b.size().count() == 0);
    }

    private void forgetDryRun() {
        if (dryRun()) {
            buffers.clear();
            compute.clear();
        }
    }

    /** Old builds do not print their devices; the buffers then name them. */
    private List<LoggedDevice> devices(List<MeasuredBuffer> all) {
        if (devices.isEmpty()) {
            for (MeasuredBuffer b : all) {
                String name = b.buffer().startsWith("RPC") ? b.buffer() : LoggedDevice.plain(b.buffer());
                if (!b.onHost() && !devices.containsKey(name)) {
                    int bracket = name.indexOf('[');
                    String text =
                            bracket < 0 || !name.endsWith("]") ? "" : name.substring(bracket + 1, name.length() - 1);
                    devices.put(name, new LoggedDevice(name, text, Bytes.ZERO));
                }
            }
        }
        return List.copyOf(devices.values());
    }
}
