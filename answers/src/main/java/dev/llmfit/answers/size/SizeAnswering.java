package dev.llmfit.answers.size;

import dev.llmfit.answers.FileOnDisk;
import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.rpc.RemoteDevices;
import dev.llmfit.answers.size.SizeAnswer.Hardware;
import dev.llmfit.answers.size.SizeAnswer.OneMoreLayer;
import dev.llmfit.answers.size.SizeAnswer.Reading;
import dev.llmfit.answers.size.SizeAnswer.Remarks;
import dev.llmfit.answers.size.SizeAnswer.Speeds;
import dev.llmfit.answers.size.SizeAnswer.Subject;
import dev.llmfit.answers.size.SizeQuestion.Draft;
import dev.llmfit.answers.size.SizeQuestion.Gpus;
import dev.llmfit.answers.size.SizeQuestion.Projector;
import dev.llmfit.answers.size.Start.Fit;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.engine.store.StoreDamage;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Explanation;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchUse;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.sizing.plan.FittedLaunch;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sizes one launch of llama-server with everything that it loads. */
final class SizeAnswering {
    private final SizeQuestion question;
    private final Workbench bench;
    private final LaunchFiles files;
    private final EvidenceSource evidence;

    SizeAnswering(SizeQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
        this.files = new LaunchFiles(bench, question.headerOnly());
        this.evidence = bench.evidence();
    }

    /**
     * The launch with what was needed to size it.
     *
     * @param found the model as it was found
     * @param own the launch of the model alone
     * @param estimator what sized it, with the launch's adapters
     * @param fit what {@code --fit} made of it, if it was asked for
     * @param notes what was assumed about its start, one sentence each
     */
    record Sized(
            SizeModel found, SizedLaunch own, GraphEstimator estimator, Optional<FitTold> fit, List<String> notes) {}

    /** Sizes the model. */
    Sized launch() throws IOException {
        GraphEstimator estimator = adapted();
        SizeModel found = SizeModel.of(
                        bench,
                        question.model(),
                        question.fileType(),
                        question.headerOnly(),
                        speculation().predictsNextTokens())
                .with(question.start().keys(), bench);
        Machine machine = machine();
        List<String> notes = new ArrayList<>();
        LaunchOptions options = speculation().target(LaunchFitting.started(question, found, machine, notes));
        Optional<Fit> fit = question.start().fit();
        if (fit.isEmpty()) {
            return new Sized(
                    found, sized(found.model(), machine, options, estimator), estimator, Optional.empty(), notes);
        }
        return fitted(found, machine, options, estimator, notes);
    }

    private Sized fitted(
            SizeModel found, Machine machine, LaunchOptions options, GraphEstimator estimator, List<String> notes)
            throws IOException {
        Optional<LoadedProjector> projector = projector(found, machine);
        boolean drafts = question.loaded().draft().isPresent();
        FittedLaunch launch = LaunchFitting.fit(
                question.start().fit().orElseThrow(), found.model(), machine, options, projector, tried -> {
                    SizedLaunch own = sized(found.model(), machine, tried, estimator);
                    return drafts
                            ? besideDraft(new Sized(found, own, estimator, Optional.empty(), notes))
                            : own.estimate();
                });
        SizedLaunch own = sized(found.model(), machine, launch.options(), estimator);
        FitTold told = new FitTold(launch, own.estimate().layerDevice().size());
        return new Sized(found, own, estimator, Optional.of(told), notes);
    }

    private Estimate besideDraft(Sized sized) {
        try {
            Estimate own = sized.own().estimate();
            return draft(sized).map(d -> own.beside(d.estimate())).orElse(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SizedLaunch sized(Model model, Machine machine, LaunchOptions options, GraphEstimator estimator) {
        Estimate estimate = estimator.estimate(model, DeviceMemory.of(machine), options, question.build());
        return new SizedLaunch(model, machine, options, estimate);
    }

    private GraphEstimator adapted() throws IOException {
        List<Model> adapters = new ArrayList<>();
        for (String file : question.loaded().adapters()) {
            adapters.add(files.read(Path.of(file)));
        }
        return adapters.isEmpty() ? bench.estimator() : bench.estimator().withAdapters(adapters);
    }

    private Machine machine() {
        Gpus gpus = question.place().gpus();
        return UsableGpus.named(
                withServers(UsableGpus.visible(bench.machine(question.place().machine()), gpus)), gpus);
    }

    private Machine withServers(Machine machine) {
        List<String> servers = question.place().rpcServers();
        try {
            return servers.isEmpty() ? machine : RemoteDevices.with(machine, servers);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    new Refusal(
                            Refusal.Kind.BAD_QUESTION,
                            "usage",
                            e.getMessage() + ".",
                            Hint.of("for example {0}", new Change("rpc", "192.168.0.5:50052"))),
                    e);
        }
    }

    private Speculation speculation() {
        return question.speculation();
    }

    /** Returns where it is kept what variations of a launch leave of memory. */
    Rooms rooms(Sized sized) {
        SizedLaunch own = sized.own();
        return question.loaded().equals(SizeQuestion.Loaded.NOTHING)
                ? bench.kept(new Rooms.Of(new SameModel(own.model()), own.machine(), question.build()))
                : new Rooms(); // files beside the model may change
    }

    /** Returns the same launch with other options. */
    Sized with(Sized sized, LaunchOptions options) {
        SizedLaunch own = sized(sized.own().model(), sized.own().machine(), options, sized.estimator());
        return new Sized(sized.found(), own, sized.estimator(), Optional.empty(), sized.notes());
    }

    /** Returns what the same launch takes with other options at least; nothing of its graphs is planned. */
    Sized least(Sized sized, LaunchOptions options) {
        Model model = sized.own().model();
        Machine machine = sized.own().machine();
        Estimate estimate = sized.estimator().least(model, DeviceMemory.of(machine), options, question.build());
        SizedLaunch own = new SizedLaunch(model, machine, options, estimate);
        return new Sized(sized.found(), own, sized.estimator(), Optional.empty(), sized.notes());
    }

    /** Returns the buffers of everything that is loaded. */
    Estimate everything(Sized sized) throws IOException {
        Estimate own = sized.own().estimate();
        Optional<LoadedProjector> projector =
                projector(sized.found(), sized.own().machine());
        Estimate seeing = projector.map(p -> own.beside(p.beside(own))).orElse(own);
        return draft(sized).map(d -> seeing.beside(d.estimate())).orElse(seeing);
    }

    /** Returns the speed of one sequence that fills the context of its slot, of a launch that was sized and runs. */
    SpeedRange fullSpeed(Sized base, SizeAnswer answer) {
        SizedLaunch own = base.own();
        SizedLaunch launch = new SizedLaunch(own.model(), own.machine(), answer.options(), answer.estimate());
        SpeedModel model = bench.speeds().withEvidence(evidence.of(own.machine(), own.model()));
        LaunchSpeed hardware = LaunchSpeed.assuming(own.machine()).withBuild(question.build());
        return model.predict(launch.fullSpeed(hardware, work(own.model()))).tg();
    }

    private ModelWork work(Model model) {
        return bench.kept(new SameModel.Work(new SameModel(model)));
    }

    /** Returns where the memory of the model goes. */
    Explanation explanation(Sized sized) {
        SizedLaunch own = sized.own();
        return sized.estimator().explain(own.model(), DeviceMemory.of(own.machine()), own.options(), question.build());
    }

    /** Returns the answer with everything that is loaded beside the model. */
    SizeAnswer answer(Sized sized) throws IOException {
        SizedLaunch own = sized.own();
        Estimate all = everything(sized);
        Optional<LoadedProjector> projector = projector(sized.found(), own.machine());
        Optional<SizedLaunch> draft = draft(sized);
        Optional<EngineSays> says =
                question.engine().isPresent() ? Optional.of(EngineAsking.of(bench, question, sized)) : Optional.empty();
        Model model = own.model();
        Machine machine = own.machine();
        LaunchUse memory = Budgets.of(machine, Budgets.DEFAULT_MARGIN).use(machine, all);
        boolean runs = memory.holds() && !own.estimate().attentionOnCpu();
        return new SizeAnswer(
                new Subject(sized.found().meant(), model.name(), model.architecture(), Bytes.of(model.tensorBytes())),
                new Hardware(
                        machine.cpu().name(),
                        machine.devices().stream().map(Device::description).toList()),
                own.options(),
                question.build(),
                all,
                memory,
                LayerRange.of(all, own.options().splitMode()),
                LayerRange.output(all, own.options().splitMode()),
                projector.map(LoadedProjector::told),
                draft.map(this::told),
                runs
                        ? LaunchSpeeds.of(
                                bench.speeds().withEvidence(evidence.of(machine, model)),
                                question,
                                own,
                                draft,
                                this::work)
                        : Speeds.UNKNOWN,
                remarks(sized, all),
                says,
                reading(sized),
                new LimitsOfLaunch(LaunchSeries.of(this, sized)));
    }

    private Reading reading(Sized sized) {
        List<String> notes = Stream.concat(question.start().notes().stream(), sized.notes().stream())
                .toList();
        return new Reading(question.start().program(), notes, sized.fit());
    }

    private Optional<LoadedProjector> projector(SizeModel found, Machine machine) throws IOException {
        Optional<Projector> wanted = question.loaded().projector();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        boolean offload = wanted.get().offload();
        FlashAttn flashAttention = question.options().flashAttn();
        if (LaunchFiles.isAuto(wanted.get().file()) && found.file().isEmpty()) {
            ProjectorFile file = found.projector()
                    .orElseThrow(() -> LaunchFiles.noProjector(found.model().name()));
            return Optional.of(
                    LoadedProjector.of(found.meant().id(), file, machine, offload, flashAttention, question.build()));
        }
        Model projector = files.projector(wanted.get().file(), found.file());
        return Optional.of(LoadedProjector.of(projector, machine, offload, flashAttention, question.build()));
    }

    /**
     * Sizes the draft as llama-server makes it for {@code -md} or {@code --spec-type draft-mtp}: with the same context and slots
     * ({@code common_speculative_init_result} in {@code common/speculative.cpp}).
     */
    private Optional<SizedLaunch> draft(Sized sized) throws IOException {
        SizedLaunch own = sized.own();
        Optional<Draft> wanted = question.loaded().draft();
        boolean nextToken = speculation().predictsNextTokens();
        if (wanted.isEmpty() || (wanted.get().model().isEmpty() && !nextToken)) {
            return Optional.empty();
        }
        if (wanted.get().model().isEmpty()) {
            LaunchOptions options = own.options()
                    .withNCtx(own.estimate().nCtx())
                    .withTypeK(wanted.get().options().typeK())
                    .withTypeV(wanted.get().options().typeV());
            return Optional.of(nextTokenContext(own.model(), own.machine(), options, sized.estimator(), false));
        }
        Model model = SizeModel.of(
                        bench,
                        new Named(wanted.get().model().get()),
                        Optional.empty(),
                        question.headerOnly(),
                        nextToken)
                .model();
        LaunchOptions options = like(own)
                .withNGpuLayers(wanted.get().options().nGpuLayers())
                .withTypeK(wanted.get().options().typeK())
                .withTypeV(wanted.get().options().typeV());
        return Optional.of(
                nextToken
                        ? nextTokenContext(model, own.machine(), options, bench.estimator(), true)
                        : sized(model, own.machine(), options, bench.estimator()));
    }

    /** A draft's options are those of the model, without what places single tensors. */
    private static LaunchOptions like(SizedLaunch own) {
        LaunchOptions of = own.options();
        return LaunchOptions.defaults()
                .withNCtx(own.estimate().nCtx())
                .withNBatch(of.nBatch())
                .withNUbatch(of.nUbatch())
                .withNParallel(of.nParallel())
                .withKvUnified(of.kvUnified())
                .withNOutputsMax(of.nParallel())
                .withFlashAttn(of.flashAttn())
                .withTensorSplit(of.tensorSplit())
                .withSplitMode(of.splitMode())
                .withMainGpu(of.mainGpu())
                .withSwaFull(of.swaFull())
                .withNoKvOffload(of.noKvOffload())
                .withOpOffload(of.opOffload());
    }

    private SizedLaunch nextTokenContext(
            Model model, Machine machine, LaunchOptions options, GraphEstimator estimator, boolean ownWeights) {
        List<DeviceMemory> devices = DeviceMemory.of(machine);
        Estimate estimate = estimator.nextTokenContext(model, devices, options, question.build());
        return new SizedLaunch(model, machine, options, ownWeights ? estimate : estimate.withoutWeights());
    }

    private SizedDraft told(SizedLaunch draft) {
        Estimate e = draft.estimate();
        Bytes buffers = e.host().total();
        for (int d = 0; d < e.devices().size(); d++) {
            buffers = buffers.plus(e.devices().get(d).total());
        }
        boolean shared = question.loaded().draft().flatMap(Draft::model).isEmpty();
        return new SizedDraft(
                draft.model().name(),
                shared ? Bytes.ZERO : Bytes.of(draft.model().tensorBytes()),
                buffers,
                speculation().drafted(),
                speculation().words());
    }

    private Remarks remarks(Sized sized, Estimate all) {
        SizedLaunch own = sized.own();
        FailureSource failures = bench.failures();
        Stream<String> damage = Stream.of(evidence.damage(), failures.damage())
                .flatMap(Optional::stream)
                .map(StoreDamage::sentence)
                .distinct();
        List<String> notes = Stream.concat(LaunchSpeed.assumptions(own.machine(), own.options()).stream(), damage)
                .toList();
        return new Remarks(
                LaunchDoubts.attentionOnCpu(own, question.build()),
                LaunchDoubts.beyondTraining(own, all),
                failures.against(own.machine(), own.model(), all),
                sized.found().file().isPresent()
                        ? Optional.empty()
                        : FileOnDisk.here(
                                bench,
                                question.place().machine(),
                                sized.found().meant().fileBytes()),
                notes,
                oneMore(sized));
    }

    /** Empty where all layers are on the GPUs already, or where their number was not chosen. */
    private Optional<OneMoreLayer> oneMore(Sized sized) {
        SizedLaunch own = sized.own();
        int chosen = own.options().nGpuLayers();
        Machine machine = own.machine();
        if (chosen < 0
                || chosen >= own.estimate().layerDevice().size()
                || machine.devices().isEmpty()) {
            return Optional.empty();
        }
        SizedLaunch more = sized(own.model(), machine, own.options().withNGpuLayers(chosen + 1), sized.estimator());
        DeviceUse tightest =
                Budgets.of(machine, Budgets.DEFAULT_MARGIN).use(machine, more.estimate()).devices().stream()
                        .min(Comparator.comparingLong(DeviceUse::spare))
                        .orElseThrow();
        return Optional.of(new OneMoreLayer(
                chosen + 1,
                tightest.name(),
                tightest.buffers().total(),
                tightest.margin().plus(tightest.overhead().typical()),
                tightest.spare()));
    }
}
