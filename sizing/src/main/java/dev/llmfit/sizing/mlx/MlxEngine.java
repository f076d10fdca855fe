package dev.llmfit.sizing.mlx;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.LaunchArgument;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.speed.SpeedDevice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** mlx-lm, which runs models on Macs with Apple silicon; LM Studio and Ollama have it inside. */
public final class MlxEngine implements SizedEngine {
    /** Its name in questions. */
    public static final String ID = "mlx";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "mlx-lm";
    }

    @Override
    public List<LaunchArgument> arguments() {
        return MlxArguments.known();
    }

    /** Returns a tag of Ollama's library that its MLX engine runs; empty where none is known. */
    public static Optional<String> ollamaTag(EngineModel model) {
        return MlxCommands.ollamaTag(model);
    }

    /** What a launch takes does not depend on the machine; whether it fits and how fast it is, does. */
    @Override
    public boolean needsNoMachine(LaunchArguments launch) {
        return true;
    }

    @Override
    public EngineSize size(EngineModel model, LaunchArguments given, Optional<Machine> machine) {
        if (model.stored().filter(stored -> !stored.isPlain()).isPresent()) {
            throw new LaunchArgumentException("the weights of " + model.id()
                    + " are quantized already, which is not sized for MLX yet: name its model of the catalogue, and how"
                    + " it is quantized");
        }
        MlxLaunch launch = MlxArguments.read(given, model.traits().context());
        Optional<Device> gpu = machine.flatMap(MlxEngine::metal);
        Told told = new Told(model, launch, given, machine);
        try {
            MlxMemory memory = MlxMemory.of(model.trunk());
            long weights = memory.weights(launch.quantization());
            try {
                MlxMemory.Cache cache = memory.cache(launch);
                return told.sized(
                        memory,
                        weights,
                        cache,
                        gpu.map(g -> MacMemory.of(machine.orElseThrow(), g)),
                        speed(memory, cache, launch, gpu));
            } catch (LaunchRefusedException e) {
                return told.refused(Optional.of(weights), e);
            }
        } catch (LaunchRefusedException e) {
            return told.refused(Optional.empty(), e);
        }
    }

    private static Optional<Device> metal(Machine machine) {
        return machine.devices().stream()
                .filter(device -> device.backend() == Backend.METAL)
                .findFirst();
    }

    private static Optional<MlxSpeed> speed(
            MlxMemory memory, MlxMemory.Cache cache, MlxLaunch launch, Optional<Device> gpu) {
        return gpu.flatMap(device -> SpeedDevice.of(device, HardwareDatabase.bundled()))
                .map(device -> MlxSpeed.of(
                        memory,
                        Math.addExact(memory.weightsRead(launch.quantization()), cache.last()),
                        memory.weightsRead(Optional.empty()),
                        device));
    }

    /** What was asked, and what is said of it. */
    private record Told(EngineModel model, MlxLaunch launch, LaunchArguments given, Optional<Machine> machine) {
        EngineSize sized(
                MlxMemory memory,
                long weights,
                MlxMemory.Cache cache,
                Optional<MacMemory> mac,
                Optional<MlxSpeed> speed) {
            MlxPeak peak = memory.peak(weights, cache, launch);
            MlxAdvice advice = new MlxAdvice(memory, launch, weights, cache, peak, mac);
            OptionalLong better = advice.betterStep();
            return new MlxSize(
                    MlxAdvice.heading(model.id(), launch, machine),
                    Optional.of(weights),
                    Optional.of(cache),
                    Optional.of(peak),
                    mac,
                    speed,
                    advice.refusal(),
                    advice.notes(given, machine.isPresent(), better),
                    MlxCommands.of(model, launch, memory, better));
        }

        EngineSize refused(Optional<Long> weights, LaunchRefusedException why) {
            return new MlxSize(
                    MlxAdvice.heading(model.id(), launch, machine),
                    weights,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("mlx-lm ends with an error: " + why.getMessage() + "."),
                    List.of(),
                    List.of());
        }
    }
}
