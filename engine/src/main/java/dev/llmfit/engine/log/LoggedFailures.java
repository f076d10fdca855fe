package dev.llmfit.engine.log;

import dev.llmfit.engine.log.LoggedFailure.Part;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the allocation that failed. One failure prints several lines, from the backend up to the program; together they say where, how
 * much and for what: {@code ggml_backend_cuda_buffer_type_alloc_buffer} (ggml-cuda.cu, also built for ROCm), {@code ggml_vulkan}
 * (ggml-vulkan-buffers.cpp), {@code ggml_metal_buffer_init} (ggml-metal-device.m), {@code ggml_backend_sycl_buffer_type_alloc_buffer},
 * {@code ggml_aligned_malloc} (ggml.c), {@code ggml_gallocr_reserve_n} (ggml-alloc.c), {@code ggml_backend_alloc_ctx_tensors_from_buft}
 * (its name is {@code alloc_tensor_range} in builds before 2026), {@code llama_init_from_model}. What states both sizes is read by
 * {@link RefusedMemory}.
 */
final class LoggedFailures {
    /** Lines of one failure stand together; a backtrace may lie between. */
    private static final int NEAR = 12;

    /** Devices of lines that name none. */
    private static final Set<String> ASSUMED = Set.of("Vulkan0", "SYCL0", "Metal", "GPUOpenCL");

    private static final String NUMBER = "([0-9]+(?:[.,][0-9]+)?)";

    /** A form of line: how to find it, in which unit it states the size, where it is. */
    private record Form(Pattern pattern, long unit, int size, int device, String where) {
        static Form of(String regex, long unit, int size, int device, String where) {
            return new Form(Pattern.compile(regex), unit, size, device, where);
        }
    }

    /** Bytes in a unit that logs print. */
    private static final long MIB = 1L << 20;

    private static final List<Form> FORMS = List.of(
            Form.of("allocating " + NUMBER + " MiB on device ([0-9]+): (?:cuda|hip|musa)Malloc", MIB, 1, 2, "card"),
            Form.of("failed to allocate (\\S+) buffer of size ([0-9]+)", 1, 2, 1, ""),
            Form.of("failed to allocate (\\S+) buffer$", 1, 0, 1, ""),
            Form.of("failed to allocate buffer of size ([0-9]+)", 1, 1, 0, LoggedFailure.HOST),
            Form.of("failed to allocate buffer, size = +" + NUMBER + " MiB", MIB, 1, 0, "Metal"),
            Form.of("failed to allocate Metal buffer of ([0-9]+) bytes", 1, 1, 0, "Metal"),
            Form.of("[Dd]evice memory allocation of size ([0-9]+) failed", 1, 1, 0, "Vulkan0"),
            Form.of("ggml_vulkan: Memory allocation of size ([0-9]+) failed", 1, 1, 0, "Vulkan0"),
            Form.of("Requested buffer size exceeds device", 1, 0, 0, "Vulkan0"),
            Form.of("can't allocate ([0-9]+) Bytes of memory on device", 1, 1, 0, "SYCL0"),
            Form.of("can't allocate ([0-9]+) Bytes of memory on host", 1, 1, 0, LoggedFailure.HOST),
            Form.of(
                    "insufficient memory \\(attempted to allocate +" + NUMBER + " MB\\)",
                    MIB,
                    1,
                    0,
                    LoggedFailure.HOST),
            Form.of("opencl.*failed to allocate " + NUMBER + " MiB", MIB, 1, 0, "GPUOpenCL"),
            Form.of("unable to allocate (\\S+) buffer", 1, 0, 1, ""),
            Form.of("failed to allocate buffer for (?:kv|rs) cache", 1, 0, 0, ""),
            Form.of("(?:cuda|hip)Malloc failed: out of memory", 1, 0, 0, ""),
            Form.of("failed to allocate compute (?:pp |tg )?buffers", 1, 0, 0, ""),
            Form.of("failed to allocate output buffer of size " + NUMBER + " MiB", MIB, 1, 0, ""),
            Form.of("kIOGPUCommandBufferCallbackErrorOutOfMemory", 1, 0, 0, "Metal"),
            Form.of(
                    "(?:CUDA|ROCm|HIP) error: out of memory|CUBLAS_STATUS_ALLOC_FAILED|hipErrorOutOfMemory",
                    1,
                    0,
                    0,
                    "card"),
            Form.of("[A-Z]+_(?:RESULT_)?ERROR_OUT_OF_(?:DEVICE_)?(?:MEMORY|RESOURCES)", 1, 0, 0, "SYCL0"),
            Form.of(
                    "ErrorOutOfDeviceMemory|vk::OutOfDeviceMemoryError|VK_ERROR_OUT_OF_DEVICE_MEMORY",
                    1,
                    0,
                    0,
                    "Vulkan0"),
            Form.of(
                    "std::bad_alloc|ErrorOutOfHostMemory|mmap failed: Cannot allocate memory",
                    1,
                    0,
                    0,
                    LoggedFailure.HOST),
            Form.of(
                    "Out of memory: Killed process|oom-kill|OOMKilled|killed by the OOM killer|signal: killed|status=9/KILL|"
                            + "(?i:exit(?:ed)?(?: with)?(?: code| status)?:? *\\(?137\\b)|"
                            + "(?:^|\\b(?:zsh|bash|sh|dash): |line [0-9]+: *)(?:[0-9]+ +)?[Kk]illed\\b|"
                            + "Resource-Exhaustion-Detector|low virtual memory condition|paging file is too small",
                    1,
                    0,
                    0,
                    LoggedFailure.HOST),
            Form.of("this may be due to resource limitations|No available memory for the cache blocks", 1, 0, 0, ""),
            Form.of("insufficient system resources", 1, 0, 0, ""));

    /** 128 and the number of the signal that cannot be refused. */
    private static final Pattern KILLED = Pattern.compile("\\b137\\b|exhaustion|virtual memory|paging file");

    private static final Pattern CARD = Pattern.compile("current device: ([0-9]+)");

    private final List<String> lines;
    private final String cards;

    private LoggedFailures(List<String> lines) {
        this.lines = lines;
        this.cards = cards(lines);
    }

    /** Returns the failures of a load, first to last; a buffer that was got at a second try is none. */
    static List<LoggedFailure> in(List<String> lines) {
        LoggedFailures failures = new LoggedFailures(lines);
        List<LoggedFailure> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            failures.at(i).ifPresent(f -> failures.add(found, f));
        }
        return found.stream()
                .map(failures::completed)
                .filter(f -> !failures.recovered(f))
                .toList();
    }

    private void add(List<LoggedFailure> found, LoggedFailure next) {
        if (!found.isEmpty() && same(found.getLast(), next)) {
            found.set(found.size() - 1, merged(found.getLast(), next));
        } else if (!found.isEmpty() && retried(found.getLast().line(), next.line())) {
            found.set(found.size() - 1, next); // the try that counts is the last one
        } else {
            found.add(next);
        }
    }

    private Optional<LoggedFailure> at(int index) {
        String line = lines.get(index);
        Optional<LoggedFailure> refused = RefusedMemory.in(line, index, cards);
        if (refused.isPresent() || line.contains("pinned memory")) {
            return refused;
        }
        for (Form form : FORMS) {
            Matcher m = form.pattern().matcher(line);
            if (m.find()) {
                return Optional.of(new LoggedFailure(
                        device(form, m),
                        form.size() == 0 ? Optional.empty() : size(m.group(form.size()), form.unit()),
                        Part.PROCESS,
                        Optional.empty(),
                        words(line, m),
                        index));
            }
        }
        return Optional.empty();
    }

    private Optional<String> device(Form form, Matcher m) {
        if (form.where().equals("card")) {
            return Optional.of(cards + (form.device() == 0 ? "0" : m.group(form.device())));
        }
        return form.device() == 0
                ? Optional.of(form.where()).filter(w -> !w.isEmpty())
                : Optional.of(plain(m.group(form.device()))).filter(d -> !d.equals("backend"));
    }

    /** Returns the device that a buffer's name names: {@code CUDA0}, {@code RPC0} of {@code RPC0[host:port]}, {@code host}. */
    static String plain(String buffer) {
        int bracket = buffer.indexOf('[');
        String name = bracket < 0 ? buffer : buffer.substring(0, bracket);
        if (name.startsWith("CPU") || name.endsWith("_Host") || name.equals("AMX") || name.equals("BLAS")) {
            return LoggedFailure.HOST;
        }
        int underscore = name.indexOf('_');
        return underscore < 0 ? name : name.substring(0, underscore);
    }

    /** ggml-cuda.cu calls the cards of AMD and Moore Threads {@code device 0} and {@code cudaMalloc} as well. */
    private static String cards(List<String> lines) {
        for (String line : lines) {
            if (line.contains("ROCm0") || line.contains("ROCm devices") || line.contains("library=rocm")) {
                return "ROCm";
            }
            if (line.contains("MUSA0") || line.contains("MUSA devices")) {
                return "MUSA";
            }
        }
        return "CUDA";
    }

    private static Optional<Bytes> size(String text, long unit) {
        OptionalDouble value = LogNumber.real(text.replace(',', '.'));
        boolean possible = value.isPresent()
                && value.getAsDouble() * unit < LogNumber.MOST; // a driver that prints more has lost count
        return possible ? Optional.of(Bytes.of(Math.round(value.getAsDouble() * unit))) : Optional.empty();
    }

    private static String words(String line, Matcher m) {
        int colon = line.lastIndexOf(": ", m.start());
        String words = line.substring(colon < 0 ? m.start() : colon + 2).strip();
        return words.length() > 160 ? words.substring(0, 160) : words;
    }

    private static LoggedFailure merged(LoggedFailure first, LoggedFailure next) {
        // Bytes are exact, MiB are rounded; a buffer's name says more than the number of a card.
        boolean exact = next.asked().isPresent()
                && (first.asked().isEmpty()
                        || near(first.asked().get(), next.asked().get()));
        Optional<String> device = next.device()
                .filter(d -> !ASSUMED.contains(d))
                .or(first::device)
                .or(next::device);
        return new LoggedFailure(
                first.onHost() && first.asked().isPresent() && next.device().isEmpty() ? first.device() : device,
                exact ? next.asked() : first.asked(),
                first.part(),
                first.available().or(next::available),
                first.words(),
                next.line() - first.line() <= NEAR ? next.line() : first.line());
    }

    private static boolean near(Bytes a, Bytes b) {
        return Math.abs(a.count() - b.count()) < Math.max(1, a.count() / 50);
    }

    /** Lines close to each other are of one failure, and so is a later message that repeats it without a size. */
    private boolean same(LoggedFailure first, LoggedFailure next) {
        boolean near = next.line() - first.line() <= NEAR;
        boolean repeats = next.asked().isEmpty() && first.asked().isPresent();
        return (near || repeats) && !elsewhere(first, next) && !retried(first.line(), next.line());
    }

    /** Each line names its own device, so two lines that name different ones are of two failures. */
    private static boolean elsewhere(LoggedFailure first, LoggedFailure next) {
        Optional<String> here = first.device().filter(d -> !ASSUMED.contains(d));
        Optional<String> there = next.device().filter(d -> !ASSUMED.contains(d));
        boolean other = here.isPresent()
                && there.isPresent()
                && !covers(here.get(), there.get())
                && !covers(there.get(), here.get());
        return other && next.asked().isPresent() && first.asked().isPresent();
    }

    /** A name without a number is of all devices of its backend, {@code CUDA} of a buffer that is split by rows. */
    private static boolean covers(String all, String one) {
        return one.equals(all)
                || (!all.isEmpty() && one.startsWith(all) && !Character.isDigit(all.charAt(all.length() - 1)));
    }

    private boolean retried(int from, int to) {
        return lines.subList(from, to).stream()
                .anyMatch(l -> l.contains("retrying without pipeline parallelism")
                        || OllamaLine.of(l)
                                .filter(s -> s.msg().contains("retrying"))
                                .isPresent());
    }

    private LoggedFailure completed(LoggedFailure f) {
        int from = Math.max(0, f.line() - NEAR);
        int to = Math.min(lines.size(), f.line() + NEAR);
        String around = String.join("\n", lines.subList(from, to)).toLowerCase(Locale.ROOT);
        Optional<String> device = f.device();
        Matcher card = CARD.matcher(around);
        if (f.words().contains("error: out of memory") && card.find()) {
            device = Optional.of(cards + card.group(1));
        }
        return new LoggedFailure(device, f.asked(), part(f, around), f.available(), f.words(), f.line());
    }

    private Part part(LoggedFailure f, String around) {
        String words = f.words().toLowerCase(Locale.ROOT);
        if (f.available().isPresent() && f.part() != Part.PROCESS) {
            return f.part();
        }
        if (f.available().isPresent()
                || words.contains("kill")
                || KILLED.matcher(words).find()) {
            return Part.PROCESS;
        }
        if (words.contains("commandbuffer") || words.contains("error: out of memory") || words.contains("cublas")) {
            return Part.RUN;
        }
        if (around.contains("clip") || around.contains("mmproj") || around.contains("mtmd")) {
            return Part.PROJECTOR;
        }
        if (around.contains("output buffer of size")) {
            return Part.OUTPUT;
        }
        if (around.contains("for kv cache")
                || around.contains("for rs cache")
                || around.contains("kv_cache_init() failed")) {
            return Part.CONTEXT;
        }
        boolean graph = around.contains("compute pp buffers")
                || around.contains("compute tg buffers")
                || around.contains("compute buffers")
                || around.contains("gallocr");
        if (graph) {
            return Part.COMPUTE;
        }
        boolean model = around.contains("error loading model")
                || around.contains("failed to load model")
                || around.contains("unable to load model")
                || around.contains("unable to allocate");
        if (model) {
            return Part.WEIGHTS;
        }
        boolean computing = started(f.line());
        return computing ? Part.RUN : f.asked().isEmpty() ? Part.PROCESS : guessed(f);
    }

    /** Without the lines that follow, what was printed before tells how far the load came. */
    private Part guessed(LoggedFailure f) {
        List<String> before = lines.subList(0, f.line());
        boolean weights = before.stream()
                .anyMatch(
                        l -> l.contains("model buffer size") || (l.contains("tensors:") && l.contains("buffer size")));
        boolean cache = before.stream().anyMatch(l -> l.contains("KV buffer size") || l.contains("RS buffer size"));
        return cache ? Part.COMPUTE : weights ? Part.CONTEXT : Part.WEIGHTS;
    }

    private boolean started(int line) {
        return lines.subList(0, line).stream().anyMatch(l -> l.contains("compute buffer size"));
    }

    /** A retry that worked prints its buffers, and the server answers requests. */
    private boolean recovered(LoggedFailure f) {
        if (f.part() != Part.COMPUTE) {
            return false;
        }
        List<String> after = lines.subList(Math.min(f.line() + 1, lines.size()), lines.size());
        return after.stream().anyMatch(l -> l.contains("compute buffer size"))
                && after.stream()
                        .anyMatch(l -> l.contains("retrying without pipeline")
                                || l.contains("listening on")
                                || l.contains("server is listening"));
    }
}
