package dev.llmfit.engine.server;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.ReadingCollector;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.ServerTiming;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.units.Hint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Times a server by whole requests: each gives a prompt and a generation speed. */
public final class RequestBench {
    /** One request. */
    @FunctionalInterface
    public interface Request {
        /** Runs it; {@code seed} varies the prompt so that no cache helps. */
        ServerTiming run(int promptTokens, int generate, int seed);
    }

    private RequestBench() {}

    /**
     * Measures all workloads; generation at a depth uses a prompt of that depth. If the engine ends in the middle, what was
     * measured before is the result.
     */
    public static BenchResult run(
            EngineDescription engine, BenchTask task, Progress progress, Request request, SpeedReading.Clock clock) {
        ReadingCollector readings = new ReadingCollector(clock);
        List<String> notes = new ArrayList<>();
        Repetition repetition = task.repetition();
        long start = System.nanoTime();
        progress.step("warm-up", 0);
        request.run(16, 4, 0);
        int seed = 1;
        for (int i = 0; i < task.workloads().size(); i++) {
            Workload workload = task.workloads().get(i);
            if (workload.phase() == Workload.Phase.PP && workload.depth() > 0) {
                notes.add("a server cannot time " + workload.label() + " by itself; llama-bench can");
                continue;
            }
            try {
                do {
                    progress.step(
                            workload.label(), i / (double) task.workloads().size());
                    readings.add(workload, speed(workload, request, seed++, notes));
                } while (!readings.settled(List.of(workload), repetition)
                        && (readings.count(workload) < repetition.least()
                                || Duration.ofNanos(System.nanoTime() - start).compareTo(repetition.enough()) < 0));
            } catch (EngineException e) {
                return readings.partial(engine, task, e).withNotes(notes);
            }
        }
        if (readings.isEmpty()) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED,
                    notes.getFirst(),
                    Hint.plain("install llama-bench for prompts at a depth"));
        }
        return new BenchResult(engine, readings.readings(), notes, readings.missing(task));
    }

    private static double speed(Workload workload, Request request, int seed, List<String> notes) {
        if (workload.phase() == Workload.Phase.TG) {
            ServerTiming timing = request.run(Math.max(8, workload.depth()), workload.tokens(), seed);
            String early = "answers to " + workload.label() + " ended early, so its speed is that of fewer tokens";
            if (timing.generatedTokens() * 2 < workload.tokens() && !notes.contains(early)) {
                notes.add(early);
            }
            return timing.generationSpeed();
        }
        ServerTiming timing = request.run(workload.tokens(), 8, seed);
        if (timing.promptTokens() * 2L < workload.tokens()) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE,
                    "the server processed " + timing.promptTokens() + " of " + workload.tokens()
                            + " prompt tokens, so its prompt speed means nothing",
                    Hint.plain("turn off its prompt cache"));
        }
        return timing.promptSpeed();
    }
}
