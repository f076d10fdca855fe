package dev.llmfit.sizing.speed;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seconds per generated token: the bytes that one token reads over effective bandwidth, plus a fixed cost per layer, plus
 * attention over the cache; summed over devices and the CPU, which work one after another.
 *
 * <p>Source: {@code tg} in {@code bench/speed-fit/model.py}; what is read is {@code llamacpp-memory} I of the specification: matrices, the
 * used share of the experts, cells within the window, states read and written.
 */
final class GenerationTime {
    /**
     * A graph split between CPU and GPU: two synchronisations, a copy, and threads that wake. Experts of a layer in host memory are two
     * of them; 0.05 to 0.2 ms a layer explain 170 cells of three machines at the share of the bandwidth that processors alone reach
     * ({@code modern-rows.csv}).
     */
    private static final double SPLIT_SECONDS = 75e-6;

    /**
     * Arithmetic of a few tokens beside that of as many in a large prompt: the kernels of small batches are that much slower.
     * An RTX 4090 takes 8.3 ms for 10 to 16 tokens of an 8B Q4_0 (llama.cpp pull requests 7676 and 15131) where one takes 6.1
     * and 16 of a prompt 1.5.
     */
    private static final double SMALL_BATCH = 1.5;
    /**
     * The same of a further token where matrices are multiplied by vectors: an RTX 3090 with Q2_K and an M2 Ultra with Q8_0, 7B, take 1.1,
     * 1.4 to 1.5 and 2.1 times as long for 2, 4 and 8 tokens as for one (llama.cpp pull requests 5434 and 10581).
     */
    private static final double VECTOR = 3.2;
    /** From more tokens on matrices are multiplied by tiles of 16 columns ({@code MMVQ_MAX_BATCH_SIZE} in ggml-cuda). */
    private static final int VECTORS = 8;

    /** Columns of a tile of its matrix kernels. */
    private static final int TILE = 16;

    /** Seconds of layers that were met, by device; on the processor first. */
    private final IdentityHashMap<LayerWork, double[]> met = new IdentityHashMap<>();

    private final SpeedRequest request;
    private final List<GpuRates> gpus;
    private final @Nullable ProcessorRates cpu;

    GenerationTime(SpeedRequest request, List<GpuRates> gpus, @Nullable ProcessorRates cpu) {
        this.request = request;
        this.gpus = gpus;
        this.cpu = cpu;
    }

    /** Returns the seconds of one step, in which every sequence gains one token. */
    double seconds() {
        int layers = request.work().layers().size();
        double t = 0;
        boolean onHost = true;
        for (int il = 0; il < layers; il++) {
            boolean host = request.deviceOf(il).isEmpty();
            t += seconds(il);
            t += il > 0 && host != onHost ? SPLIT_SECONDS : 0;
            onHost = host;
        }
        t += seconds(layers);
        NetworkHops hops = NetworkHops.of(request);
        int here = request.usedDevices() - hops.count();
        return t + hops.generating() + (here > 1 ? (here - 1) * hopSeconds() : 0);
    }

    /** Returns the seconds of one step that each device works, and last the processor; handing over takes the rest. */
    double[] working() {
        double[] working = new double[gpus.size() + 1];
        for (int il = 0; il <= request.work().layers().size(); il++) {
            double elsewhere = 0;
            if (il < request.work().layers().size()) {
                LayerWork layer = request.placed().layers().get(il);
                for (MovedWork part : request.placed().moved().get(il)) {
                    double t = part.device().isPresent() ? onDevice(layer, part) : onHost(layer, part);
                    working[part.device().orElse(gpus.size())] += t;
                    elsewhere += t + ways(part, il);
                }
            }
            working[request.deviceOf(il).orElse(gpus.size())] += seconds(il) - elsewhere;
        }
        return working;
    }

    /** Returns the seconds of a layer, or of the output for the index after the last. */
    double seconds(int il) {
        if (il < request.work().layers().size()) {
            return layer(request.placed().layers().get(il), il);
        }
        PerClass head = request.work().headBytes();
        return request.deviceOf(il).isPresent()
                ? gpu(il).readSeconds(head, false, 1)
                : processor().readSeconds(head, request.sequences());
    }

    /** Most layers of a model cost the same, and are one object: a layer that was met on the same device is not counted again. */
    private double layer(LayerWork layer, int il) {
        int device = request.deviceOf(il).orElse(-1);
        double[] onDevices = met.computeIfAbsent(layer, any -> {
            double[] none = new double[gpus.size() + 1];
            Arrays.fill(none, Double.NaN);
            return none;
        });
        if (Double.isNaN(onDevices[device + 1])) {
            onDevices[device + 1] = device < 0 ? hostLayer(layer, il) : deviceLayer(layer, il);
        }
        return onDevices[device + 1];
    }

    /** Returns the seconds to hand a token on to the next device. */
    double hopSeconds() {
        return gpus.getFirst().hopSeconds();
    }

    private double deviceLayer(LayerWork layer, int il) {
        GpuRates gpu = gpu(il);
        double t = gpu.readSeconds(layer.denseBytes(), false, 1)
                + gpu.generationLayer(layer)
                + batchArithmetic(gpu, layer.denseWeights(), false, 1);
        if (layer.isMoe()) {
            t += gpu.readSeconds(layer.expertBytes(), true, expertsRead(layer))
                    + batchArithmetic(gpu, layer.expertWeights(), true, layer.expertShare());
        }
        t += moved(layer, il);
        t += request.sequences() * gpu.stateSeconds(layer.stateElements());
        double cells = cells(layer);
        if (cells > 0) {
            t += request.sequences()
                    * (request.cacheOnHost(il)
                            ? processor().attention(layer.attention(), hostBytesPerCell(layer), cells) + SPLIT_SECONDS
                            : gpu.generationAttention(layer.attention(), bytesPerCell(layer), cells));
        }
        return t;
    }

    /** Returns the seconds of what lies elsewhere than the layer, with the ways there and back. */
    private double moved(LayerWork layer, int il) {
        double t = 0;
        for (MovedWork part : request.placed().moved().get(il)) {
            t += (part.device().isPresent() ? onDevice(layer, part) : onHost(layer, part)) + ways(part, il);
        }
        return t;
    }

    /** Returns the seconds of the ways to a part that lies elsewhere than its layer, and back. */
    private double ways(MovedWork part, int il) {
        boolean withHost = part.device().isEmpty() || request.deviceOf(il).isEmpty();
        return 2 * part.excursions() * (withHost ? SPLIT_SECONDS : hopSeconds());
    }

    private double onDevice(LayerWork layer, MovedWork part) {
        GpuRates gpu = gpus.get(part.device().orElseThrow());
        return gpu.readSeconds(part.denseBytes(), false, 1)
                + batchArithmetic(gpu, part.denseWeights(), false, 1)
                + gpu.readSeconds(part.expertBytes(), true, expertsRead(layer))
                + batchArithmetic(gpu, part.expertWeights(), true, layer.expertShare());
    }

    private double onHost(LayerWork layer, MovedWork part) {
        return processor().readSeconds(part.denseBytes(), request.sequences()) + hostExperts(part.expertBytes(), layer);
    }

    /** Returns the seconds of multiplying weights with the tokens of several sequences; for one, reading them is all. */
    private double batchArithmetic(GpuRates gpu, PerClass weights, boolean expert, double share) {
        int n = request.sequences();
        if (n == 1) {
            return 0;
        }
        double columns = n <= VECTORS ? VECTOR * (n - 1) : SMALL_BATCH * ((n + TILE - 1) / TILE * TILE);
        return columns * gpu.computeSeconds(weights, expert, share);
    }

    private double hostLayer(LayerWork layer, int il) {
        double t = processor().readSeconds(layer.denseBytes(), request.sequences())
                + processor().layerSeconds(layer)
                + request.sequences() * processor().stateSeconds(layer.stateElements());
        if (layer.isMoe()) {
            t += hostExperts(layer.expertBytes(), layer);
        }
        t += moved(layer, il);
        double cells = cells(layer);
        return cells > 0
                ? t + request.sequences() * processor().attention(layer.attention(), hostBytesPerCell(layer), cells)
                : t;
    }

    private double hostExperts(PerClass experts, LayerWork layer) {
        return processor().readSeconds(experts.times(expertsRead(layer)), 1);
    }

    /** Returns the share of the experts that a step reads: distinct ones over all sequences. */
    private double expertsRead(LayerWork layer) {
        return 1 - Math.pow(1 - layer.expertShare(), request.sequences());
    }

    private double cells(LayerWork layer) {
        return layer.attention().flops() > 0 ? layer.attention().cells(request.depth() + request.nGen() / 2.0) : 0;
    }

    private double bytesPerCell(LayerWork layer) {
        return request.cellBytes(layer.attention());
    }

    /** Quantized cells cost the processor their bytes and a little for unpacking: a tenth, judgement. */
    private double hostBytesPerCell(LayerWork layer) {
        return bytesPerCell(layer) * (request.quantizedCache() ? 1.1 : 1);
    }

    private GpuRates gpu(int layer) {
        return gpus.get(request.deviceOf(layer).orElseThrow());
    }

    private ProcessorRates processor() {
        if (cpu == null) {
            throw new IllegalStateException("layers on the CPU without a host");
        }
        return cpu;
    }
}
