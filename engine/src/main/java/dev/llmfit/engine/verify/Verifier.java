package dev.llmfit.engine.verify;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.FallingSpeed;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.LoadedModel;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.llamacpp.LaunchFailure;
import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.process.ResidentMemory;
import dev.llmfit.engine.rpc.RpcDevice;
import dev.llmfit.engine.rpc.RpcServer;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Probe;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs a launch for real and puts what was predicted beside what was measured: every buffer of every device, the memory of the
 * process, and the speeds. Without weights it runs a phantom.
 */
public final class Verifier {
    /** How long an RPC server may take to tell its devices; judgement. */
    private static final Duration ASKING = Duration.ofSeconds(5);

    /** Each takes a load; after so many halvings something else is wrong. Judgement. */
    private static final int MOST_PLANS = 4;
    /** Oldest build whose later changes to compute buffers are undone. */
    private static final int FIRST_STUDIED = 7772;

    /**
     * First build that decides by itself whether to use flash attention (llama.cpp's PR 15434, 2025-08-30); older ones leave it
     * off. Confirmed by two programs that follow it: Jan sends {@code auto} from b6325 on, llama.node took the new parameter
     * with b6327.
     */
    private static final int DECIDES_FLASH = 6325;
    /**
     * Builds before this one have no cache of their own for sliding windows (llama.cpp's PR 13194, merged 2025-05-20). The
     * number is reckoned from dates and was not checked: b5115 is of 2025-04-11 and b5554 of 2025-05-31 (issue 14071). A build
     * that is a few days off may be predicted with the wrong cache; then {@code verify} says so.
     */
    private static final int SWA_CACHE = 5430;
    /** The embedded engine's natives are a plain build; an installed one generates at most this many times as fast. */
    private static final double LOWER_BOUND = 5;
    /** First build seen that keeps logits for its slots only. */
    private static final int SERVER_KEEPS_SLOTS = 9849;

    private final Engine engine;
    private final MemoryEstimator estimator;
    private final ExpectedSpeed.Source speeds;
    private final Path temporaryFolder;
    private final Bytes hostFree;
    private final MachineLoad load;

    /**
     * Creates a verifier.
     *
     * @param engine one that loads files
     * @param estimator makes the predictions of memory
     * @param speeds makes the predictions of speed
     * @param temporaryFolder where a phantom may be written
     * @param hostFree memory of the host that is free now; a file larger than this is mapped, not copied
     * @param load how busy the machine was before
     */
    public Verifier(
            Engine engine,
            MemoryEstimator estimator,
            ExpectedSpeed.Source speeds,
            Path temporaryFolder,
            Bytes hostFree,
            MachineLoad load) {
        this.engine = engine;
        this.estimator = estimator;
        this.speeds = speeds;
        this.temporaryFolder = temporaryFolder;
        this.hostFree = hostFree;
        this.load = load;
    }

    /**
     * Verifies a launch; if it cannot get its memory, smaller ones are tried and the result says so.
     *
     * @param task what to verify
     * @param progress told about each step
     * @param alternatives what to try instead; asked after each launch that failed
     * @throws EngineException if the engine is missing, fails for another reason, or nothing that was tried got its memory
     */
    public Verification verify(VerifyTask task, Progress progress, Alternatives alternatives) {
        List<Verification.Lesson> lessons = new ArrayList<>();
        VerifyTask current = encoding(task);
        while (true) {
            try {
                return once(current, progress).after(lessons);
            } catch (EngineException failure) {
                EngineException e = memory(current, failure);
                if (e.kind() != EngineException.Kind.OUT_OF_MEMORY) {
                    throw e;
                }
                Verification.Lesson lesson =
                        new Verification.Lesson(current.model(), current.launch(), String.valueOf(e.getMessage()));
                lessons.add(lesson);
                Optional<VerifyTask> next = alternatives.after(current, lesson);
                if (next.isEmpty() || lessons.size() >= MOST_PLANS) {
                    throw e;
                }
                current = next.get();
            }
        }
    }

    /** An engine that a signal ended did want memory if its weights take about all that was free; the kernel does not always count it. */
    private EngineException memory(VerifyTask task, EngineException failure) {
        return failure.kind() == EngineException.Kind.KILLED && takesAll(task)
                ? LaunchFailure.outOfMemory(
                        engine.describe().kind(), "the system killed it, and its weights take what was free")
                : failure;
    }

    private boolean takesAll(VerifyTask task) {
        return task.model().tensorBytes() > hostFree.count() * 9 / 10;
    }

    /**
     * A model without a memory encodes each batch and returns a row for every token, so a server of it must be one for embeddings:
     * else it ends with a failed assertion ({@code llama_context::encode}, {@code output_reserve}). Such a server computes a batch
     * at once ({@code tools/server/server.cpp}).
     */
    private static VerifyTask encoding(VerifyTask task) {
        if (!HyperParameters.of(task.model()).has(ArchitectureTrait.NO_MEMORY)) {
            return task;
        }
        LaunchOptions o = task.launch().options();
        LaunchOptions rows =
                o.withEmbeddings(true).withNOutputsMax(0).withNBatch(o.nUbatch() == 0 ? o.nBatch() : o.nUbatch());
        return task.withLaunch(
                new Launch(rows, task.launch().threads(), task.launch().rpcServers()));
    }

    private Verification once(VerifyTask task, Progress progress) {
        if (task.file().isPresent()) {
            return run(task, task.file().get(), Optional.empty(), progress);
        }
        progress.step("writing a phantom", 0);
        try (PhantomRun phantom = PhantomRun.write(task.model(), temporaryFolder)) {
            return run(task, phantom.path(), Optional.of(phantom), progress);
        }
    }

    private Verification run(VerifyTask task, Path file, Optional<PhantomRun> phantom, Progress progress) {
        progress.step("loading", 0.1);
        List<String> notes = new ArrayList<>();
        if (task.launch().options().embeddings()) {
            notes.add("the model returns a row for every token, so it is served with --embeddings");
        }
        boolean map = takesAll(task);
        MeasuredBuffers buffers;
        Probe<Bytes> resident;
        ProcessOverhead overhead = ProcessOverhead.of(task.model());
        try (LoadedModel loaded = engine.load(file, task.launch(), map, task.limit())) {
            buffers = loaded.buffers();
            resident = ResidentMemory.of(loaded.pid());
            overhead = loaded.inJvm() ? overhead.inJvm() : overhead;
        }
        if (buffers.isEmpty()) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED,
                    "this build of " + engine.describe().kind() + " prints no buffer sizes",
                    Hint.plain("install a newer llama.cpp"));
        }
        EngineBuild build = modelled(buffers, notes);
        List<DeviceMemory> devices = devices(buffers, notes);
        Estimate estimate = estimator.estimate(task.model(), devices, options(task, build), build);
        BufferComparison comparison =
                new BufferComparison(estimate, buffers, task.tolerance(), build.number() >= FIRST_STUDIED);
        List<Comparison> comparisons = new ArrayList<>(comparison.rows());
        notes.addAll(comparison.notes());
        if (!map) {
            comparison.process(resident, overhead).ifPresent(comparisons::add);
        }
        Optional<BenchResult> bench = Optional.empty();
        if (task.measureSpeed()) {
            progress.step("measuring speed", 0.4);
            load.note().ifPresent(notes::add);
            bench = Optional.of(bench(task, file, devices, progress));
            notes.addAll(bench.get().notes());
            notes.addAll(FallingSpeed.notes(bench.get().readings()));
            comparisons.addAll(compareSpeeds(task, devices, bench.get()));
        }
        return new Verification(
                task.model(),
                phantom.map(p -> new Verification.Phantom(p.fullSize(), p.written())),
                engine.describe(),
                build,
                task.launch(),
                estimate,
                buffers,
                comparisons,
                bench,
                List.of(),
                notes);
    }

    private EngineBuild modelled(MeasuredBuffers buffers, List<String> notes) {
        OptionalInt described = engine.describe().build();
        OptionalInt number = described.isPresent() ? described : buffers.build();
        EngineBuild build = EngineBuild.modelled(number);
        if (number.orElse(0) > build.number()) {
            notes.add("the engine is build b" + number.getAsInt() + "; the newest one that is modelled is "
                    + build.name());
        }
        return build;
    }

    /** Before llama.cpp's PR 23861 a server kept a row of logits for every token of a batch. */
    private static LaunchOptions options(VerifyTask task, EngineBuild build) {
        LaunchOptions options = task.launch().options();
        int number = build.number();
        if (number < DECIDES_FLASH && options.flashAttn() == FlashAttn.AUTO) {
            options = options.withFlashAttn(FlashAttn.OFF);
        }
        if (number < SWA_CACHE) {
            options = options.withSwaFull(true);
        }
        return number < SERVER_KEEPS_SLOTS ? options.withNOutputsMax(0) : options;
    }

    private static List<DeviceMemory> devices(MeasuredBuffers buffers, List<String> notes) {
        List<DeviceMemory> devices = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (LoggedDevice device : buffers.devices()) {
            Backend backend = Backend.ofDeviceName(device.name());
            if (backend == Backend.RPC) {
                int index = seen.merge(device.description(), 1, Integer::sum) - 1;
                backend = behind(device, index, notes);
            }
            devices.add(new DeviceMemory(device.name(), backend, device.free(), device.free()));
        }
        return devices;
    }

    /** An RPC device allocates as the backend behind it does: its server is asked, now that the engine has let go of it. */
    private static Backend behind(LoggedDevice device, int index, List<String> notes) {
        try {
            List<RpcDevice> asked = RpcServer.devices(device.description(), ASKING);
            if (index < asked.size()) {
                return asked.get(index).padsRows() ? Backend.RPC : Backend.CPU;
            }
        } catch (EngineException | IllegalArgumentException e) {
            notes.add(e.getMessage());
        }
        notes.add(device.name() + " is taken to run CUDA; tensors on another backend take a little less");
        return Backend.RPC;
    }

    private BenchResult bench(VerifyTask task, Path file, List<DeviceMemory> devices, Progress progress) {
        int prompt = tokens(task, devices, Workload.Phase.PP, 5, 32, 128);
        int generate = tokens(task, devices, Workload.Phase.TG, 4, 8, 32);
        List<Workload> workloads =
                List.of(new Workload(Workload.Phase.PP, prompt, 0), new Workload(Workload.Phase.TG, generate, 0));
        Repetition repetition = new Repetition(3, 10, 0.03, Duration.ofSeconds(30), task.limit());
        return engine.bench(new BenchTask(new Subject.File(file), task.launch(), workloads, repetition), progress);
    }

    /** Returns how many tokens take about this many seconds, within limits. */
    private int tokens(
            VerifyTask task, List<DeviceMemory> devices, Workload.Phase phase, int seconds, int least, int most) {
        int fits = Math.max(
                1,
                Math.min(
                        most,
                        (task.launch().options().nCtx() == 0
                                        ? most * 2
                                        : task.launch().options().nCtx())
                                / 2));
        Optional<ExpectedSpeed> expected =
                speeds.of(task.model(), devices, task.launch(), new Workload(phase, fits, 0));
        int wanted = expected.map(s -> (int) Math.min(most, s.mid() * seconds)).orElse(Math.min(most, 128));
        return Math.min(fits, Math.max(least, wanted));
    }

    /** A lower bound refutes a range that begins far above it. Prompts depend too much on the kernels to say how far. */
    private static double lowerBound(Workload workload, ExpectedSpeed expected) {
        return workload.phase() == Workload.Phase.TG ? expected.low() / LOWER_BOUND : 0;
    }

    private List<Comparison> compareSpeeds(VerifyTask task, List<DeviceMemory> devices, BenchResult bench) {
        List<Comparison> comparisons = new ArrayList<>();
        for (SpeedReading reading : bench.readings()) {
            Optional<ExpectedSpeed> expected = speeds.of(task.model(), devices, task.launch(), reading.workload());
            if (expected.isPresent()) {
                ExpectedSpeed s = expected.get();
                double low = bench.engine().lowerBound() ? lowerBound(reading.workload(), s) : s.low();
                comparisons.add(new Comparison(
                        reading.workload().label() + " tok/s",
                        Comparison.Quantity.SPEED,
                        low,
                        s.mid(),
                        s.high(),
                        reading.samples().median()));
            }
        }
        return comparisons;
    }
}
