package dev.llmfit.answers.size;

import dev.llmfit.answers.Lookup;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.size.BuffersQuestion.Devices;
import dev.llmfit.answers.size.BuffersQuestion.Hardware;
import dev.llmfit.answers.size.BuffersQuestion.Run;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.BuildKnowledge;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.plan.PreparedModel;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Sizes one launch of many; what launches have in common is looked up. */
final class BuffersAnswering {
    private final BuffersQuestion question;
    private final Workbench bench;

    BuffersAnswering(BuffersQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    BuffersAnswer answer() {
        Shape shape = new Shape(
                question.model(), question.fileType(), question.nextToken().isPresent());
        Prepared prepared = bench.find(shape);
        PreparedModel model = prepared.model();
        List<DeviceMemory> devices = devices();
        GraphEstimator estimator =
                question.place() instanceof Devices ? bench.everyKernelEstimator() : bench.estimator();
        Estimate own = estimator.estimate(model, devices, question.options(), question.build());
        Estimate estimate = question.nextToken()
                .map(o -> own.beside(estimator
                        .nextTokenContext(model, devices, o, question.build())
                        .withoutWeights()))
                .orElse(own);
        return new BuffersAnswer(
                prepared.meant(),
                new BuildKnowledge(question.build(), model.model().architecture()),
                estimate,
                question.run().flatMap(run -> speed(run, shape, estimate)));
    }

    private List<DeviceMemory> devices() {
        return switch (question.place()) {
            case Devices d -> d.memory();
            case Hardware h -> DeviceMemory.of(bench.find(new Named(h.name())));
        };
    }

    private Optional<SpeedEstimate> speed(Run run, Shape shape, Estimate estimate) {
        if (!(question.place() instanceof Hardware h)) {
            return Optional.empty();
        }
        Machine machine = bench.find(new Named(h.name()));
        return LaunchSpeed.of(machine, run.backend().map(Backend::id))
                .map(launch -> launch.withBuild(question.build())
                        .predict(
                                bench.find(new Speeds(h.name(), shape)),
                                bench.find(new Work(shape)),
                                question.options(),
                                estimate,
                                run.nPrompt(),
                                run.nGen(),
                                run.depth()));
    }

    /** A model, ready to be sized, and which one it is. */
    private record Prepared(MeantModel meant, PreparedModel model) {}

    /** A model as a question names it. */
    private record Shape(ModelSource source, Optional<FileType> fileType, boolean nextToken)
            implements Lookup<Prepared> {
        @Override
        public Prepared find(Workbench bench) {
            try {
                SizeModel found = SizeModel.of(bench, source, fileType, false, nextToken);
                return new Prepared(found.meant(), PreparedModel.of(found.model()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A machine by its name. */
    private record Named(String hardware) implements Lookup<Machine> {
        @Override
        public Machine find(Workbench bench) {
            return bench.machine(HardwareSelector.named(hardware));
        }
    }

    /** What a model reads and computes for a token. */
    private record Work(Shape shape) implements Lookup<ModelWork> {
        @Override
        public ModelWork find(Workbench bench) {
            PreparedModel model = bench.find(shape).model();
            return ModelWork.of(model.model(), model.hyperParameters());
        }
    }

    /** Speeds with what was measured of a model on a machine. */
    private record Speeds(String hardware, Shape shape) implements Lookup<SpeedModel> {
        @Override
        public SpeedModel find(Workbench bench) {
            return bench.speeds()
                    .withEvidence(bench.find(new Measured())
                            .of(
                                    bench.find(new Named(hardware)),
                                    bench.find(shape).model().model()));
        }
    }

    /** The stored measurements. */
    private record Measured() implements Lookup<EvidenceSource> {
        @Override
        public EvidenceSource find(Workbench bench) {
            return bench.evidence();
        }
    }
}
