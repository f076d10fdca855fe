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
    /**
     * How sharply the slower of reading and computing decides; chosen by hand for prompts on GPUs, where {@code
     * model.py} has the same.
     */
    private static final int SHARPNESS = 4;

    /** Tokens of a tile of attention ({@code GGML_FA_TILE_Q} in ggml-cpu's {@code common.h}). */
    private static final int TILE = 64;

    private final double bandwidth;
    private final double tensor;
    private final double attention;
    private final double cell;
    private final double tiledAttention;
    private final double tiledCell;
    private final double activation;
    private final double state;
    private final PerClass unpackByte;
    private final PerClass multiplyWeight;

    ProcessorRates(SpeedConstants constants, SpeedHost host) {
        double useful = Math.min(host.threads(), constants.get("cpu.threads.useful"));
        double clock = host.kind().constant(constants, "cpu.clock");
        double slowdown = constants.get("cpu.isa." + isa(host)) * clock / useful;
        double prompt = constants.extra("cpu.isa.pp." + isa(host));
        double multiplying = prompt > 0 ? prompt * clock / useful : slowdown;
        boolean tiles = host.isa().stream().anyMatch(x -> x.startsWith("amx"));
        this.unpackByte = PerClass.of(c -> constants.get("cpu.tg." + c.id()) * slowdown);
        this.multiplyWeight = PerClass.of(
                c -> constants.get("cpu.pp." + c.id()) * multiplying * (tiles ? constants.get("cpu.isa.amx") : 1));
        this.bandwidth = effectiveBandwidth(constants, host);
        this.tensor = constants.get("cpu.tensor") * Math.max(1, host.threads() / constants.get("cpu.threads.barrier"));
        this.attention = constants.get("cpu.attention") * slowdown;
        this.cell = constants.get("cpu.attention.cell") * slowdown;
        this.tiledAttention = constants.get("cpu.attention.tiled") * multiplying;
        this.tiledCell = constants.get("cpu.attention.tiled.cell") * multiplying;
        this.activation = constants.get("cpu.activation") * multiplying;
        this.state = constants.get("cpu.state") * slowdown;
    }

    private static String isa(SpeedHost host) {
        Set<String> isa = host.isa();
        if (host.arch().startsWith("arm") || host.arch().equals("aarch64")) {
            boolean products = host.kind() == ProcessorKind.APPLE || isa.contains("i8mm") || isa.contains("sve");
            return products ? "neon" : "dotprod";
        }
        if (isa.stream().anyMatch(x -> x.startsWith("avx512") || x.startsWith("amx"))) {
            return "avx512";
        }
        return isa.isEmpty() || isa.contains("avx2") ? "avx2" : isa.contains("avx") ? "avx" : "none";
    }

    /** Returns the seconds to read weights once and multiply them with {@code tokens} single tokens. */
    double readSeconds(PerClass bytes, int tokens) {
        double t = 0;
        for (WeightClass c : WeightClass.ALL) {
            double b = bytes.get(c);
            t += b == 0 ? 0 : slower(b / bandwidth, b * tokens * unpackByte.get(c));
        }
        return t;
    }

    /**
     * A measured bandwidth outranks the nominal one. Where neither is known, two channels of DDR4-3200 (eight in a server). Few
     * threads read no more than each of them can.
     */
    private static double effectiveBandwidth(SpeedConstants constants, SpeedHost host) {
        if (host.measured().isPresent()) {
            return host.measured().get() * constants.get("cpu.bandwidth.measured");
        }
        return host.bandwidth().map(host::read).orElseGet(host::effectiveAssumption);
    }

    /** Returns the fixed cost of a layer: barriers between its operations. */
    double layerSeconds(LayerWork layer) {
        return tensor * layer.tensors();
    }

    /** Returns the seconds to read and write a state once. */
    double stateSeconds(double elements) {
        return elements * 2 * Float.BYTES / bandwidth;
    }

    /** Returns the seconds of attention of one token. */
    double attention(LayerWork.Attention a, double bytesPerCell, double cells) {
        return slower(bytesPerCell * cells / bandwidth, cells * (a.queries() * cell + a.flops() * attention));
    }

    /**
     * Returns the seconds of attention for the tokens of a ubatch. As many tokens as a tile holds read the cells together; fewer, and a
     * cache of another type, visit them one by one as generation does ({@code use_tiled} in ggml-cpu's {@code ops.cpp}).
     *
     * @param plain whether the type of the cache has tiles
     */
    double promptAttention(LayerWork.Attention a, int tokens, double position, boolean plain) {
        double visited = tokens * a.meanCells(position, tokens);
        return plain && tokens >= TILE
                ? visited * (a.queries() * tiledCell + a.flops() * tiledAttention)
                : visited * (a.queries() * cell + a.flops() * attention);
    }

    /** Returns the seconds of one layer without attention for the tokens of a ubatch. */
    double promptSeconds(LayerWork layer, int tokens) {
        double t = promptWeights(layer.denseBytes(), layer.denseWeights(), tokens) + layerSeconds(layer);
        t += layer.isMoe() ? promptExperts(layer.expertBytes(), layer.expertWeights(), layer, tokens) : 0;
        t += tokens * layer.tensors() * layer.width() * activation;
        return t + tokens * layer.stateElements() * state;
    }

    /** Returns the seconds of multiplying weights with the tokens of a ubatch. */
    double promptWeights(PerClass bytes, PerClass weights, int tokens) {
        return slower(bytes.sum() / bandwidth, tokens * multiply(weights, 1));
    }

    /**
     * Returns the seconds of routed experts of one layer for the tokens of a ubatch.
     *
     * @param layer which tells how many of them a token uses
     */
    double promptExperts(PerClass bytes, PerClass weights, LayerWork layer, int tokens) {
        double seen = 1 - Math.pow(1 - layer.expertShare(), tokens);
        return slower(bytes.sum() * seen / bandwidth, tokens * multiply(weights, layer.expertShare()));
    }

    private double multiply(PerClass weights, double share) {
        double t = 0;
        for (WeightClass c : WeightClass.ALL) {
            t += weights.get(c) * share * multiplyWeight.get(c);
        }
        return t;
    }

    private static double slower(double a, double b) {
        return Math.pow(Math.pow(a, SHARPNESS) + Math.pow(b, SHARPNESS), 1.0 / SHARPNESS);
    }
}
