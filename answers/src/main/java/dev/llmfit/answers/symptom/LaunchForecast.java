package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.OllamaPs;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.sizing.BufferSizes;
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

/** What launches of the model of a log should write on a machine, by the speed model. */
final class LaunchForecast {
    /** Tokens of llama-bench's default tests. */
    private static final int PROMPT = 512;

    /** Tokens of llama-bench's default tests. */
    private static final int GENERATED = 128;

    private final Workbench bench;
    private final RunLog log;
    private final KnownModel model;
    private final Machine machine;

    LaunchForecast(Workbench bench, RunLog log, KnownModel model, Machine machine) {
        this.bench = bench;
        this.log = log;
        this.model = model;
        this.machine = machine;
    }

    /** Returns generated tokens per second; empty for a launch that llama.cpp would refuse. */
    Optional<SpeedRange> of(LaunchOptions options) {
        try {
            Model shape = model.offer().model(model.fileType());
            Estimate estimate = bench.estimator()
                    .estimate(shape, Budgets.of(machine, Bytes.ZERO).memory(), options, log.build());
            SpeedModel speeds = bench.speeds().withEvidence(bench.evidence().of(machine, shape));
            ModelWork work = ModelWork.of(shape, HyperParameters.of(shape));
            return LaunchSpeed.of(machine, Optional.empty())
                    .map(launch -> launch.withBuild(log.build())
                            .predict(speeds, work, options, estimate, PROMPT, GENERATED, 0))
                    .map(SpeedEstimate::tg);
        } catch (LaunchRefusedException | UnsupportedArchitectureException e) {
            return Optional.empty(); // nothing to compare with
        }
    }

    /** Returns what all layers of the model would take of the GPUs with a short context, beside what is free there. */
    Optional<Sign> needs() {
        if (machine.devices().isEmpty()) {
            return Optional.empty();
        }
        int ctx = log.launch().ctx().orElse(UsualSpeed.CTX);
        try {
            Model shape = model.offer().model(model.fileType());
            Budgets budgets = Budgets.of(machine, Bytes.ZERO);
            LaunchOptions whole =
                    LaunchOptions.defaults().withNCtx(ctx).withNParallel(1).withNOutputsMax(1);
            Bytes all = bench.estimator().estimate(shape, budgets.memory(), whole, log.build()).devices().stream()
                    .map(BufferSizes::total)
                    .reduce(Bytes.ZERO, Bytes::plus);
            long free = budgets.allDevices();
            return Optional.of(new Sign(
                    "oom/model-need",
                    String.format(
                            Locale.ROOT,
                            "All layers of %s %s with %,d tokens take %,.0f MiB; %s can give %,.0f MiB: %s.",
                            model.offer().name(),
                            model.fileType(),
                            ctx,
                            all.mib(),
                            name(machine),
                            Bytes.of(free).mib(),
                            all.count() > free
                                    ? "it does not fit"
                                    : "it fits, so a longer context or another program took it"),
                    Hint.of(
                            "{0} says what fits.",
                            new NextStep.Ask("recommend")
                                    .and("model", model.offer().name()))));
        } catch (LaunchRefusedException | UnsupportedArchitectureException e) {
            return Optional.empty(); // nothing to compare with
        }
    }

    /** Returns what the share in RAM of {@code ollama ps} costs. */
    Optional<Sign> costOf(OllamaPs row) {
        int layers = HyperParameters.of(model.offer().shape()).nLayer() + 1;
        LaunchOptions whole = LaunchOptions.defaults().withNCtx(row.context().orElse(UsualSpeed.CTX));
        int onGpu = (int) Math.round(layers * (100 - row.onProcessor()) / 100.0);
        Optional<SpeedRange> now = of(whole.withNGpuLayers(onGpu));
        Optional<SpeedRange> then = of(whole);
        return now.isEmpty() || then.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sign(
                        "slow/whole-on-gpu",
                        String.format(
                                Locale.ROOT,
                                "So divided it should write %.1f to %.1f tok/s on %s, with all layers on the GPU %.1f to %.1f.",
                                now.get().low(),
                                now.get().high(),
                                name(machine),
                                then.get().low(),
                                then.get().high()),
                        Hint.NONE));
    }

    static String name(Machine machine) {
        return machine.devices().isEmpty()
                ? machine.cpu().name()
                : machine.devices().getFirst().description();
    }

    /** The cards of the log as the database knows them; the host beside them is an average one. */
    static Optional<Machine> cards(RunLog log) {
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
}
