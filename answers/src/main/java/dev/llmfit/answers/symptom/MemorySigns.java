package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Causes of failed allocations that follow from what was free, and where. */
final class MemorySigns {
    /** GPUs in a processor, by the names that ROCm, Vulkan and llama.cpp print. */
    private static final Pattern IN_PROCESSOR = Pattern.compile(
            "gfx(?:90c|1035|1036|1103|115[0-3])|AMD Radeon(?:\\(TM\\))? Graphics|80[56]0S|8[89]0M|7[468]0M|6[68]0M|Vega (?:3|6|7|8|10|11)\\b|uma: 1");

    /** Pages of Linux on x86, bytes; {@code ttm.pages_limit} counts them. */
    private static final long PAGE = 4096;

    /** The system ended the process, which has remedies of its own. */
    private static final Set<String> ENDED = Set.of("oom/killed", "oom/windows-memory");

    /** Share of RAM that macOS leaves to the system when the GPU's limit is raised; judgement. */
    private static final double SYSTEM_SHARE = 0.1;

    private final RunLog log;
    private final Need need;
    private final List<Sign> signs = new ArrayList<>();

    private MemorySigns(RunLog log, Need need) {
        this.log = log;
        this.need = need;
    }

    /**
     * Returns the causes; empty where no allocation failed.
     *
     * @param solved whether a change is known that is enough
     * @param stated what the log says in words already
     */
    static List<Sign> in(RunLog log, Need need, boolean solved, List<Sign> stated) {
        MemorySigns found = new MemorySigns(log, need);
        if (log.failure().isPresent()) {
            found.refusedThoughFree(log.failure().get());
            found.metal(log.failure().get());
            DeviceRemedies.sign(log, need).ifPresent(found.signs::add);
            need.assumedContext(log).ifPresent(found.signs::add);
            boolean ended = stated.stream().map(Sign::id).anyMatch(ENDED::contains);
            if (!solved && !ended) {
                found.order();
            }
        }
        return found.signs;
    }

    /** Enough was free by what the driver told, so another limit stood against it. */
    private void refusedThoughFree(LoggedFailure f) {
        // What is free of Metal is its limit, which has a sign of its own.
        boolean device = f.device()
                .filter(d -> !d.equals(LoggedFailure.HOST) && !d.startsWith("M"))
                .isPresent();
        if (!device || !need.bound() || need.free().isEmpty() || f.asked().isEmpty()) {
            return;
        }
        String said = String.format(
                Locale.ROOT,
                "%,.0f MiB were refused on %s although %,.0f MiB were free when the load began",
                f.asked().get().mib(),
                f.device().get(),
                need.free().get().mib());
        if (IN_PROCESSOR.matcher(log.prints().text()).find()) {
            add(
                    "oom/pool-limit",
                    said + ": the memory of a GPU in a processor is two pools, the carve-out of the firmware and GTT"
                            + " (half of the RAM unless it is set), and a buffer must lie in one of them.",
                    "Boot Linux with ttm.pages_limit=" + need.free().get().count() / PAGE
                            + " for a larger GTT, and a small carve-out; with ROCm GGML_CUDA_ENABLE_UNIFIED_MEMORY=1 takes"
                            + " ordinary RAM, and --no-mmap (since 2026 --load-mode none) leaves the file out of it.");
        } else if (f.device().get().startsWith("Vulkan")) {
            add(
                    "oom/heap-limit",
                    said + ": a heap of the Vulkan driver or its largest allocation is smaller, or another program took"
                            + " the memory meanwhile.",
                    log.program().ubatch(128)
                            + " makes the largest buffer smaller; vulkaninfo | grep -i -A2 heap shows the" + " heaps.");
        } else {
            add(
                    "oom/taken-meanwhile",
                    said + ": another program took it meanwhile, or what was free lay in pieces.",
                    f.device().get().startsWith("RPC")
                            ? "nvidia-smi (AMD: amd-smi process) on the machine of that server while it loads shows who holds"
                                    + " the memory."
                            : "nvidia-smi (AMD: amd-smi process) while it loads shows who holds the card.");
        }
    }

    /** {@code recommendedMaxWorkingSetSize} is two thirds to three quarters of the RAM of a Mac. */
    private void metal(LoggedFailure f) {
        Bytes limit = log.memory().total().getOrDefault("MTL0", Bytes.ZERO);
        boolean metal = f.device()
                .filter(d -> d.startsWith("Metal") || d.startsWith("MTL"))
                .isPresent();
        if (!metal || limit.count() == 0) {
            return;
        }
        double ram = limit.count() / 0.75;
        double wanted = limit.count() + need.missing().map(Bytes::count).orElse(0L) + (1L << 30);
        String said = String.format(
                Locale.ROOT,
                "macOS lets the GPU use %,.0f MiB (recommendedMaxWorkingSetSize), not all of the RAM.",
                limit.mib());
        if (wanted < ram * (1 - SYSTEM_SHARE)) {
            add(
                    "oom/metal-limit",
                    said,
                    "sudo sysctl iogpu.wired_limit_mb=" + (long) Math.ceil(wanted / (1 << 20))
                            + " raises it until the next boot.");
        } else {
            add(
                    "oom/metal-limit",
                    said,
                    "More than is short would leave too little to the system; the launch has to be smaller.");
        }
    }

    /** A log that tells too little for numbers still has an order of what to try. */
    private void order() {
        boolean limit = signs.stream().anyMatch(x -> x.id().equals("oom/pool-limit"));
        boolean host = log.failure()
                .flatMap(LoggedFailure::device)
                .filter(LoggedFailure.HOST::equals)
                .isPresent();
        if (limit || !log.program().runsLlamaCpp()) {
            return;
        }
        String order = host ? inRam(log.program()) : onGpu(log.program());
        signs.add(new Sign(
                "oom/order",
                "In this order it costs least: " + order + ".",
                need.resizer().isPresent()
                        ? Hint.of("{0} tells what a launch needs before it is started.", new NextStep.Ask("size"))
                        : Hint.of(SystemWords.of(log).in(more(log.program())), new NextStep.Change("model", "REF"))));
    }

    private static String onGpu(Program program) {
        return switch (program) {
            case OLLAMA ->
                "num_ctx (OLLAMA_CONTEXT_LENGTH=4096 ollama serve), OLLAMA_KV_CACHE_TYPE=q8_0, a smaller file type, num_gpu";
            case LM_STUDIO -> "Context Length, K and V Cache Quantization, a smaller file type, GPU Offload";
            default -> "-c, -ub, -ctk q8_0 -ctv q8_0, a smaller file type, -ngl";
        };
    }

    /** Layers that go to a GPU leave the RAM. */
    private static String inRam(Program program) {
        return switch (program) {
            case OLLAMA -> "num_ctx (OLLAMA_CONTEXT_LENGTH=4096 ollama serve), a smaller file type, a smaller model";
            case LM_STUDIO -> "Context Length, more GPU Offload, a smaller file type";
            default -> "-c, more layers on the GPU (-ngl), a smaller file type";
        };
    }

    private static String more(Program program) {
        return switch (program) {
            case OLLAMA ->
                "Name the model with {0}, or paste the server's log (OLLAMA_DEBUG=1; {serverlog}), and the numbers are exact.";
            case LM_STUDIO ->
                "Name the model with {0}, or paste Developer, Server logs (lms log stream), and the numbers are exact.";
            default -> "Name the model with {0}, or run again with -lv 4, and the numbers are exact.";
        };
    }

    private void add(String id, String text, String fix) {
        signs.add(new Sign(id, text, Hint.plain(fix)));
    }
}
