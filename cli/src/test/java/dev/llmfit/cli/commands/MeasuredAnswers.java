package dev.llmfit.cli.commands;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.bench.BenchAnswer;
import dev.llmfit.answers.calibrate.CalibrateAnswer;
import dev.llmfit.answers.load.LoadAnswer;
import dev.llmfit.answers.measure.PhantomSize;
import dev.llmfit.answers.measure.StoredSpeeds;
import dev.llmfit.answers.transfer.TransferAnswer;
import dev.llmfit.answers.verify.VerifyAnswer;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.load.Percentiles;
import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.phantom.ShrunkModel;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Answers of commands that run an engine, made by hand: the same on every machine. */
final class MeasuredAnswers {
    static final Path STORE = Path.of("data", "measurements.jsonl");

    private static final Instant TIME = Instant.parse("2026-11-25T03:00:00Z");
    private static final HardwareFingerprint HARDWARE =
            new HardwareFingerprint("00112233aabbccdd", "Test CPU", 8, 32, List.of("Test GPU"));
    private static final ModelIdentity MODEL =
            new ModelIdentity("ffeeddccbbaa0099", "smollm2-135m", "llama", 103_668_480);
    private static final EngineDescription CUDA = new EngineDescription(
            "llama.cpp",
            "11434 (test)",
            OptionalInt.of(11434),
            List.of("CUDA", "CPU"),
            List.of("CUDA0: Test GPU"),
            false);
    private static final EngineDescription EMBEDDED = new EngineDescription(
            "embedded", "de.kherud:llama 4.2.0", OptionalInt.of(4916), List.of("CPU"), List.of(), true);
    private static final PhantomSize PHANTOM = new PhantomSize(Bytes.ofMib(100), Bytes.ofMib(1));

    private MeasuredAnswers() {}

    private static SpeedReading reading(Workload.Phase phase, int tokens, int depth, Double... samples) {
        return new SpeedReading(
                new Workload(phase, tokens, depth),
                new SampleSummary(List.of(samples)),
                depth == 0 ? SpeedReading.Clock.ENGINE : SpeedReading.Clock.ARRIVAL);
    }

    private static BenchResult result(EngineDescription engine, List<String> notes, List<String> missing) {
        return new BenchResult(
                engine,
                List.of(
                        reading(Workload.Phase.PP, 512, 0, 1200.5, 1210.0, 1220.0),
                        reading(Workload.Phase.TG, 128, 0, 42.25, 42.5, 42.75),
                        reading(Workload.Phase.TG, 16, 4096, 9.5)),
                notes,
                missing);
    }

    private static final MeantModel MEANT = meant("smollm2:135m", true);

    private static MeantModel meant(String name, boolean literal) {
        return new MeantModel(
                name,
                name,
                "smollm2-135m",
                literal,
                134_515_008,
                Optional.of("Q4_K_M"),
                TypeSource.ASKED,
                Bytes.of(105_454_432),
                Optional.empty());
    }

    private static Launch launch(LaunchOptions options) {
        return new Launch(options, OptionalInt.of(4), List.of());
    }

    private static final MachineLoad BUSY = new MachineLoad(3, 2);

    private static final StoredSpeeds STORED = new StoredSpeeds(Optional.of("0123abcd"), List.of());

    /** Returns a launch that takes what is predicted; nothing but memory was compared. */
    static VerifyAnswer verified() {
        return new VerifyAnswer(
                EngineBuild.NEWEST,
                MEANT,
                new VerifyAnswer.Subject("smollm2-135m", "llama", Bytes.of(103_668_480)),
                Optional.empty(),
                Optional.empty(),
                CUDA,
                Launch.of(LaunchOptions.defaults().withNCtx(2048)),
                2048,
                List.of(
                        comparison("CUDA0 weights", Comparison.Quantity.BUFFER, 103_668_480, 103_670_000),
                        comparison("process RSS", Comparison.Quantity.TOTAL, 200_000_000, 210_000_000),
                        comparison("host compute", Comparison.Quantity.BUFFER, 0, 0)),
                List.of(new MeasuredBuffer("CUDA0", MeasuredBuffer.Kind.WEIGHTS, Bytes.of(103_670_000))),
                Optional.empty(),
                List.of(),
                List.of(),
                StoredSpeeds.NOT_WANTED);
    }

    /** Returns a phantom whose first two launches got no memory, with buffers and a speed outside. */
    static VerifyAnswer refuted() {
        LaunchOptions large = LaunchOptions.defaults()
                .withNCtx(16_384)
                .withNGpuLayers(20)
                .withNCpuMoe(Integer.MAX_VALUE)
                .withTypeK(GgmlType.Q8_0)
                .withTypeV(GgmlType.Q8_0)
                .withNUbatch(1024);
        VerifyAnswer.Subject model = new VerifyAnswer.Subject("a <model> & \"more\"", "llama", Bytes.ofGib(1));
        return new VerifyAnswer(
                EngineBuild.NEWEST,
                meant("a <model> & \"more\"", false),
                model,
                Optional.of(PHANTOM),
                Optional.empty(),
                CUDA,
                launch(large.withNCtx(8192).withNCpuMoe(12)),
                8192,
                List.of(
                        comparison("CUDA0 weights", Comparison.Quantity.BUFFER, 1_073_741_824, 1_200_000_000),
                        comparison("host context", Comparison.Quantity.BUFFER, 0, 4_000_000),
                        comparison("process RSS", Comparison.Quantity.TOTAL, 200_000_000, 290_000_000),
                        new Comparison("pp512 tok/s", Comparison.Quantity.SPEED, 900, 1000, 1300, 1210),
                        new Comparison("tg128 tok/s", Comparison.Quantity.SPEED, 50, 60, 70, 42.5)),
                List.of(
                        new MeasuredBuffer("CUDA0", MeasuredBuffer.Kind.WEIGHTS, Bytes.of(1_200_000_000)),
                        new MeasuredBuffer("CPU", MeasuredBuffer.Kind.KV, Bytes.of(4_000_000))),
                Optional.of(result(CUDA, List.of("a note of the bench"), List.of("tg16 @ d8192"))),
                List.of(
                        new VerifyAnswer.Lesson(
                                new VerifyAnswer.Subject("a larger model", "llama", Bytes.ofGib(2)),
                                launch(large),
                                "llama-server could not get its memory: cudaMalloc failed"),
                        new VerifyAnswer.Lesson(model, launch(large), "llama-server could not get its memory")),
                List.of("a note of the bench", "1 of 3 lines of the store cannot be read"),
                STORED);
    }

    /** Returns a launch that ran as predicted after a larger one got no memory, by an engine that is a lower bound. */
    static VerifyAnswer smaller() {
        VerifyAnswer v = verified();
        VerifyAnswer.Lesson lesson = new VerifyAnswer.Lesson(v.model(), v.launch(), "no memory");
        return new VerifyAnswer(
                v.build(),
                v.meant(),
                v.model(),
                Optional.of(PHANTOM),
                Optional.empty(),
                EMBEDDED,
                v.launch(),
                v.nCtx(),
                v.comparisons(),
                v.buffers(),
                Optional.of(result(EMBEDDED, List.of(), List.of())),
                List.of(lesson),
                List.of(),
                STORED);
    }

    /** Returns a model of which a part was run. */
    static VerifyAnswer shrunk() {
        VerifyAnswer v = verified();
        ShrunkModel left = new ShrunkModel(new Model("glm-5.2", new Metadata(Map.of()), List.of()), 8, 79, 16, 256);
        return new VerifyAnswer(
                v.build(),
                v.meant(),
                v.model(),
                Optional.of(PHANTOM),
                Optional.of(left),
                v.engine(),
                v.launch(),
                v.nCtx(),
                v.comparisons(),
                v.buffers(),
                v.speed(),
                List.of(),
                List.of("the model was shrunk to " + left.counts() + "; these are not the sizes of the whole model"),
                StoredSpeeds.NOT_WANTED);
    }

    /** Returns a launch of which a speed could not be measured. */
    static VerifyAnswer incomplete() {
        VerifyAnswer v = verified();
        return new VerifyAnswer(
                v.build(),
                v.meant(),
                v.model(),
                v.phantom(),
                v.shrunk(),
                v.engine(),
                v.launch(),
                v.nCtx(),
                v.comparisons(),
                v.buffers(),
                Optional.of(result(CUDA, List.of(), List.of("tg16"))),
                List.of(),
                List.of(),
                StoredSpeeds.NOT_WANTED);
    }

    private static Comparison comparison(String name, Comparison.Quantity quantity, double predicted, double measured) {
        double slack = predicted * (quantity == Comparison.Quantity.BUFFER ? 0.01 : 0.05);
        return new Comparison(name, quantity, predicted - slack, predicted, predicted + slack, measured);
    }

    /** Returns speeds with one launch that are kept. */
    static BenchAnswer bench() {
        return new BenchAnswer(
                List.of(measured(Optional.empty(), LaunchOptions.defaults(), CUDA)),
                List.of(),
                false,
                Optional.empty(),
                Optional.of(STORE));
    }

    /** Returns speeds of two batches of three, by an engine that is a lower bound. */
    static BenchAnswer batches() {
        LaunchOptions options = LaunchOptions.defaults().withOverrideTensor(List.of("exps=CPU"));
        return new BenchAnswer(
                List.of(
                        measured(Optional.of(PHANTOM), options.withNUbatch(512), EMBEDDED),
                        measured(Optional.of(PHANTOM), options.withNUbatch(1024), EMBEDDED)),
                List.of(new BenchAnswer.FailedBatch(4096, "llama-bench could not get its memory: no such luck")),
                true,
                Optional.of("no context was named, so the launch is the one that recommend takes here: -c 8192"),
                Optional.of(STORE));
    }

    private static BenchAnswer.Measured measured(
            Optional<PhantomSize> phantom, LaunchOptions options, EngineDescription engine) {
        List<String> notes = List.of("other work ran on this machine before the start; at rest it is faster");
        return new BenchAnswer.Measured(
                TIME,
                HARDWARE,
                MODEL,
                MEANT.heading(),
                Optional.of(MEANT),
                phantom,
                launch(options),
                BUSY,
                result(engine, notes, phantom.isPresent() ? List.of("tg16 @ d8192") : List.of()),
                Optional.empty(),
                phantom.isPresent() ? Map.of() : Map.of("tg16", new ExpectedSpeed(38, 41, 44, "calibrated")),
                phantom.isPresent() ? new StoredSpeeds(Optional.empty(), List.of("the machine was busy")) : STORED);
    }

    /** Returns a calibration with one phantom that failed. */
    static CalibrateAnswer calibration() {
        return new CalibrateAnswer(
                CUDA,
                List.of(
                        calibrated("qwen3:0.6b:Q4_K_M", OptionalDouble.of(100.5)),
                        calibrated("qwen3:0.6b:F16", OptionalDouble.empty())),
                List.of(new CalibrateAnswer.FailedPhantom("qwen3:0.6b:Q8_0", "llama-bench did not finish")),
                new CalibrateAnswer.Changed(
                        new TreeMap<>(Map.of("tg.device.k4", 0.93, "pp.device.link", 1.31)),
                        OptionalDouble.of(16.5e9),
                        List.of(new CalibrateAnswer.Example(
                                "llama3.1:8b:Q4_K_M", 8192, predicted(100, 20), predicted(90.5, 18.5)))),
                BUSY,
                true,
                new CalibrateAnswer.StoredCalibrations(1, List.of("qwen3:0.6b:F16: tg16 varies too much")));
    }

    private static CalibrateAnswer.Reading calibrated(String phantom, OptionalDouble predicted) {
        return new CalibrateAnswer.Reading(
                phantom,
                TIME,
                HARDWARE,
                MODEL,
                Launch.of(LaunchOptions.defaults().withNCtx(512)),
                result(CUDA, List.of(), List.of()),
                new FormulaSaid("1a", Optional.empty(), Map.of()),
                new CalibrateAnswer.Predicted(predicted, predicted),
                predicted(120.25, 44.5),
                new Keeping.Verdict(List.of(), List.of()));
    }

    private static CalibrateAnswer.Predicted predicted(double pp, double tg) {
        return new CalibrateAnswer.Predicted(OptionalDouble.of(pp), OptionalDouble.of(tg));
    }

    /** Returns a server that was started for a test and failed one of its requests twice. */
    static LoadAnswer started() {
        return load(Optional.of(launch(LaunchOptions.defaults().withNParallel(4))), List.of("broke off", "broke off"));
    }

    /** Returns a server that ran already. */
    static LoadAnswer running() {
        return load(Optional.empty(), List.of());
    }

    private static LoadAnswer load(Optional<Launch> launch, List<String> failures) {
        return new LoadAnswer(
                TIME,
                HARDWARE,
                MODEL,
                launch.isPresent(),
                CUDA,
                launch,
                new LoadTest("default", 4, 16, 128, 64, Duration.ofSeconds(60)),
                new LoadResult(
                        4,
                        16 - failures.size(),
                        failures,
                        OptionalInt.of(131),
                        12.5,
                        896,
                        new Percentiles(0.11, 0.25, 0.3, 0.3),
                        new Percentiles(2.5, 3.25, 4, 4.125)),
                launch.isPresent() ? BUSY : new MachineLoad(0, 8),
                launch.isPresent() ? Optional.empty() : Optional.of(Path.of("data", "loads.jsonl")),
                launch.isPresent() ? Optional.of("the machine was busy") : Optional.empty());
    }

    /** Returns a file that was taken in with many lines left out, and one that was written. */
    static TransferAnswer transfer() {
        List<MeasurementStore.Refused> refused = new ArrayList<>();
        for (int line = 1; line <= 12; line++) {
            refused.add(new MeasurementStore.Refused(line, "its schema is 'theirs/1', not llmfit/measurement/1"));
        }
        return new TransferAnswer(
                STORE,
                Optional.of(new MeasurementStore.Import(1, 2, refused)),
                Optional.of(new TransferAnswer.Written(Path.of("out.jsonl"), 3)),
                List.of("1 of 4 stored results cannot be read (data/measurements.jsonl)"));
    }

    /** Returns a file that was taken in whole. */
    static TransferAnswer taken() {
        return new TransferAnswer(
                STORE, Optional.of(new MeasurementStore.Import(2, 0, List.of())), Optional.empty(), List.of());
    }
}
