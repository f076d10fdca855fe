package dev.llmfit.engine;

import java.time.Duration;
import java.util.List;

/** Times a server by whole requests: each gives a prompt and a generation speed. */
final class RequestBench {
    /** One request. */
    @FunctionalInterface
    interface Request {
        /** Runs it; {@code seed} varies the prompt so that no cache helps. */
        ServerTiming run(int promptTokens, int generate, int seed);
    }

    private RequestBench() {}

    /** Returns the readings of all workloads; a workload of generation at a depth uses a prompt of that depth. */
    static List<SpeedReading> run(BenchTask task, Progress progress, Request request, SpeedReading.Clock clock) {
        ReadingCollector readings = new ReadingCollector(clock);
        Repetition repetition = task.repetition();
        long start = System.nanoTime();
        progress.step("warm-up", 0);
        request.run(16, 4, 0);
        int seed = 1;
        for (int i = 0; i < task.workloads().size(); i++) {
            Workload workload = task.workloads().get(i);
            if (workload.phase() == Workload.Phase.PP && workload.depth() > 0) {
                throw new EngineException(
                        EngineException.Kind.UNSUPPORTED,
                        "a server cannot time " + workload.label() + " by itself",
                        "install llama-bench for prompts at a depth");
            }
            do {
                progress.step(workload.label(), i / (double) task.workloads().size());
                readings.add(workload, speed(workload, request, seed++));
            } while (!readings.settled(List.of(workload), repetition)
                    && (readings.count(workload) < repetition.least()
                            || Duration.ofNanos(System.nanoTime() - start).compareTo(repetition.enough()) < 0));
        }
        return readings.readings();
    }

    private static double speed(Workload workload, Request request, int seed) {
        if (workload.phase() == Workload.Phase.TG) {
            return request.run(Math.max(8, workload.depth()), workload.tokens(), seed)
                    .generationSpeed();
        }
        ServerTiming timing = request.run(workload.tokens(), 8, seed);
        if (timing.promptTokens() * 2L < workload.tokens()) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE,
                    "the server processed " + timing.promptTokens() + " of " + workload.tokens()
                            + " prompt tokens, so its prompt speed means nothing",
                    "turn off its prompt cache");
        }
        return timing.promptSpeed();
    }
}
