package dev.llmfit.engine.log;

import dev.llmfit.engine.log.MeasuredBuffer.Kind;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Buffers and free memory that a log tells: llama.cpp's lines, and those of Ollama's own engine and scheduler (ml/device.go
 * {@code BackendMemory.Log}, llm/server.go, server/sched.go).
 *
 * @param buffers what was allocated, by device
 * @param total memory of each device in all, where told
 * @param host free system memory, if told
 * @param planned what Ollama reckoned before it loaded, if it said so
 * @param projection what llama.cpp's fit measured before it loaded, if it said so
 */
public record LoggedMemory(
        MeasuredBuffers buffers,
        Map<String, Bytes> total,
        Optional<Bytes> host,
        Optional<Plan> planned,
        Optional<Projection> projection) {
    /**
     * What llama.cpp's fit measured before the load ({@code common/fit.cpp}, before 2026 {@code src/llama.cpp}).
     *
     * @param used what the launch takes of the devices
     * @param free what they had
     */
    public record Projection(Bytes used, Bytes free) {}

    /**
     * Ollama's reckoning ({@code msg=offload}).
     *
     * @param available free memory of the GPUs together
     * @param full what everything on the GPUs would take
     * @param kv the cache
     * @param graph compute buffers with everything on the GPUs
     * @param weights weights
     */
    public record Plan(Bytes available, Bytes full, Bytes kv, Bytes graph, Bytes weights) {}

    private static final Pattern PROJECTED =
            Pattern.compile("projected to use ([0-9]+) MiB of device memory vs\\. ([0-9]+) MiB of free device memory");
    private static final Pattern DEVICE_INFO =
            Pattern.compile("- +(\\S+) +: (.*?) \\(([0-9]+) MiB, ([0-9]+) MiB free\\)");
    private static final Pattern FIT = Pattern.compile(
            "- (\\S+) \\((.*?)\\) *: +([0-9]+) total, +([0-9]+) used, +(-?[0-9]+) (free|deficit|surplus)");
    private static final Pattern BREAKDOWN = Pattern.compile("- (\\S+) \\((.*?)\\) *\\| +([0-9]+) = +([0-9]+) \\+");
    private static final Pattern METAL = Pattern.compile("recommendedMaxWorkingSetSize += +([0-9.]+) MB");
    private static final Pattern METAL_ALLOCATED = Pattern.compile("\\( *([0-9.]+) */ *([0-9.]+)\\)");

    public LoggedMemory {
        total = Map.copyOf(total);
    }

    static LoggedMemory of(List<String> lines) {
        MeasuredBuffers printed = BufferLog.parse(lines);
        Reader reader = new Reader(printed);
        lines.forEach(reader::line);
        return reader.finished();
    }

    /** Returns what lies on a device, by the name a failure gives it. */
    public Optional<BufferSizes> on(String device) {
        if (device.equals(LoggedFailure.HOST)) {
            return Optional.of(buffers.hostSizes());
        }
        List<BufferSizes> sizes = buffers.deviceSizes();
        return sizes.stream().filter(s -> named(s.name(), device)).findFirst();
    }

    /** Returns what was free on a device before the load. */
    public Optional<Bytes> free(String device) {
        return device.equals(LoggedFailure.HOST)
                ? host
                : buffers.devices().stream()
                        .filter(d -> named(d.name(), device))
                        .map(LoggedDevice::free)
                        .filter(b -> b.count() > 0)
                        .findFirst();
    }

    /** Metal's device is called MTL0, its buffers Metal or MTL0. */
    public static boolean named(String name, String device) {
        return name.equals(device)
                || ((name.startsWith("MTL") || name.startsWith("Metal"))
                        && (device.startsWith("MTL") || device.startsWith("Metal")));
    }

    private static final class Reader {
        private final MeasuredBuffers printed;
        private final Map<String, LoggedDevice> devices = new LinkedHashMap<>();
        private final Map<String, MeasuredBuffer> engine = new LinkedHashMap<>();
        private final Map<String, Bytes> total = new LinkedHashMap<>();
        private final List<Bytes> gpuFree = new ArrayList<>();
        private Optional<Bytes> host = Optional.empty();
        private Optional<Plan> planned = Optional.empty();
        private Optional<Projection> projection = Optional.empty();
        private String library = "CUDA";

        Reader(MeasuredBuffers printed) {
            this.printed = printed;
            printed.devices().forEach(d -> devices.put(d.name(), d));
        }

        void line(String line) {
            if (line.contains("msg=")) {
                OllamaLine.of(line).ifPresent(this::slog);
            } else if (line.contains("MiB free)")) {
                info(DEVICE_INFO.matcher(line));
            } else if (line.contains("projected to use")) {
                Matcher m = PROJECTED.matcher(line);
                // The first one is of the launch as it was given; later ones are the fit's tries.
                projection = projection.isEmpty() && m.find()
                        ? Optional.of(new Projection(LogNumber.mib(m.group(1)), LogNumber.mib(m.group(2))))
                        : projection;
            } else if (line.contains(" total, ")) {
                fit(FIT.matcher(line));
            } else if (line.contains("recommendedMaxWorkingSetSize")) {
                Matcher m = METAL.matcher(line);
                if (m.find()) {
                    // ggml-metal-device.m prints 1e6 bytes.
                    metal(LogNumber.bytes(LogNumber.real(m.group(1)).orElse(0), 1e6));
                }
            } else if (line.contains("memory breakdown") || line.contains(" | ")) {
                fit(BREAKDOWN.matcher(line));
            } else if (line.contains("ggml_backend_metal") || line.contains("ggml_metal_add_buffer")) {
                Matcher m = METAL_ALLOCATED.matcher(line);
                if (m.find()) {
                    total.putIfAbsent("MTL0", LogNumber.mib(m.group(2)));
                }
            }
        }

        private void metal(Bytes size) {
            total.put("MTL0", size);
        }

        private void info(Matcher m) {
            if (m.find()) {
                Bytes free = LogNumber.mib(m.group(4));
                if (m.group(1).equals("CPU")) {
                    host = Optional.of(free);
                } else {
                    total.put(m.group(1), LogNumber.mib(m.group(3)));
                    add(new LoggedDevice(m.group(1), m.group(2), free));
                }
            }
        }

        /** The fit pass of llama.cpp (common/fit.cpp, before 2026 src/llama.cpp) and the breakdown at the end. */
        private void fit(Matcher m) {
            if (!m.find() || m.group(1).equals("Host")) {
                return;
            }
            total.put(m.group(1), LogNumber.mib(m.group(3)));
            boolean breakdown = m.groupCount() < 6;
            long rest = LogNumber.whole(m.group(breakdown ? 4 : 5));
            long free =
                    breakdown ? rest : LogNumber.whole(m.group(4)) + (m.group(6).equals("deficit") ? -rest : rest);
            if (free > 0 && !breakdown) {
                add(new LoggedDevice(m.group(1), m.group(2), LogNumber.bytes((double) free, 1 << 20)));
            }
        }

        private void add(LoggedDevice device) {
            LoggedDevice known = devices.get(device.name());
            if (known == null || known.free().count() == 0) {
                devices.put(device.name(), device);
            }
        }

        private void slog(OllamaLine line) {
            switch (line.msg()) {
                case "model weights" -> size(line, Kind.WEIGHTS);
                case "kv cache" -> size(line, Kind.KV);
                case "compute graph" -> size(line, Kind.COMPUTE);
                case "gpu memory" -> line.size("available").ifPresent(gpuFree::add);
                case "system memory" -> host = line.size("free").or(() -> host);
                default -> {
                    if (line.msg().startsWith("offload")
                            && line.text("memory.required.full").isPresent()) {
                        plan(line);
                    }
                }
            }
        }

        private void size(OllamaLine line, Kind kind) {
            Optional<String> device =
                    line.text("device").or(() -> line.text("buffer")).or(() -> line.text("backend"));
            Optional<Bytes> bytes = line.size("size");
            if (device.isPresent() && bytes.isPresent()) {
                engine.put(device.get() + kind, new MeasuredBuffer(device.get(), kind, bytes.get()));
            }
        }

        private void plan(OllamaLine line) {
            List<Bytes> available = line.sizes("memory.available");
            Bytes all = available.stream().reduce(Bytes.ZERO, Bytes::plus);
            planned = Optional.of(new Plan(
                    all,
                    line.size("memory.required.full").orElse(Bytes.ZERO),
                    line.size("memory.required.kv").orElse(Bytes.ZERO),
                    line.size("memory.graph.full").orElse(Bytes.ZERO),
                    line.size("memory.weights.total").orElse(Bytes.ZERO)));
            gpuFree.clear();
            String where = line.text("library").orElse(line.msg().replace("offload to ", ""));
            if (!where.equals("cpu")) {
                library =
                        where.equals("rocm") ? "ROCm" : where.equals("metal") ? "MTL" : where.toUpperCase(Locale.ROOT);
                gpuFree.addAll(available);
            }
        }

        LoggedMemory finished() {
            List<MeasuredBuffer> all = new ArrayList<>(printed.buffers());
            for (MeasuredBuffer b : engine.values()) {
                if (printed.buffers().isEmpty() && b.size().count() > 0) {
                    all.add(b);
                    String name = LoggedFailures.plain(b.buffer());
                    if (!name.equals(LoggedFailure.HOST)) {
                        devices.putIfAbsent(name, new LoggedDevice(name, "", Bytes.ZERO));
                    }
                }
            }
            for (int i = 0; devices.size() < gpuFree.size() && i < gpuFree.size(); i++) {
                devices.putIfAbsent(library + i, new LoggedDevice(library + i, "", Bytes.ZERO));
            }
            if (total.containsKey("MTL0") && devices.keySet().stream().noneMatch(n -> named(n, "MTL0"))) {
                devices.put("MTL0", new LoggedDevice("MTL0", "", Bytes.ZERO));
            }
            List<LoggedDevice> list = new ArrayList<>();
            for (LoggedDevice d : devices.values()) {
                int index = list.size();
                boolean told = d.free().count() > 0 || gpuFree.size() != devices.size();
                list.add(told ? d : new LoggedDevice(d.name(), d.description(), gpuFree.get(index)));
            }
            return new LoggedMemory(
                    new MeasuredBuffers(metalFree(list), all, printed.draft(), printed.nCtx(), printed.build()),
                    total,
                    host,
                    planned,
                    projection);
        }

        /** Metal does not say what is free; what it recommends at most stands for it. */
        private List<LoggedDevice> metalFree(List<LoggedDevice> list) {
            Bytes most = total.getOrDefault("MTL0", Bytes.ZERO);
            return list.stream()
                    .map(d -> named(d.name(), "MTL0") && d.free().count() == 0 && most.count() > 0
                            ? new LoggedDevice(d.name(), d.description(), most)
                            : d)
                    .toList();
        }
    }
}
