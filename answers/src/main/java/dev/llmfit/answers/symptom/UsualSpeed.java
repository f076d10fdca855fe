package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the launch of a log should write, beside what it wrote.
 *
 * @param measured generated tokens per second in the log
 * @param expected what the speed model says of this launch
 * @param machine the hardware it was asked about
 */
record UsualSpeed(double measured, SpeedRange expected, String machine) {
    /** Below this share of the low end something else than the launch slows it. */
    private static final double SLOWER = 0.75;

    /** Tokens of llama-bench's default tests. */
    private static final int PROMPT = 512;

    /** Tokens of llama-bench's default tests. */
    private static final int GENERATED = 128;

    /**
     * Predicts the launch of a log.
     *
     * @param given hardware that the user names; else the cards that the log names, or for a log of this machine's CPU this machine
     */
    static Optional<UsualSpeed> of(
            Workbench bench, RunLog log, Optional<KnownModel> model, Optional<Machine> given, Machine here) {
        if (log.launch().generation().isEmpty() || model.isEmpty()) {
            return Optional.empty();
        }
        boolean ours = model.get().basis() == KnownModel.Basis.FILE;
        Optional<Machine> machine = given.or(() -> cards(log))
                .or(() -> ours && here.devices().isEmpty() ? Optional.of(here) : Optional.empty());
        Model shape = model.get().offer().model(model.get().fileType());
        return machine.flatMap(m -> predicted(bench, log, shape, m))
                .map(e -> new UsualSpeed(
                        log.launch().generation().getAsDouble(),
                        e.tg(),
                        machine.map(UsualSpeed::name).orElse("")));
    }

    private static Optional<SpeedEstimate> predicted(Workbench bench, RunLog log, Model shape, Machine machine) {
        try {
            LaunchOptions options = Resizer.options(log);
            Estimate estimate = bench.estimator()
                    .estimate(shape, Budgets.of(machine, Bytes.ZERO).memory(), options, log.build());
            SpeedModel speeds = bench.speeds().withEvidence(bench.evidence().of(machine, shape));
            ModelWork work = ModelWork.of(shape, HyperParameters.of(shape));
            return LaunchSpeed.of(machine, Optional.empty())
                    .map(launch -> launch.predict(speeds, work, options, estimate, PROMPT, GENERATED, 0));
        } catch (LaunchRefusedException | UnsupportedArchitectureException e) {
            return Optional.empty(); // nothing to compare with
        }
    }

    private static String name(Machine machine) {
        return machine.devices().isEmpty()
                ? machine.cpu().name()
                : machine.devices().getFirst().description();
    }

    /** The cards of the log as the database knows them; the host beside them is an average one. */
    private static Optional<Machine> cards(RunLog log) {
        List<LoggedDevice> devices = log.memory().buffers().devices();
        Set<String> ids = new HashSet<>();
        for (LoggedDevice d : devices) {
            double gib = Optional.ofNullable(log.memory().total().get(d.name()))
                    .map(Bytes::gib)
                    .orElse(0.0);
            HardwareDatabase.bundled()
                    .byName(d.description(), gib)
                    .map(HardwareEntry::id)
                    .ifPresent(ids::add);
        }
        if (ids.size() != 1) {
            return Optional.empty();
        }
        String id = devices.size() > 1
                ? devices.size() + "x " + ids.iterator().next()
                : ids.iterator().next();
        HardwareSelector selector = HardwareSelector.parse(
                Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return Optional.of(MachineResolver.bundled(() -> {
                    throw new IllegalStateException("a named card needs no probe");
                })
                .resolve(selector));
    }

    boolean slower() {
        return measured < expected.low() * SLOWER;
    }

    /**
     * Returns the comparison as a sign.
     *
     * @param explained whether the log shows causes already
     */
    Sign sign(boolean explained) {
        String range = String.format(
                Locale.ROOT,
                "%.1f tok/s were written; this launch should write %.1f to %.1f on %s",
                measured,
                expected.low(),
                expected.high(),
                machine);
        return slower()
                ? new Sign(
                        "slow/below-prediction",
                        range
                                + (explained
                                        ? ": what is said above slows it."
                                        : ": something else than the launch slows it."),
                        explained
                                ? Hint.NONE
                                : Hint.plain(
                                        "Look for another program on the card, heat, a power limit, a slow bus, or a"
                                                + " build without the GPU's fast paths."))
                : new Sign(
                        "slow/as-predicted",
                        range + ": that is what this launch can do.",
                        Hint.of(
                                "A smaller file type or more layers on the GPU make it faster: {0}.",
                                new NextStep.Ask("recommend").and("model", "REF")));
    }
}
