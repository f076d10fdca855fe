package dev.llmfit.sizing.speed;

import java.util.Set;

/**
 * What work on the CPU costs on one host.
 *
 * <p>Generation is bound by RAM bandwidth, or by unpacking weights where there are few threads; a prompt is bound by
 * arithmetic. Constants are in {@code processor-constants.csv}; they were measured with one thread of one processor and are
 * carried over by threads and instruction set, so a short calibration on the machine itself is worth more.
 */
final class ProcessorRates {
    private static final int SHARPNESS = 4;

    private final SpeedConstants constants;
    private final SpeedHost host;
    private final double slowdown;
    private final boolean tiles;

    ProcessorRates(SpeedConstants constants, SpeedHost host) {
        this.constants = constants;
        this.host = host;
        this.slowdown = constants.get("cpu.isa." + isa(host)) / host.threads();
        this.tiles = host.isa().stream().anyMatch(x -> x.startsWith("amx"));
    }

    private static String isa(SpeedHost host) {
        Set<String> isa = host.isa();
        if (host.arch().startsWith("arm") || host.arch().equals("aarch64")) {
            return "neon";
        }
        if (isa.stream().anyMatch(x -> x.startsWith("avx512") || x.startsWith("amx"))) {
            return "avx512";
        }
        return isa.isEmpty() || isa.contains("avx2") ? "avx2" : isa.contains("avx") ? "avx" : "none";
    }

    /** Returns the seconds to read weights once and multiply them with {@code tokens} single tokens. */
    double readSeconds(double[] bytes, int tokens) {
        double memory = 0;
        double arithmetic = 0;
        for (WeightClass c : WeightClass.values()) {
            double b = bytes[c.ordinal()];
            memory += b / effectiveBandwidth();
            arithmetic += b * tokens * constants.get("cpu.tg." + c.id()) * slowdown;
        }
        return slower(memory, arithmetic);
    }

    /** A measured bandwidth outranks the nominal one. Where neither is known, two channels of DDR4-3200, or what the threads can read, whichever is less. */
    private double effectiveBandwidth() {
        double share = constants.get("cpu.bandwidth");
        double read = constants.get("cpu.bandwidth.thread") * host.threads();
        if (host.measured().isPresent()) {
            return host.measured().get() * constants.get("cpu.bandwidth.measured");
        }
        return host.bandwidth()
                .map(b -> b * share)
                .orElseGet(() -> Math.min(read, share * constants.get("cpu.bandwidth.unknown")));
    }

    /** Returns the fixed cost of a layer: barriers between its operations. */
    double layerSeconds(LayerWork layer) {
        return constants.get("cpu.tensor") * layer.tensors();
    }

    /** Returns the seconds to read and write a state once. */
    double stateSeconds(double elements) {
        return elements * 2 * Float.BYTES / effectiveBandwidth();
    }

    /** Returns the seconds of attention of one token. */
    double attention(LayerWork.Attention a, double bytesPerCell, double cells) {
        return slower(bytesPerCell * cells / effectiveBandwidth(), attentionSeconds(a.flops() * cells));
    }

    /** Returns the seconds of these floating-point operations of attention. */
    double attentionSeconds(double flops) {
        return flops * constants.get("cpu.attention") * slowdown;
    }

    /** Returns the seconds of one layer for the tokens of a ubatch. */
    double promptSeconds(LayerWork layer, int tokens, double position) {
        double memory = ModelWork.sum(layer.denseBytes()) / effectiveBandwidth();
        double t = slower(memory, tokens * multiply(layer.denseWeights(), 1)) + layerSeconds(layer);
        t += layer.isMoe() ? promptExperts(layer, tokens) : 0;
        t += tokens * constants.get("cpu.activation") * layer.tensors() * layer.width() * slowdown;
        t += tokens * layer.stateElements() * constants.get("cpu.state") * slowdown;
        LayerWork.Attention a = layer.attention();
        return a.flops() > 0 ? t + attentionSeconds(a.flops() * tokens * a.meanCells(position, tokens)) : t;
    }

    /** Returns the seconds of the routed experts of one layer for the tokens of a ubatch. */
    double promptExperts(LayerWork layer, int tokens) {
        double seen = 1 - Math.pow(1 - layer.expertShare(), tokens);
        double memory = ModelWork.sum(layer.expertBytes()) * seen / effectiveBandwidth();
        return slower(memory, tokens * multiply(layer.expertWeights(), layer.expertShare()));
    }

    private double multiply(double[] weights, double share) {
        double t = 0;
        for (WeightClass c : WeightClass.values()) {
            t += weights[c.ordinal()] * share * constants.get("cpu.pp." + c.id());
        }
        return t * slowdown * (tiles ? constants.get("cpu.isa.amx") : 1);
    }

    private static double slower(double a, double b) {
        return Math.pow(Math.pow(a, SHARPNESS) + Math.pow(b, SHARPNESS), 1.0 / SHARPNESS);
    }
}
