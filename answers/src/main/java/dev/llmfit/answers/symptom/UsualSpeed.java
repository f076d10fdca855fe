package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.log.BenchTable;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the launch of a log should write, beside what it wrote.
 *
 * @param measured generated tokens per second in the log
 * @param expected what the speed model says of this launch
 * @param machine the hardware it was asked about
 * @param assumed what of the launch the log does not tell and was assumed; may be empty
 * @param allOnGpu what the speed model says with all layers on the GPU, where some are in RAM
 */
record UsualSpeed(double measured, SpeedRange expected, String machine, String assumed, Optional<SpeedRange> allOnGpu) {
    /** Below this share of the low end something else than the launch slows it. */
    private static final double SLOWER = 0.75;

    /** Cells of the context where the log tells none: what is written is short beside it. */
    static final int CTX = 4096;

    /**
     * Predicts the launch of a log.
     *
     * @param given hardware that the user names; else the cards that the log names; this machine if the model's file lies here and
     *     it has no GPU, or if the user names the model of timings that name no hardware
     */
    static Optional<UsualSpeed> of(
            Workbench bench, RunLog log, Optional<KnownModel> model, Optional<Machine> given, Machine here) {
        if (log.generation().isEmpty() || model.isEmpty()) {
            return Optional.empty();
        }
        boolean file =
                model.get().basis() == KnownModel.Basis.FILE && here.devices().isEmpty();
        boolean bare = model.get().basis() == KnownModel.Basis.NAMED
                && log.memory().buffers().devices().isEmpty();
        Optional<Machine> machine =
                given.or(() -> LaunchForecast.cards(log)).or(() -> file || bare ? Optional.of(here) : Optional.empty());
        LaunchOptions options = options(log);
        Optional<LaunchForecast> forecast = machine.map(m -> new LaunchForecast(bench, log, model.get(), m));
        LaunchOptions onGpu = options.withNGpuLayers(-1).withNCpuMoe(0).withNoKvOffload(false);
        Optional<SpeedRange> whole =
                forecast.filter(f -> !onGpu.equals(options)).flatMap(f -> f.of(onGpu));
        return machine.flatMap(m -> forecast.flatMap(f -> f.of(options))
                .map(e -> new UsualSpeed(
                        log.generation().getAsDouble(), e, LaunchForecast.name(m), assumed(log, m), whole)));
    }

    /** A table of llama-bench tells its layers; what tells no context had a short one. */
    private static LaunchOptions options(RunLog log) {
        LaunchOptions printed = Resizer.options(log);
        LaunchOptions options = log.launch().ctx().isPresent() ? printed : printed.withNCtx(CTX);
        OptionalInt layers = log.pasted().bench().map(BenchTable::layers).orElse(OptionalInt.empty());
        return layers.isPresent() ? options.withNGpuLayers(layers.getAsInt()) : options;
    }

    private static String assumed(RunLog log, Machine machine) {
        boolean told = log.launch().offloaded().isPresent()
                || log.gpuUsed().isPresent()
                || log.pasted().bench().filter(b -> b.layers().isPresent()).isPresent();
        return told || machine.devices().isEmpty() ? "" : " with all layers on the GPU";
    }

    boolean slower() {
        return measured < expected.low() * SLOWER;
    }

    /** Returns what was measured beside what is expected. */
    String said() {
        return String.format(
                Locale.ROOT,
                "%.1f tok/s were written; this launch should write %.1f to %.1f on %s%s",
                measured,
                expected.low(),
                expected.high(),
                machine,
                assumed);
    }

    /** Returns what all layers on the GPU would write, where some are in RAM. */
    Optional<Sign> whole() {
        return allOnGpu.filter(w -> w.low() > expected.low())
                .map(w -> new Sign(
                        "slow/whole-on-gpu",
                        String.format(
                                Locale.ROOT,
                                "With all layers and the cache on the GPU it would write %.1f to %.1f tok/s.",
                                w.low(),
                                w.high()),
                        Hint.NONE));
    }

    /**
     * Returns the comparison as a sign.
     *
     * @param explained whether the log shows causes already
     */
    Sign sign(boolean explained) {
        return slower()
                ? new Sign(
                        "slow/below-prediction",
                        said()
                                + (explained
                                        ? ": what is said above slows it."
                                        : ": something else than the launch slows it."),
                        explained
                                ? Hint.NONE
                                : Hint.plain(
                                        "nvidia-smi -q -d PERFORMANCE,POWER (AMD: amd-smi metric) while it writes: look for"
                                                + " another program on the card, heat, a power limit, a slow bus, or a build without"
                                                + " the GPU's fast paths."))
                : new Sign(
                        "slow/as-predicted",
                        said() + ": that is what this launch can do.",
                        Hint.of(
                                "A smaller file type or more layers on the GPU make it faster: {0}.",
                                new NextStep.Ask("recommend").and("model", "REF")));
    }
}
