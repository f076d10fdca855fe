package dev.llmfit.answers.bench;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.Workload;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How fast does a model run on this machine?
 *
 * @param model reference to the model, or its name at a server; empty for the only one of a server, or a usual one
 * @param launch how it is launched, and whether although it is predicted not to fit
 * @param ubatches physical batches that are measured one after the other; none for that of the launch
 * @param workloads what is timed
 * @param repetitions how often at most; fewer once the 95 % interval is within 3 %
 * @param enough no new repetition starts after this time
 * @param use which engine runs it, and whether the result is kept
 */
public record BenchQuestion(
        Optional<String> model,
        WantedLaunch launch,
        List<Integer> ubatches,
        List<Workload> workloads,
        int repetitions,
        Duration enough,
        EngineUse use)
        implements Question<BenchAnswer> {
    /** Prompt tokens that are usually timed. */
    public static final int USUAL_PROMPT = 512;

    /** Generated tokens that are usually timed. */
    public static final int USUAL_GENERATION = 128;

    /** How often a workload is usually run at most. */
    public static final int USUAL_REPETITIONS = 20;

    /** After this time usually no new repetition starts. */
    public static final Duration USUAL_TIME = Duration.ofSeconds(60);

    /** So often a workload is run even if the first results agree, unless fewer are asked for. */
    private static final int LEAST_REPETITIONS = 3;

    /** Wanted half width of the 95 % interval over the mean. */
    private static final double HALF_WIDTH = 0.03;

    public BenchQuestion {
        ubatches = List.copyOf(ubatches);
        workloads = List.copyOf(workloads);
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("a bench needs a workload");
        }
        if (ubatches.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException(ubatches + " are no batches");
        }
        if (repetitions < 1 || enough.toSeconds() < 1) {
            throw new IllegalArgumentException("a bench needs a repetition and a second");
        }
    }

    /**
     * Returns each of the prompts and generations at each of the depths; those of 0 tokens are left out.
     *
     * @param prompts prompt tokens
     * @param generations generated tokens
     * @param depths tokens in the cache before
     * @throws IllegalArgumentException if one of them is negative
     */
    public static List<Workload> workloads(List<Integer> prompts, List<Integer> generations, List<Integer> depths) {
        if (prompts.stream().anyMatch(n -> n < 0) || generations.stream().anyMatch(n -> n < 0)) {
            throw new IllegalArgumentException("tokens are counted from 0");
        }
        List<Workload> workloads = new ArrayList<>();
        for (int depth : depths) {
            prompts.stream().filter(p -> p > 0).forEach(p -> workloads.add(new Workload(Workload.Phase.PP, p, depth)));
            generations.stream()
                    .filter(n -> n > 0)
                    .forEach(n -> workloads.add(new Workload(Workload.Phase.TG, n, depth)));
        }
        return workloads;
    }

    /** Returns a launch with each of the wanted batches. */
    List<Launch> launches(Launch chosen) {
        if (ubatches.isEmpty()) {
            return List.of(chosen);
        }
        LaunchOptions options = chosen.options();
        return ubatches.stream()
                .map(n -> new Launch(
                        options.withNUbatch(n).withNBatch(Math.max(n, options.nBatch())),
                        chosen.threads(),
                        chosen.rpcServers()))
                .toList();
    }

    /** Returns the largest context that a workload needs, tokens; a server that is timed instead keeps as much again. */
    int leastContext() {
        return workloads.stream()
                .mapToInt(w -> 2 * (w.tokens() + w.depth()) + 64)
                .max()
                .orElseThrow();
    }

    Repetition repetition() {
        return new Repetition(Math.min(LEAST_REPETITIONS, repetitions), repetitions, HALF_WIDTH, enough, use.limit());
    }

    @Override
    public BenchAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new BenchAnswering(this, bench, progress).answer();
    }
}
