package dev.llmfit.cli.size;

import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.size.BatchAnswerWriter.Speed;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.plan.PreparedModel;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Names of a batch, looked up in the bundled catalogue and the bundled hardware, each once. */
final class BundledSources implements BatchSources {
    private record ModelKey(String reference, FileType fileType) {}

    private record MeasuredKey(String hardware, PreparedModel model) {}

    private final ModelResolver models = Session.bench().models();
    private final MachineResolver machines = MachineResolver.bundled(() -> {
        throw new HardwareException("a batch names its hardware", "give 'devices' or 'hardware' in each line");
    });
    private final Map<ModelKey, PreparedModel> prepared = new ConcurrentHashMap<>();
    private final Map<PreparedModel, ModelWork> work = new ConcurrentHashMap<>();
    private final SpeedModel speeds = SpeedModel.bundled();
    private final EvidenceSource measured = Session.bench().evidence();
    private final Map<MeasuredKey, SpeedModel> informed = new ConcurrentHashMap<>();
    private final Map<String, Machine> known = new ConcurrentHashMap<>();

    @Override
    public PreparedModel model(String reference, Optional<String> fileType) {
        FileType wanted = fileType.map(BundledSources::fileType).orElse(FileType.Q4_K_M);
        return prepared.computeIfAbsent(new ModelKey(reference, wanted), key -> prepare(key, fileType.isPresent()));
    }

    private static FileType fileType(String name) {
        return FileType.byName(name).orElseThrow(() -> new BadRequestException("unknown file type '" + name + "'"));
    }

    private PreparedModel prepare(ModelKey key, boolean named) {
        try {
            ResolvedModel resolved = models.resolve(key.reference());
            return PreparedModel.of(
                    named && resolved.isLaidOut()
                            ? Quantizer.quantize(resolved.shape(), key.fileType())
                            : resolved.model(key.fileType()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<DeviceMemory> devices(String hardware) {
        return SizedLaunch.devices(machine(hardware));
    }

    private Machine machine(String hardware) {
        return known.computeIfAbsent(hardware, id -> machines.resolve(HardwareSelector.named(id)));
    }

    private SpeedModel informed(String hardware, PreparedModel model) {
        return informed.computeIfAbsent(
                new MeasuredKey(hardware, model),
                key -> speeds.withEvidence(measured.of(machine(hardware), model.model())));
    }

    @Override
    public Optional<Speed> speed(BatchRequest request, PreparedModel model, Estimate estimate) {
        if (request.hardware().isEmpty()) {
            return Optional.empty();
        }
        BatchRequest.SpeedRequest run = request.speed().orElseThrow();
        Machine machine = machine(request.hardware().get());
        ModelWork tokens = work.computeIfAbsent(model, m -> ModelWork.of(m.model(), m.hyperParameters()));
        return LaunchSpeed.of(machine, run.backend())
                .map(launch -> launch.predict(
                        informed(request.hardware().get(), model),
                        tokens,
                        request.options(),
                        estimate,
                        run.nPrompt(),
                        run.nGen(),
                        run.depth()))
                .map(Speed::new);
    }
}
