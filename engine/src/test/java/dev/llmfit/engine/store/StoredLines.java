package dev.llmfit.engine.store;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Machines, models and stored lines for tests of what the store says. */
final class StoredLines {
    static final Machine CPU = machine("epyc-9554-12ch-cpu");
    static final Machine GPU = machine("rtx4090-24g-64g");
    static final Model MODEL = model("llama3.2:1b", FileType.Q4_K_M);
    static final LaunchOptions DEFAULTS = LaunchOptions.defaults().withNCtx(4096);
    static final double MEASURED = 175;

    static final Instant TIME = Instant.parse("2026-11-25T03:00:00Z");

    private StoredLines() {}

    static SpeedEstimate predict(
            EvidenceSource source, Machine machine, Model model, LaunchOptions options, int depth) {
        return predict(SpeedModel.bundled().withEvidence(source.of(machine, model)), machine, model, options, depth);
    }

    static SpeedEstimate predict(SpeedModel speeds, Machine machine, Model model, LaunchOptions options, int depth) {
        List<DeviceMemory> devices = machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
        Estimate estimate = new GraphEstimator().estimate(model, devices, options, EngineBuild.NEWEST);
        return LaunchSpeed.of(machine, Optional.empty())
                .orElseThrow()
                .predict(speeds, ModelWork.of(model, HyperParameters.of(model)), options, estimate, 512, 128, depth);
    }

    static JsonObject measured(
            Machine machine, Model model, LaunchOptions options, OptionalInt threads, boolean lowerBound) {
        return measured(machine, model, options, threads, lowerBound, 11434, MEASURED);
    }

    static JsonObject measured(
            Machine machine,
            Model model,
            LaunchOptions options,
            OptionalInt threads,
            boolean lowerBound,
            int build,
            double speed) {
        return document(
                machine,
                model,
                options,
                threads,
                lowerBound,
                build,
                List.of(reading(Workload.Phase.PP, 512, 10 * speed), reading(Workload.Phase.TG, 128, speed)));
    }

    static JsonObject document(
            Machine machine,
            Model model,
            LaunchOptions options,
            OptionalInt threads,
            boolean lowerBound,
            int build,
            List<SpeedReading> readings) {
        EngineDescription engine = new EngineDescription(
                "llama.cpp", "0.6.0", OptionalInt.of(build), List.of("CPU"), List.of(), lowerBound);
        BenchResult result = new BenchResult(engine, readings, List.of());
        return StoredMeasurement.document(
                TIME,
                HardwareFingerprint.of(machine),
                ModelIdentity.of(model),
                true,
                new Launch(options, threads, List.of()),
                new MachineLoad(0, 8),
                result);
    }

    static SpeedReading reading(Workload.Phase phase, int tokens, double speed) {
        return new SpeedReading(
                new Workload(phase, tokens, 0),
                new SampleSummary(List.of(speed, speed, speed)),
                SpeedReading.Clock.ENGINE);
    }

    static Machine machine(String id) {
        return MachineResolver.bundled(() -> {
                    throw new IllegalStateException("the machine is named");
                })
                .resolve(HardwareSelector.named(id));
    }

    static Model model(String name, FileType type) {
        try {
            return ModelResolver.of(Environment.ofProcess(), false)
                    .resolve(name)
                    .in(type)
                    .model();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
