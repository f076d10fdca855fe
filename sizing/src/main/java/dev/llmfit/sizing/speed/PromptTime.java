package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Seconds to process a prompt: per ubatch arithmetic by weight class (never less than streaming the weights once), a fixed
 * cost per layer, attention that grows with depth, the scan of recurrent layers, and the transfer of weights that lie in
 * host memory. Ubatches overlap on several devices.
 *
 * <p>Source: {@code pp} in {@code bench/speed-fit/model.py}.
 */
final class PromptTime {
    /** From this many tokens on weights in host memory are copied to the device ({@code min_batch_size} of ggml's backends). */
    private static final int OFFLOAD_TOKENS = 32;

    /** Used share from which downwards experts are many: 8 of 128. */
    private static final double MANY_EXPERTS = 1.0 / 16;

    /** Used share from which upwards all experts work in any prompt: 2 of 8, as in Mixtral. Judgement. */
    private static final double FEW_EXPERTS = 1.0 / 4;

    /** Hand-over of a ubatch between devices. */
    private static final double HOP_SECONDS = 2e-4;

    /** Backends on which llama.cpp overlaps ubatches: they have asynchronous copies and events. */
    private static final Set<String> PIPELINED = Set.of("cuda", "rocm", "vulkan", "sycl");

    /** What a ubatch costs wherever it lies in the context. */
    private record Fixed(int tokens, double seconds) {}

    /** Attention of layers of one kind on one device. */
    private record Attending(LayerWork.Attention attention, int device, double secondsPerFlop, int layers) {}

    private final SpeedRequest request;
    private final boolean movesWithDepth;
    private final List<Attending> attending;
    private final List<GpuRates> gpus;
    private final @Nullable ProcessorRates cpu;

    PromptTime(SpeedRequest request, List<GpuRates> gpus, @Nullable ProcessorRates cpu) {
        this.request = request;
        this.gpus = gpus;
        this.cpu = cpu;
        this.movesWithDepth = request.usesHost();
        this.attending = movesWithDepth ? List.of() : attending();
    }

    private List<Attending> attending() {
        List<Attending> kinds = new ArrayList<>();
        List<LayerWork> layers = request.placed().layers();
        for (int il = 0; il < layers.size(); il++) {
            LayerWork.Attention a = layers.get(il).attention();
            int device = request.deviceOf(il).orElseThrow();
            if (a.flops() > 0) {
                add(kinds, a, device);
            }
        }
        return kinds;
    }

    private void add(List<Attending> kinds, LayerWork.Attention a, int device) {
        for (int i = 0; i < kinds.size(); i++) {
            Attending k = kinds.get(i);
            if (k.device() == device && k.attention().equals(a)) {
                kinds.set(i, new Attending(a, device, k.secondsPerFlop(), k.layers() + 1));
                return;
            }
        }
        GpuRates gpu = gpus.get(device);
        kinds.add(new Attending(a, device, gpu.promptAttention(a) * gpu.age(), 1));
    }

    /** Returns the seconds of the whole prompt. */
    double seconds() {
        NetworkHops hops = NetworkHops.of(request);
        int ubatch = hops.ubatch();
        int left = request.nPrompt();
        double position = request.depth();
        double total = 0;
        double behind = 0;
        int batches = 0;
        Fixed fixed = new Fixed(0, 0);
        while (left > 0) {
            int tokens = Math.min(ubatch, left);
            if (movesWithDepth || fixed.tokens() != tokens) {
                fixed = new Fixed(tokens, ubatch(tokens, position));
            }
            double working = fixed.seconds() + attention(tokens, position);
            total += working;
            behind += hops.count() == 0
                    ? 0
                    : behind(hops, working, hops.prompt(tokens, position, tokens == left), left > tokens);
            position += tokens;
            left -= tokens;
            batches++;
        }
        int used = request.usedDevices();
        if (hops.count() > 0) {
            return total + behind;
        }
        if (used > 1 && batches > 1 && overlaps()) {
            double ideal = (batches + used - 1) / ((double) used * batches);
            total *= Math.pow(ideal, first().pipelining());
        }
        return used > 1 ? total + (used - 1) * HOP_SECONDS * batches : total;
    }

    /**
     * Returns the seconds of the network less those in which the last device works on a ubatch while the others have the next: results
     * of all devices but the last are waited for ({@link NetworkHops}). As much of that is reached as on several cards of one machine.
     */
    private double behind(NetworkHops hops, double working, double network, boolean more) {
        double last = hops.lastShare() * working;
        return more ? network - first().pipelining() * Math.min(last, working - last + network) : network;
    }

    /** Returns whether ubatches overlap on several devices ({@code pipeline_parallel} in {@code src/llama-context.cpp}). */
    boolean overlaps() {
        return !request.usesHost()
                && request.options().overrideTensor().isEmpty()
                && PIPELINED.contains(first().backend());
    }

    /** Returns the seconds of attention where all of it is on GPUs. */
    private double attention(int tokens, double position) {
        double t = 0;
        for (Attending a : attending) {
            t += a.layers()
                    * a.attention().flops()
                    * tokens
                    * a.attention().meanCells(position, tokens)
                    * a.secondsPerFlop();
        }
        return t;
    }

    /** Arithmetic and streaming overlap within a device, so they are added per device before they are compared. */
    private double ubatch(int tokens, double position) {
        double[] compute = new double[gpus.size()];
        double[] stream = new double[gpus.size()];
        double t = 0;
        List<LayerWork> layers = request.placed().layers();
        for (int il = 0; il < layers.size(); il++) {
            LayerWork layer = layers.get(il);
            boolean host = request.deviceOf(il).isEmpty();
            boolean offload = offloads(tokens);
            if (host && !offload) {
                t += processor().promptSeconds(layer, tokens) + hostAttention(layer.attention(), tokens, position);
                t += moved(layer, il, tokens, compute, stream);
                continue;
            }
            int d = host ? 0 : request.deviceOf(il).orElseThrow();
            GpuRates gpu = gpus.get(d);
            double expertBytes = layer.expertBytes().sum() * seen(layer, tokens);
            double denseBytes = layer.denseBytes().sum();
            compute[d] += tokens * gpu.computeSeconds(layer.denseWeights(), false, 1) / gpu.batchEfficiency(tokens);
            stream[d] += gpu.streamSeconds(denseBytes);
            t += gpu.promptLayer(layer) * gpu.age() + (host ? copied(gpu, denseBytes) : 0);
            if (layer.isMoe()) {
                compute[d] += tokens
                        * gpu.computeSeconds(layer.expertWeights(), true, layer.expertShare())
                        / gpu.expertEfficiency(layer, tokens);
                stream[d] += gpu.streamSeconds(expertBytes);
                t += host ? copied(gpu, layer.expertBytes().sum() * touched(layer, tokens)) : 0;
            }
            t += moved(layer, il, tokens, compute, stream);
            t += tokens * layer.stateElements() * gpu.promptState() * gpu.age();
            t += movesWithDepth ? attention(layer, il, gpu, tokens, position) : 0;
        }
        for (int d = 0; d < gpus.size(); d++) {
            t += Math.pow(Math.pow(compute[d], 4) + Math.pow(stream[d], 4), 0.25)
                    * gpus.get(d).age();
        }
        return t;
    }

    /**
     * Adds the arithmetic and streaming of what lies elsewhere than the layer to those of its device: weights in host memory are copied
     * to the layer's device, or multiplied by the processor where that is not done.
     *
     * @return the seconds beside those
     */
    private double moved(LayerWork layer, int il, int tokens, double[] compute, double[] stream) {
        double t = 0;
        for (MovedWork part : request.placed().moved().get(il)) {
            boolean onHost = part.device().isEmpty();
            if (onHost && !offloads(tokens)) {
                t += processor().promptWeights(part.denseBytes(), part.denseWeights(), tokens)
                        + processor().promptExperts(part.expertBytes(), part.expertWeights(), layer, tokens);
                continue;
            }
            int d = part.device().orElseGet(() -> request.deviceOf(il).orElse(0));
            GpuRates gpu = gpus.get(d);
            double expertBytes = part.expertBytes().sum() * seen(layer, tokens);
            compute[d] += tokens * gpu.computeSeconds(part.denseWeights(), false, 1) / gpu.batchEfficiency(tokens);
            stream[d] += gpu.streamSeconds(part.denseBytes().sum());
            if (layer.isMoe()) {
                compute[d] += tokens
                        * gpu.computeSeconds(part.expertWeights(), true, layer.expertShare())
                        / gpu.expertEfficiency(layer, tokens);
                stream[d] += gpu.streamSeconds(expertBytes);
            }
            t += onHost
                    ? copied(gpu, part.denseBytes().sum() + part.expertBytes().sum() * touched(layer, tokens))
                    : 2 * part.excursions() * HOP_SECONDS;
        }
        return t;
    }

    /** Returns the seconds to copy weights or cells from host memory to a device. */
    private double copied(GpuRates gpu, double bytes) {
        return bytes / gpu.device().link().rate(gpu.device().backend());
    }

    /**
     * Returns the share of the experts that are copied for a ubatch: those that one of its tokens uses ({@code copy_experts} in
     * llama.cpp's {@code ggml-backend.cpp}). Routers of many small experts leave some out of a whole prompt.
     */
    static double touched(LayerWork layer, int tokens) {
        if (!layer.isMoe()) {
            return 0;
        }
        double few = Math.clamp((layer.expertShare() - MANY_EXPERTS) / (FEW_EXPERTS - MANY_EXPERTS), 0, 1);
        double least = SpeedConstants.bundled().get("link.touched");
        double alive = Math.max(layer.expertShare(), least + (1 - least) * few);
        return alive * (1 - Math.pow(1 - layer.expertShare() / alive, tokens));
    }

    /** Returns the share of the experts that some token of a ubatch uses. */
    private static double seen(LayerWork layer, int tokens) {
        return layer.isMoe() ? 1 - Math.pow(1 - layer.expertShare(), tokens) : 0;
    }

    private double attention(LayerWork layer, int il, GpuRates gpu, int tokens, double position) {
        LayerWork.Attention a = layer.attention();
        if (a.flops() == 0) {
            return 0;
        }
        if (request.options().noKvOffload()) {
            return hostAttention(a, tokens, position);
        }
        double flops = a.flops() * tokens * a.meanCells(position, tokens);
        // A device that multiplies the weights of a layer in host memory takes its attention too, and gets the cells.
        double cells = request.deviceOf(il).isEmpty() ? a.cells(position + tokens) * request.cellBytes(a) : 0;
        return flops * gpu.promptAttention(a) * gpu.age() + copied(gpu, cells);
    }

    private double hostAttention(LayerWork.Attention a, int tokens, double position) {
        return processor().promptAttention(a, tokens, position, request.plainCache());
    }

    private boolean offloads(int tokens) {
        return offloads(request, tokens);
    }

    /** Returns whether weights in host memory are copied to a device for so many tokens. */
    static boolean offloads(SpeedRequest request, int tokens) {
        // An RPC device takes no weights of the host (offload_op in ggml-rpc.cpp).
        return !request.devices().isEmpty()
                && request.devices().getFirst().backend() != Backend.RPC
                && request.options().opOffload()
                && tokens >= OFFLOAD_TOKENS;
    }

    private GpuRates first() {
        return gpus.getFirst();
    }

    private ProcessorRates processor() {
        if (cpu == null) {
            throw new IllegalStateException("layers on the CPU without a host");
        }
        return cpu;
    }
}
