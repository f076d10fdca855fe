package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.gguf.Model;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The phantoms of a calibration. Each is measured once; while time lasts, those that are known least are measured again, so that their
 * samples stem from several moments: what else a shared host does comes and goes.
 */
final class Phantoms implements AutoCloseable {
    /** A test whose median is known so well is not measured again: the formula itself is no better. Half of a 95 % interval; judgement. */
    private static final double WELL_KNOWN = 0.03;
    /** Samples of a test in the first run of the engine, enough to say how much they vary where there is no time for another. */
    private static final int SAMPLES = 3;
    /** Samples of each further run: samples of one moment are alike. */
    private static final int MORE = 2;
    /** Moments that a test is measured at, if there is time; judgement. */
    private static final int LEAST_RUNS = 2;
    /** Runs of one phantom at most: what so many moments do not tell, a minute does not. Judgement. */
    private static final int MOST_RUNS = 6;

    private final Workbench bench;
    private final Engine engine;
    private final Duration limit;
    private final List<Phantom> phantoms = new ArrayList<>();

    Phantoms(Workbench bench, Engine engine, Duration limit) {
        this.bench = bench;
        this.engine = engine;
        this.limit = limit;
    }

    /** A phantom on disk and what was measured of it. */
    static final class Phantom {
        private final CalibrationRun run;
        private final Model model;
        private final PhantomRun file;
        private BenchResult result;
        private int runs = 1;
        private Duration took;

        private Phantom(CalibrationRun run, Model model, PhantomRun file, BenchResult result, Duration took) {
            this.run = run;
            this.model = model;
            this.file = file;
            this.result = result;
            this.took = took;
        }

        CalibrationRun run() {
            return run;
        }

        Model model() {
            return model;
        }

        BenchResult result() {
            return result;
        }

        /** Returns how well the test is known that is known least. */
        private double halfWidth() {
            return result.readings().stream()
                    .mapToDouble(r -> r.samples().medianHalfWidth())
                    .max()
                    .orElse(0);
        }
    }

    List<Phantom> measured() {
        return List.copyOf(phantoms);
    }

    /**
     * Writes a phantom and measures it.
     *
     * @throws EngineException if not all of its tests could be measured
     */
    void start(CalibrationRun run, Model model) throws IOException {
        PhantomRun file = PhantomRun.write(model, bench.environment().temporary());
        boolean kept = false;
        try {
            long start = System.nanoTime();
            BenchResult result = measure(run, file, SAMPLES);
            phantoms.add(new Phantom(run, model, file, result, Duration.ofNanos(System.nanoTime() - start)));
            kept = true;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /** Measures again what is known least, as often as there is time for. */
    void again(Stopwatch time, Progress progress) {
        Set<Phantom> done = new HashSet<>();
        Optional<Phantom> next = next(done);
        while (next.isPresent()) {
            Phantom phantom = next.get();
            if (!time.hasRoomFor(phantom.took)) {
                done.add(phantom);
            } else {
                progress.step(phantom.run.title() + ", again", time.share());
                long start = System.nanoTime();
                try {
                    phantom.result = phantom.result.with(measure(phantom.run, phantom.file, MORE));
                } catch (EngineException e) {
                    // What it showed before stands; why it failed is said beside it.
                    phantom.result = phantom.result.withNotes(List.of("measured once less: " + e.getMessage()));
                    done.add(phantom);
                }
                phantom.took = Duration.ofNanos(System.nanoTime() - start);
                phantom.runs++;
            }
            next = next(done);
        }
    }

    private Optional<Phantom> next(Set<Phantom> done) {
        return phantoms.stream()
                .filter(p ->
                        !done.contains(p) && p.runs < MOST_RUNS && (p.runs < LEAST_RUNS || p.halfWidth() > WELL_KNOWN))
                .min(Comparator.<Phantom>comparingInt(p -> p.runs)
                        .thenComparing(
                                Comparator.comparingDouble(Phantom::halfWidth).reversed()));
    }

    private BenchResult measure(CalibrationRun run, PhantomRun file, int samples) {
        Repetition repetition = new Repetition(samples, samples, WELL_KNOWN, Duration.ofSeconds(4), limit);
        BenchResult result = engine.bench(
                new BenchTask(new Subject.File(file.path()), run.launch(), run.workloads(), repetition), Progress.NONE);
        if (!result.missing().isEmpty()) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    String.join(", ", result.missing()) + " could not be measured",
                    Hint.NONE);
        }
        return result;
    }

    @Override
    public void close() {
        phantoms.forEach(p -> p.file.close());
    }
}
