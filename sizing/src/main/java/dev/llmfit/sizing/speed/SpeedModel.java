package dev.llmfit.sizing.speed;

import java.util.ArrayList;
import java.util.Collections;
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

    /** How sharply the slower of reading and computing decides, as in {@link PromptTime}. */
    private static final int OVERLAP = 4;

    /** Effects that every row of a test takes part in fitting. */
    private static final String GENERATION_EFFECT = "tl";

    private static final String PROMPT_EFFECT = "f";

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
        SpeedEstimate formula = formula(request);
        Optional<Calibration> calibration = evidence.calibration(request);
        SpeedEstimate base =
                calibration.map(c -> calibrated(request, formula, c)).orElse(formula);
        Optional<Measured> pp = measured(request, Evidence.Test.PP);
        Optional<Measured> tg = measured(request, Evidence.Test.TG);
        return new SpeedEstimate(
                pp.map(Measured::range).orElse(base.pp()),
                tg.map(Measured::range).orElse(base.tg()),
                tg.isPresent() ? SpeedEstimate.Basis.MEASURED : base.basis(),
                tg.isPresent() ? tg.get().from() : calibrator(request, base));
    }

    private Optional<StoredNumber> calibrator(SpeedRequest request, SpeedEstimate base) {
        return base.basis() == SpeedEstimate.Basis.CALIBRATED ? evidence.calibrator(request) : Optional.empty();
    }

    /** Returns what a measurement of a launch can show, by the formula alone and by the peak of the hardware. */
    public SpeedBounds bounds(SpeedRequest request, Evidence.Test test) {
        SpeedModel plain = new SpeedModel(constants, Evidence.none(), rates);
        return test == Evidence.Test.TG
                ? SpeedBounds.of(plain.generationFormula(request).mid(), generationLimit(request))
                : SpeedBounds.of(plain.formula(request).pp().mid(), promptLimit(request));
    }

    /** Predicts generation alone, as {@link #predict} does, in half its time. */
    public SpeedRange generation(SpeedRequest request) {
        return measured(request, Evidence.Test.TG)
                .map(Measured::range)
                .orElseGet(() -> evidence.calibration(request)
                        .map(c -> calibratedGeneration(request, generationFormula(request), c))
                        .orElseGet(() -> generationFormula(request)));
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
        SpeedRange reading = generation(one.serving(sequences, depth));
        double computing = predict(one).pp().mid() / sequences;
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

    private GenerationTime generationTime(SpeedRequest request) {
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

    private SpeedEstimate calibrated(SpeedRequest request, SpeedEstimate formula, Calibration c) {
        return new SpeedEstimate(
                SpeedRange.around(formula.pp().mid() * c.pp(), CALIBRATED_PP, promptLimit(request)),
                calibratedGeneration(request, formula.tg(), c),
                SpeedEstimate.Basis.CALIBRATED);
    }

    private static SpeedRange calibratedGeneration(SpeedRequest request, SpeedRange formula, Calibration c) {
        return SpeedRange.around(formula.mid() * c.tg(), CALIBRATED_TG, generationLimit(request));
    }

    private SpeedEstimate formula(SpeedRequest request) {
        double prompt = new PromptTime(request, gpus(request), processor(request)).seconds();
        boolean calibrated = onCalibratedProcessor(request);
        return new SpeedEstimate(
                SpeedRange.around(
                        request.nPrompt() / prompt,
                        calibrated
                                ? CALIBRATED_PP
                                : constants.get("range.pp." + knowledge(request, "pp") + "." + slice(request)),
                        promptLimit(request)),
                generationFormula(request),
                calibrated ? SpeedEstimate.Basis.CALIBRATED : SpeedEstimate.Basis.MODEL);
    }

    /** Returns whether the whole launch runs on a processor that was calibrated. */
    private boolean onCalibratedProcessor(SpeedRequest request) {
        ProcessorRates processor = request.usedDevices() == 0 ? processor(request) : null;
        return processor != null && processor.calibrated();
    }

    private SpeedRange generationFormula(SpeedRequest request) {
        double step = generationTime(request).seconds();
        return SpeedRange.around(
                1 / step,
                onCalibratedProcessor(request)
                        ? CALIBRATED_TG
                        : constants.get("range.tg." + knowledge(request, "tg") + "." + slice(request)),
                generationLimit(request));
    }

    private List<GpuRates> gpus(SpeedRequest request) {
        List<GpuRates> gpus = new ArrayList<>(request.devices().size());
        for (SpeedDevice device : request.devices()) {
            Part part = new Part(
                    device,
                    request.work().architecture(),
                    request.work().shape(),
                    request.flashAttn(),
                    request.usedDevices() > 1);
            gpus.add(rates.computeIfAbsent(part, p -> new GpuRates(constants, device, request)));
        }
        return gpus;
    }

    /** What the rates of a device depend on; a search asks for the same ones thousands of times. */
    private record Part(
            SpeedDevice device, String architecture, String shape, boolean flashAttn, boolean severalDevices) {}

    private static String slice(SpeedRequest request) {
        return request.depth() > 0 ? "depth" : isMoe(request) ? "moe" : "dense";
    }

    private @Nullable ProcessorRates processor(SpeedRequest request) {
        if (request.host().isEmpty()) {
            if (request.usesHost()) {
                throw new IllegalArgumentException("layers on the CPU need a host: RAM bandwidth and threads");
            }
            return null;
        }
        return processors.computeIfAbsent(
                request.host().get(), h -> new ProcessorRates(constants, h, evidence.processor(h.threads())));
    }

    /**
     * Returns how well the slowest part is known: hardware id, single public figures of it, architecture, backend or host.
     *
     * @param test {@code tg} or {@code pp}
     */
    private String knowledge(SpeedRequest request, String test) {
        List<SpeedDevice> devices = request.working();
        String effect = test.equals("tg") ? GENERATION_EFFECT : PROMPT_EFFECT;
        if (!devices.stream().allMatch(SpeedDevice::bandwidthKnown)) {
            return "unknown";
        }
        if (request.usesHost()) {
            return request.host().filter(SpeedHost::knowsBandwidth).isPresent() ? "host" : "unknown";
        }
        if (devices.stream().allMatch(d -> constants.knows(effect, d))) {
            return devices.stream().anyMatch(d -> constants.knows("figures." + test, d)) ? "figures" : "hardware";
        }
        return devices.stream().allMatch(d -> constants.knowsFamily(effect, d)) ? "family" : "backend";
    }

    private static boolean isMoe(SpeedRequest request) {
        return request.work().layers().stream().anyMatch(LayerWork::isMoe);
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

    /** Returns prompt tokens per second at peak throughput of all devices. */
    private static double promptLimit(SpeedRequest request) {
        double peak =
                request.devices().stream().mapToDouble(SpeedDevice::fp16Flops).sum();
        return peak > 0 ? peak / request.work().flopsPerToken() : Double.MAX_VALUE;
    }
}
