package dev.llmfit.answers.calibrate;

import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Workload;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One phantom that a calibration runs.
 *
 * @param model model and file type
 * @param layers of how many of its layers it is made; empty for all
 * @param launch how it is launched
 * @param workloads what is timed
 */
record CalibrationRun(String model, OptionalInt layers, Launch launch, List<Workload> workloads) {
    /** Layers of large models of which a phantom keeps only some: what a layer costs does not depend on how many there are. */
    private static final String MIXTURE = "qwen3:30b:Q4_K_M";

    private static final String DENSE = "qwen3:0.6b:Q4_K_M";
    private static final String LARGER = "qwen3:1.7b:Q4_K_M";
    private static final int DEPTH = 8192;

    CalibrationRun {
        workloads = List.copyOf(workloads);
    }

    /**
     * Returns what is run on a machine without GPUs: a dense model, one with three times its bytes and as many layers, which tells what a
     * layer costs beside its weights, a mixture of experts, a long context, and one of each kind of kernel. Prompts are short: a
     * processor reads them token by token at one speed.
     */
    static List<CalibrationRun> onProcessor(OptionalInt threads) {
        List<CalibrationRun> runs = new ArrayList<>();
        Launch launch = new Launch(options(512), threads, List.of());
        List<Workload> plain = List.of(prompt(64, 0), generation(16, 0));
        runs.add(new CalibrationRun(DENSE, OptionalInt.empty(), launch, plain));
        runs.add(new CalibrationRun(LARGER, OptionalInt.empty(), launch, plain));
        runs.add(new CalibrationRun(MIXTURE, OptionalInt.of(4), launch, plain));
        runs.add(new CalibrationRun(
                DENSE,
                OptionalInt.of(2),
                new Launch(options(DEPTH + 512), threads, List.of()),
                List.of(prompt(64, DEPTH), generation(16, DEPTH))));
        for (String type : List.of("Q8_0", "Q6_K", "Q4_0", "Q5_K_M", "Q3_K_M", "IQ4_XS", "F16", "Q5_0", "BF16")) {
            runs.add(new CalibrationRun("qwen3:0.6b:" + type, OptionalInt.empty(), launch, plain));
        }
        return runs;
    }

    /**
     * Returns what is run on a machine with GPUs: a larger and a small dense model, a mixture, a long context; a prompt of
     * weights in host memory, which shows how fast the engine copies them over the link (a dense model copies all of them); the processor
     * alone; the kinds of kernels.
     *
     * @param larger a dense model that fits
     */
    static List<CalibrationRun> onDevices(String larger, OptionalInt threads) {
        List<CalibrationRun> runs = new ArrayList<>();
        Launch launch = new Launch(options(1024), threads, List.of());
        List<Workload> plain = List.of(prompt(512, 0), generation(64, 0));
        runs.add(new CalibrationRun(larger, OptionalInt.empty(), launch, plain));
        runs.add(new CalibrationRun(DENSE, OptionalInt.empty(), launch, plain));
        runs.add(new CalibrationRun(MIXTURE, OptionalInt.of(8), launch, plain));
        runs.add(new CalibrationRun(
                larger,
                OptionalInt.empty(),
                new Launch(options(DEPTH + 1024), threads, List.of()),
                List.of(prompt(512, DEPTH), generation(32, DEPTH))));
        runs.add(new CalibrationRun(
                larger,
                OptionalInt.empty(),
                new Launch(options(1024).withNGpuLayers(0), threads, List.of()),
                List.of(prompt(512, 0))));
        runs.add(new CalibrationRun(
                DENSE,
                OptionalInt.empty(),
                new Launch(options(1024).withNGpuLayers(0).withOpOffload(false), threads, List.of()),
                List.of(prompt(128, 0), generation(24, 0))));
        for (String type : List.of("Q8_0", "Q6_K", "Q4_0", "F16", "IQ4_XS", "Q3_K_M")) {
            runs.add(new CalibrationRun("qwen3:1.7b:" + type, OptionalInt.empty(), launch, plain));
        }
        return runs;
    }

    /** Dense models for GPUs, the largest first. */
    static List<String> larger() {
        return List.of("llama3.1:8b:Q4_K_M", "qwen3:4b:Q4_K_M", LARGER);
    }

    private static LaunchOptions options(int context) {
        return LaunchOptions.defaults().withNCtx(context);
    }

    private static Workload prompt(int tokens, int depth) {
        return new Workload(Workload.Phase.PP, tokens, depth);
    }

    private static Workload generation(int tokens, int depth) {
        return new Workload(Workload.Phase.TG, tokens, depth);
    }

    /** Returns what it is, for people. */
    String title() {
        StringBuilder title = new StringBuilder(model);
        layers.ifPresent(n -> title.append(", ").append(n).append(" layers"));
        int depth = workloads.getFirst().depth();
        if (depth > 0) {
            title.append(", depth ").append(depth);
        }
        LaunchOptions options = launch.options();
        if (options.nGpuLayers() == 0) {
            title.append(options.opOffload() ? ", weights in RAM" : ", processor");
        }
        return title.toString();
    }
}
