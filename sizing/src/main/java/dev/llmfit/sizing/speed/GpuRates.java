package dev.llmfit.sizing.speed;

/**
 * The constants of one device, worked out for one prediction: seconds per byte, per weight and per layer.
 *
 * <p>The formulas are those of {@code tg} and {@code pp} in {@code bench/speed-fit/model.py}.
 */
final class GpuRates {
    /** No device reads faster than this share of its nominal bandwidth. */
    private static final double CAP = 0.97;
    /** Share of the nominal bandwidth at which a prompt streams weights, and recurrent states are read. */
    private static final double STREAM = 0.85;

    /**
     * States are read and written in turn, which memory does less well; set by hand before the fit ({@code tg} in
     * {@code model.py}). Judgement.
     */
    private static final double STATE_STREAM = 0.7;

    /** Throughput at which the slopes with size are zero, in the middle of the GPUs; it only shifts what is fitted. */
    private static final double SLOPE_PIVOT = 1e14;

    /** The same for bandwidth: the one at which {@code e.slope} says nothing, bytes per second. */
    private static final double BANDWIDTH_PIVOT = 5e11;

    private final SpeedConstants constants;
    private final SpeedDevice device;
    private final boolean flashAttn;
    private final String backend;
    private final double generationLayer;
    private final double promptLayer;
    private final double moeLayers;
    private final double deltaLayers;
    private final double scanLayers;
    private final double cellByte;
    private final double cellFlop;
    private final double latentFactor;
    private final double passes;
    private final double slowness;
    private final double promptSlowness;
    private final double promptFlop;
    private final double promptPasses;
    private final double latentShare;
    private final double stateElement;
    private final double expertShare;
    private final double expertHalf;
    private final double batchHalf;
    private final double age;
    private final boolean quantizedCache;
    private final double quantizedByte;
    private final double quantizedPasses;
    private final PerClass denseByte;
    private final PerClass expertByte;
    private final PerClass flop;
    private final PerClass expertFlop;

    GpuRates(SpeedConstants constants, SpeedDevice device, SpeedRequest request) {
        this.constants = constants;
        this.device = device;
        this.flashAttn = request.flashAttn();
        this.backend = SpeedConstants.backendId(device.backend());
        this.quantizedCache = request.quantizedCache();
        this.quantizedByte = quantizedCache ? exp("kvq") : 1;
        this.quantizedPasses =
                constants.of(backend.equals("cuda") || backend.equals("rocm") ? "kvq.pass" : "kvq.other", device);
        double reading =
                constants.of("e", device) + constants.get("e.slope") * Math.log(device.bandwidth() / BANDWIDTH_PIVOT);
        double unpacking = Math.exp(constants.of("alu", device)) / device.fp32Flops();
        double computing = constants.of("f", device) + constants.get("f.slope") * size();
        double best = device.bandwidth() * CAP;
        this.denseByte = PerClass.of(c ->
                1 / (best * sigmoid(reading + known("q.", c, device))) + unpackOperations(c) * unpacking);
        this.expertByte = PerClass.of(c -> {
            double x = known("q.", c, device) + constants.extra("qx." + c.gpuId() + ":" + backend);
            return 1 / (best * sigmoid(reading + x)) + unpackOperations(c) * unpacking;
        });
        this.flop = PerClass.of(c -> 1 / (device.fp16Flops() * softCap(Math.exp(computing + known("g.", c, device)))));
        this.expertFlop = PerClass.of(c -> flop.get(c) * Math.exp(-constants.extra("gx." + c.gpuId() + ":" + backend)));
        this.generationLayer = Math.exp(constants.of("tl", device)
                + withoutFlash("tl.off")
                + constants.of("tl.old", device) * SpeedConstants.isOf2024(request.build()));
        this.promptLayer = exp("pl");
        this.moeLayers = exp("mu.moe");
        this.deltaLayers =
                exp("mu.delta") * Math.exp(constants.get("mu.delta.old") * SpeedConstants.isOf2025(request.build()));
        this.scanLayers = exp("mu.scan");
        double several = request.usedDevices() > 1 ? exp("kv.multi") : 1;
        this.cellByte = 1 / (device.bandwidth() * exp("kv") * several);
        this.cellFlop = 1 / (device.fp16Flops() * exp("ka"));
        this.passes = constants.of("kv.pass", device);
        this.slowness = Math.exp(-constants.ofModel("tg", request.work(), backend));
        this.promptSlowness = Math.exp(-constants.ofModel("pp", request.work(), backend));
        this.latentFactor = exp("mla");
        this.promptFlop = constants.of("fa", device)
                + constants.get("fa.slope") * size()
                + (flashAttn ? 0 : constants.get("fa.off"))
                + (quantizedCache ? constants.of("fa.kvq", device) : 0);
        this.promptPasses = constants.of("fa.pass", device);
        this.latentShare = constants.of("p.mla", device);
        this.stateElement = 2 * Float.BYTES / (device.fp16Flops() * exp("frec"));
        this.expertShare = exp("m.moe");
        this.expertHalf = exp("m0");
        this.batchHalf = exp("u0");
        this.age = Math.exp(constants.sinceBuild("pera", request.build(), device));
    }

    private double exp(String name) {
        return Math.exp(constants.of(name, device));
    }

    /** Adds up a class effect; grid types have no measured rows and take the prior of the fit. */
    private double known(String kind, WeightClass c, SpeedDevice d) {
        String name = kind + c.gpuId();
        return c.gpuId().equals(WeightClass.IQ.id()) && constants.extra(name) == 0
                ? kind.equals("q.") ? GRID_READ : GRID_COMPUTE
                : constants.of(name, d);
    }

    /** Grid look-ups read like Q2_K or slower; the prior of the fit, no rows. */
    private static final double GRID_READ = -0.8;

    /** The same for products: judgement, no rows. */
    private static final double GRID_COMPUTE = -0.2;

    /** Operations at FP32 rate per byte to unpack a weight: an estimate from the kernels, scaled by the fitted {@code alu}. */
    private static double unpackOperations(WeightClass c) {
        return switch (c) {
            case F16, BF16 -> 0;
            case Q8 -> 1.5;
            case Q4, Q5, FP4 -> 4;
            case K5, K4, Q6 -> 5;
            case K3, K2 -> 9;
            case IQ4, IQ -> 10;
        };
    }

    /** Most layers read a cell once. */
    private static double power(double base, double exponent) {
        return base == 1 ? 1 : Math.pow(base, exponent);
    }

    private double size() {
        return Math.log(device.fp16Flops() / SLOPE_PIVOT);
    }

    private double withoutFlash(String name) {
        return flashAttn ? 0 : constants.of(name, device);
    }

    /** Tokens of a ubatch by default, at which {@link #batchEfficiency} is 1. */
    private static final double USUAL_BATCH = 512;

    /** Tokens of a ubatch from which kernels are full: prompts gain nothing from more (rows with 512 to 16384). */
    private static final double FULL_BATCH = 2048;

    /** Tokens per expert at which {@link #expertEfficiency} is the constant itself; it only shifts what is fitted. */
    private static final double USUAL_TOKENS = 64;

    /** Experts are at most so much faster than dense matrices; bounds the fit ({@code model.py}), judgement. */
    private static final double MOST_EXPERTS = 1.3;

    /** Share of the FP16 peak that no prompt passes, though 8-bit tensor cores have twice as much; bounds the fit ({@code SOFT} in {@code model.py}). */
    private static final double MOST_OF_PEAK = 1.4;

    private static double softCap(double share) {
        return MOST_OF_PEAK * Math.tanh(share / MOST_OF_PEAK);
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    SpeedDevice device() {
        return device;
    }

    String backend() {
        return backend;
    }

    /** Returns the seconds to read and unpack a share of these bytes once. */
    double readSeconds(PerClass bytes, boolean expert, double share) {
        return bytes.cost(share, expert ? expertByte : denseByte) * slowness;
    }

    /** Returns the seconds that multiplying a share of these weights with one token takes in a large batch. */
    double computeSeconds(PerClass weights, boolean expert, double share) {
        return 2 * weights.cost(share, expert ? expertFlop : flop) * promptSlowness;
    }

    /** Returns the seconds of these bytes at the rate at which a prompt streams weights. */
    double streamSeconds(double bytes) {
        return bytes / (STREAM * device.bandwidth());
    }

    /** Returns the seconds to read and write a recurrent state once. */
    double stateSeconds(double elements) {
        return elements * 2 * Float.BYTES / (STATE_STREAM * device.bandwidth()) * slowness;
    }

    /** Returns the fixed cost of one layer when one token is generated. */
    double generationLayer(LayerWork layer) {
        double n = overhead(layer);
        if (layer.isMoe()) {
            n += moeLayers * Math.pow(layer.usedExperts() / 8.0, 0.3);
        }
        n += switch (layer.recurrence()) {
            case NONE -> 0;
            case DELTA -> deltaLayers;
            case SCAN -> scanLayers;
        };
        return n * generationLayer * slowness;
    }

    /** Returns the fixed cost of one layer for one ubatch of a prompt. */
    double promptLayer(LayerWork layer) {
        return overhead(layer) * promptLayer;
    }

    /** Operations go partly with layers and partly with tensors; a llama layer has nine. */
    static double overhead(LayerWork layer) {
        return 0.4 + 0.6 * layer.tensors() / 9.0;
    }

    /** Returns the seconds of attention of one generated token over these cells. */
    double generationAttention(LayerWork.Attention a, double bytesPerCell, double cells) {
        double again = quantizedCache ? power((double) a.heads(), quantizedPasses) : power(a.passes(), passes);
        double t = bytesPerCell * quantizedByte * cells * cellByte * again + a.flops() * cells * cellFlop;
        double factor = (a.isLatent() ? latentFactor : 1) * (flashAttn ? 1 : Math.exp(constants.get("kv.off")));
        return t * factor * slowness;
    }

    /** Returns the seconds per floating-point operation of attention in a prompt. */
    double promptAttention(LayerWork.Attention a) {
        double share = Math.exp(promptFlop + (a.isLatent() ? latentShare : 0));
        return power(a.passes(), promptPasses) / (device.fp16Flops() * Math.min(1, share));
    }

    /** Returns the seconds per state element and prompt token of a recurrent layer. */
    double promptState() {
        return stateElement;
    }

    /**
     * Returns the throughput of dense matrices in a ubatch of so many tokens against one of {@value #USUAL_BATCH}: tiles of a small batch
     * are partly empty, and beyond {@value #FULL_BATCH} nothing is gained.
     */
    double batchEfficiency(double tokens) {
        double u = Math.min(tokens, FULL_BATCH);
        return u / (u + batchHalf) * (USUAL_BATCH + batchHalf) / USUAL_BATCH;
    }

    /** Returns the throughput of expert matrices against dense ones; it saturates with the tokens that each expert gets. */
    double expertEfficiency(LayerWork layer, double tokens) {
        double m = tokens * layer.expertShare();
        return Math.min(MOST_EXPERTS, expertShare * m / (m + expertHalf) * (USUAL_TOKENS + expertHalf) / USUAL_TOKENS);
    }

    /** Returns the time of a prompt beside that of the newest build, 1 or more where builds became faster since. */
    double age() {
        return age;
    }

    /** Returns the seconds to hand one token on to the next device. */
    double hopSeconds() {
        return Math.exp(constants.of("hop", device)) * slowness;
    }

    /** Returns how much of the ideal overlap of ubatches on several devices is reached, 0 to 1. */
    double pipelining() {
        return sigmoid(constants.of("pipe", device));
    }
}
