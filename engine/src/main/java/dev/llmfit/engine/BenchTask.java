package dev.llmfit.engine;

import dev.llmfit.units.Hint;
import java.util.List;
import java.util.TreeSet;

/**
 * What to measure.
 *
 * @param subject the model
 * @param launch how it is launched; a running server keeps its own launch
 * @param workloads what to time
 * @param repetition when to stop
 */
public record BenchTask(Subject subject, Launch launch, List<Workload> workloads, Repetition repetition) {
    public BenchTask {
        workloads = List.copyOf(workloads);
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("a bench needs a workload");
        }
    }

    /** Returns the depths in ascending order. */
    public List<Integer> depths() {
        TreeSet<Integer> depths = new TreeSet<>();
        workloads.forEach(w -> depths.add(w.depth()));
        return List.copyOf(depths);
    }

    /** Returns the token counts of a phase at a depth, in ascending order. */
    public List<Integer> tokens(Workload.Phase phase, int depth) {
        return workloads.stream()
                .filter(w -> w.phase() == phase && w.depth() == depth)
                .map(Workload::tokens)
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the file that is run. */
    public Subject.File file(String engine) {
        if (subject instanceof Subject.File file) {
            return file;
        }
        throw new EngineException(
                EngineException.Kind.UNSUPPORTED,
                engine + " runs files, not names of a server's models",
                Hint.plain("give a .gguf file"));
    }

    /** Returns the name of the model at a server. */
    public String served(String engine) {
        if (subject instanceof Subject.Served served) {
            return served.name();
        }
        throw new EngineException(
                EngineException.Kind.UNSUPPORTED,
                engine + " runs models by the name it knows them by, not files",
                Hint.plain("give its name"));
    }
}
