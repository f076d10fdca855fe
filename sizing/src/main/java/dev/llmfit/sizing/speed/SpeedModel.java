package dev.llmfit.sizing.speed;

import dev.llmfit.sizing.EngineBuild;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Predicts tokens per second. Immutable and pure; one prediction takes well under a millisecond.
 *
 * <p>Order of evidence: measured here, measured on this hardware, calibrated by a short bench, formula. The range of the
 * formula aims at four of five measurements; {@code docs/accuracy.md} says what it held in cross-validation. It is wider for
 * hardware that was not measured. No prediction exceeds the roofline: bytes read over nominal bandwidth, operations over peak throughput.
 */
public final class SpeedModel {
    /**
     * A calibrated prediction still differs by model and file type: by 7 % in the median of {@code bench/calibration}
     * ({@code docs/accuracy.md}); twice that holds most. Judgement.
     */
    private static final double CALIBRATED_TG = 0.15;

    /** The same of prompts, which vary more; judgement. */
    private static final double CALIBRATED_PP = 0.25;

    /** One reading says less than several: of another model's generation half as much (measured once over public rows). */
    private static final double ONCE = 1.5;

    /** By how much a price is changed to see what it does to a time. */
    private static final double STEP = 0.01;

    /** How sharply the slower of reading and computing decides, as in {@link PromptTime}. */
    private static final int OVERLAP = 4;

    private final SpeedConstants constants;
    private final Evidence evidence;
    private final Map<Part, GpuRates> rates;
    private final Map<SpeedHost, ProcessorRates> processors = new ConcurrentHashMap<>();

    private SpeedModel(SpeedConstants constants, Evidence evidence, Map<Part, GpuRates> rates) {
        this.constants = constants;
        this.evidence = evidence;
        this.rates = rates;
    }

    /** Returns the model with the constants that come with the program and no measurements. */
    public static SpeedModel bundled() {
        return with(SpeedConstants.bundled());
    }

    /** Returns a model with other constants and no measurements. */
    static SpeedModel with(SpeedConstants constants) {
        return new SpeedModel(constants, Evidence.none(), new ConcurrentHashMap<>());
    }

    /** Returns the same model with measurements. */
    public SpeedModel withEvidence(Evidence measurements) {
        return new SpeedModel(constants, measurements, rates);
    }

    /**
     * Predicts a launch.
     *
     * @throws IllegalArgumentException if something runs on the CPU and the request has no host
     */
    public SpeedEstimate predict(SpeedRequest request) {
        SpeedEstimate base = formula(request);
        Optional<Measured> pp = measured(request, Evidence.Test.PP);
        Optional<Measured> tg = measured(request, Evidence.Test.TG);
        return new SpeedEstimate(
                pp.map(Measured::range).orElse(base.pp()),
                tg.map(Measured::range).orElse(base.tg()),
                tg.isPresent() ? SpeedEstimate.Basis.MEASURED : base.basis(),
                tg.isPresent() ? tg.get().from() : calibrator(request, base),
                base.knowledge());
    }

    /**
     * Returns of what the formula's time of a test is made, whatever was measured: how it changes with the price of each part. The parts
     * need not add up to the whole, because reading and computing overlap.
     */
    public SpeedParts parts(SpeedRequest request, Evidence.Test test) {
        double[] row = new double[CostPart.PRICES];
        for (int i = 0; i < row.length; i++) {
            double more = seconds(request, test, Prices.only(i, 1 + STEP));
            double less = seconds(request, test, Prices.only(i, 1 - STEP));
            row[i] = (more - less) / (2 * STEP);
        }
        return SpeedParts.of(request.place(test), seconds(request, test, Prices.FORMULA), row);
    }

    private double seconds(SpeedRequest request, Evidence.Test test, Prices prices) {
        return test == Evidence.Test.TG
                ? generationTime(PricedWork.generation(request, prices)).seconds()
                : promptTime(PricedWork.prompt(request, prices)).seconds();
    }

    /** Returns a name of the constants: {@link #parts} of another version are not those of this one. */
    public String formulaId() {
        return constants.id();
    }

    private Optional<StoredNumber> calibrator(SpeedRequest request, SpeedEstimate base) {
        return base.basis() == SpeedEstimate.Basis.CALIBRATED ? evidence.calibrator(request) : Optional.empty();
    }

    /** Returns what a measurement of a launch can show, by the formula alone and by the peak of the hardware. */
    public SpeedBounds bounds(SpeedRequest request, Evidence.Test test) {
        SpeedModel plain = new SpeedModel(constants, Evidence.none(), rates);
        return test == Evidence.Test.TG
                ? SpeedBounds.of(
                        plain.generationFormula(request, Optional.empty()).mid(), generationLimit(request))
                : SpeedBounds.of(plain.promptFormula(request, Optional.empty()).mid(), promptLimit(request));
    }

    /** Predicts generation alone, as {@link #predict} does, in half its time. */
    public SpeedRange generation(SpeedRequest request) {
        return measured(request, Evidence.Test.TG)
                .map(Measured::range)
                .orElseGet(() -> generationFormula(request, evidence.calibration(request)));
    }

    /** Predicts a prompt alone, as {@link #predict} does. */
    public SpeedRange prompt(SpeedRequest request) {
        return measured(request, Evidence.Test.PP)
                .map(Measured::range)
                .orElseGet(() -> promptFormula(request, evidence.calibration(request)));
    }

    /**
     * Predicts generation of each of several sequences that generate at the same time. A step reads the weights once for all of them,
     * but multiplies as often as a prompt of as many tokens.
     *
     * @param one the launch as one sequence has it, with an empty context
     * @param sequences sequences that generate at the same time
     * @param depth tokens in the context of each
     */
    public SpeedRange serving(SpeedRequest one, int sequences, int depth) {
        return serving(one, sequences, depth, 1);
    }

    /** As {@link #serving(SpeedRequest, int, int)}, with prompts so many times as fast: no split over several devices exceeds it. */
    public SpeedRange serving(SpeedRequest one, int sequences, int depth, double prompts) {
        SpeedRange reading = generation(one.serving(sequences, depth));
        double computing = prompt(one).mid() * prompts / sequences;
        double slower = 1 / Math.pow(1 + Math.pow(reading.mid() / computing, OVERLAP), 1.0 / OVERLAP);
        return new SpeedRange(reading.low() * slower, reading.mid() * slower, reading.high() * slower);
    }

    /**
     * Returns what the formula says that each layer adds to the seconds of a generated token on each device, where a model is split over
     * at least two: {@code [device][layer]}, the output layer last. {@link #hopSeconds} comes on top for each device after the first.
     *
     * @param request a launch on at least two devices; its placement does not count
     */
    public double[][] layerSeconds(SpeedRequest request) {
        int devices = request.devices().size();
        int layers = request.work().layers().size() + 1;
        double[][] seconds = new double[devices][layers];
        for (int d = 0; d < devices; d++) {
            int other = d == 0 ? 1 : 0;
            GenerationTime most = generationTime(request.with(split(layers, other, d)));
            for (int il = 1; il < layers; il++) {
                seconds[d][il] = most.seconds(il);
            }
            seconds[d][0] =
                    generationTime(request.with(split(layers, d, other))).seconds(0);
        }
        return seconds;
    }

    /** Returns the seconds to hand a token on from one device to the next. */
    public double hopSeconds(SpeedRequest request) {
        return generationTime(request).hopSeconds();
    }

    /**
     * Returns which share of a token's seconds a next-token-prediction layer takes, by the formula: it is a layer of attention and the
     * output.
     */
    double nextTokenShare(SpeedRequest request) {
        GenerationTime time = generationTime(request);
        int layers = request.work().layers().size();
        double longest = 0;
        for (int il = 0; il < layers; il++) {
            longest = Math.max(longest, time.seconds(il));
        }
        return (longest + time.seconds(layers)) / time.seconds();
    }

    GenerationTime generationTime(SpeedRequest request) {
        return new GenerationTime(request, gpus(request), processor(request));
    }

    /** Returns a placement with the first layer on one device and the others on another. */
    private static List<Integer> split(int layers, int first, int others) {
        List<Integer> where = new ArrayList<>(Collections.nCopies(layers, others));
        where.set(0, first);
        return where;
    }

    private Optional<Measured> measured(SpeedRequest request, Evidence.Test test) {
        return evidence.here(request, test)
                .or(() -> evidence.onHardware(request, test))
                .filter(m -> bounds(request, test).hold(m.tokensPerSecond()));
    }

    private SpeedEstimate formula(SpeedRequest request) {
        Optional<Calibration> calibration = evidence.calibration(request);
        boolean known = calibration
                .filter(c -> c.knowledge(Evidence.Test.TG, request) != Calibration.Knowledge.NOTHING)
                .isPresent();
        DeviceKnowledge ofPrompts = knowledge(request, Evidence.Test.PP);
        DeviceKnowledge ofGeneration = knowledge(request, Evidence.Test.TG);
        return new SpeedEstimate(
                promptFormula(request, calibration, ofPrompts),
                generationFormula(request, calibration, ofGeneration),
                known ? SpeedEstimate.Basis.CALIBRATED : SpeedEstimate.Basis.MODEL,
                ofPrompts.compareTo(ofGeneration) > 0 ? ofPrompts : ofGeneration);
    }

    private SpeedRange promptFormula(SpeedRequest request, Optional<Calibration> calibration) {
        return promptFormula(request, calibration, knowledge(request, Evidence.Test.PP));
    }

    private SpeedRange promptFormula(
            SpeedRequest request, Optional<Calibration> calibration, DeviceKnowledge knowledge) {
        SpeedRequest here = calibration.map(c -> c.prompt(request)).orElse(request);
        return range(
                request,
                Evidence.Test.PP,
                calibration,
                request.nPrompt() / promptTime(here).seconds(),
                promptLimit(request),
                knowledge);
    }

    private SpeedRange generationFormula(SpeedRequest request, Optional<Calibration> calibration) {
        return generationFormula(request, calibration, knowledge(request, Evidence.Test.TG));
    }

    private SpeedRange generationFormula(
            SpeedRequest request, Optional<Calibration> calibration, DeviceKnowledge knowledge) {
        SpeedRequest here = calibration.map(c -> c.generation(request)).orElse(request);
        return range(
                request,
                Evidence.Test.TG,
                calibration,
                1 / generationTime(here).seconds(),
                generationLimit(request),
                knowledge);
    }

    /** Returns the range of a speed: what a calibration leaves open, or the two factors of what is known of the hardware. */
    private SpeedRange range(
            SpeedRequest request,
            Evidence.Test test,
            Optional<Calibration> calibration,
            double mid,
            double limit,
            DeviceKnowledge knowledge) {
        String name = "range." + id(test) + "." + knowledge.id() + "." + slice(request);
        // One reporter measured one card of Intel: what others hold does not hold for them (docs/accuracy.md), so a
        // factor of two is said.
        boolean few = knowledge == DeviceKnowledge.UNKNOWN
                && request.working().stream().anyMatch(d -> d.vendor().equals("Intel"));
        double low = few ? Math.min(0.5, constants.get(name + ".low")) : constants.get(name + ".low");
        double high = few ? Math.max(2, constants.get(name + ".high")) : constants.get(name + ".high");
        double well = test == Evidence.Test.TG ? CALIBRATED_TG : CALIBRATED_PP;
        return switch (calibration.map(c -> c.knowledge(test, request)).orElse(Calibration.Knowledge.NOTHING)) {
            case WELL -> SpeedRange.around(mid, well, limit);
            case ONCE ->
                SpeedRange.between(
                        Math.min(1 - well, Math.max(low, 1 - ONCE * well)),
                        mid,
                        Math.max(1 + well, Math.min(high, 1 + ONCE * well)),
                        limit);
            case PARTLY, NOTHING -> SpeedRange.between(low, mid, high, limit);
        };
    }

    /** Returns how constants spell a test. */
    private static String id(Evidence.Test test) {
        return test == Evidence.Test.TG ? "tg" : "pp";
    }

    PromptTime promptTime(SpeedRequest request) {
        return new PromptTime(request, gpus(request), processor(request));
    }

    private List<GpuRates> gpus(SpeedRequest request) {
        List<GpuRates> gpus = new ArrayList<>(request.devices().size());
        for (SpeedDevice device : request.devices()) {
            Part part = new Part(
                    device,
                    request.work().architecture(),
                    request.work().shape(),
                    request.flashAttn(),
                    request.usedDevices() > 1,
                    request.quantizedCache(),
                    request.build());
            gpus.add(rates.computeIfAbsent(part, p -> new GpuRates(constants, device, request)));
        }
        return gpus;
    }

    /** What the rates of a device depend on; a search asks for the same ones thousands of times. */
    private record Part(
            SpeedDevice device,
            String architecture,
            String shape,
            boolean flashAttn,
            boolean severalDevices,
            boolean quantizedCache,
            EngineBuild build) {}

    private static String slice(SpeedRequest request) {
        return (request.work().isMixture() ? "moe" : "dense") + (request.depth() > 0 ? ".depth" : "");
    }

    private @Nullable ProcessorRates processor(SpeedRequest request) {
        if (request.host().isEmpty()) {
            if (request.usesHost()) {
                throw new IllegalArgumentException("layers on the CPU need a host: RAM bandwidth and threads");
            }
            return null;
        }
        return processors.computeIfAbsent(request.host().get(), h -> new ProcessorRates(constants, h));
    }

    /**
     * Returns how well the slowest part is known. What was measured of a device with dense models in an empty context says little of
     * experts and of depth.
     *
     * @param test generation or prompts
     */
    private DeviceKnowledge knowledge(SpeedRequest request, Evidence.Test test) {
        List<SpeedDevice> devices = request.working();
        if (!devices.stream().allMatch(SpeedDevice::bandwidthKnown)) {
            return DeviceKnowledge.ASSUMED;
        }
        if (request.usesHost()) {
            return request.host().filter(SpeedHost::knowsBandwidth).isPresent()
                    ? DeviceKnowledge.HOST
                    : DeviceKnowledge.ASSUMED;
        }
        String reporters = "reporters." + id(test) + "." + slice(request);
        return devices.stream()
                .map(d -> knowledge(reporters, d))
                .max(Comparator.naturalOrder())
                .orElse(DeviceKnowledge.ASSUMED);
    }

    private DeviceKnowledge knowledge(String reporters, SpeedDevice device) {
        double several = constants.ofHardware(reporters, device);
        if (several > 0) {
            return several > 1 ? DeviceKnowledge.DEVICE : DeviceKnowledge.REPORTER;
        }
        return constants.ofFamily(reporters, device) > 0 ? DeviceKnowledge.FAMILY : DeviceKnowledge.UNKNOWN;
    }

    /** Returns tokens per second of one sequence at nominal bandwidth: what each device and the host must read at least. */
    private static double generationLimit(SpeedRequest request) {
        List<LayerWork> layers = request.placed().layers();
        double t = request.work().headBytes().sum() / bandwidth(request, request.deviceOf(layers.size()));
        for (int il = 0; il < layers.size(); il++) {
            LayerWork layer = layers.get(il);
            double home = bandwidth(request, request.deviceOf(il));
            t += layer.denseBytes().sum() / home;
            t += layer.expertBytes().sum() * layer.expertShare() / home;
            for (MovedWork part : request.placed().moved().get(il)) {
                t += (part.denseBytes().sum() + part.expertBytes().sum() * layer.expertShare())
                        / bandwidth(request, part.device());
            }
        }
        return t > 0 ? 1 / t : Double.MAX_VALUE;
    }

    private static double bandwidth(SpeedRequest request, OptionalInt device) {
        return device.isPresent() ? request.devices().get(device.getAsInt()).bandwidth() : hostBandwidth(request);
    }

    private static double hostBandwidth(SpeedRequest request) {
        return request.host().map(SpeedHost::fastestRead).orElse(Double.POSITIVE_INFINITY);
    }

    /** Returns prompt tokens per second at peak throughput of all devices: that of 8-bit arithmetic where weights are quantized. */
    private static double promptLimit(SpeedRequest request) {
        boolean quantized = request.work().isQuantized();
        double peak = request.devices().stream()
                .mapToDouble(d -> quantized ? d.int8Ops() : d.fp16Flops())
                .sum();
        return peak > 0 ? peak / request.work().flopsPerToken() : Double.MAX_VALUE;
    }
}
