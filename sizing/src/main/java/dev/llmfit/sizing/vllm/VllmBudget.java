package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineLayers;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineParts.Experts;
import dev.llmfit.sizing.engines.EngineValue.SizeRange;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What a GPU holds beside weights and cache, as ranges: it depends on kernels, and only a run tells it.
 *
 * <p>Source of the formula: {@code determine_available_memory} in {@code v1/worker/gpu_worker.py}; of the ranges: public logs
 * ({@code docs/engines/vllm.md}).
 *
 * @param requested bytes that vLLM asks for: its share of the GPU
 * @param activation peak of a step in the run that profiles memory
 * @param graphs what is set aside for CUDA graphs
 * @param outside what lies outside torch: NCCL, workspaces of kernels
 */
public record VllmBudget(long requested, SizeRange activation, SizeRange graphs, SizeRange outside) {
    /** Bytes of a GiB. */
    private static final long GIB = 1L << 30;

    /** Bytes of a value in 16 bits. */
    private static final int ELEMENT = 2;

    /** Rows of the residual stream and of the feed-forward network that are live at once in a layer. */
    private static final int RESIDUALS = 4;

    private static final int WIDTHS = 3;

    /** The sampler's rows of the vocabulary: logits of 16 bits, their copy of 32, and a sort with indices ({@code sampler.py}). */
    private static final int SAMPLER = 2 + 4 + 4 + 8;

    /** A step's rows of an encoder for images, in widths of it, at most; fitted on logs of models with and without images. */
    private static final int TOWER_WIDTHS = 30;

    /** The dense network of a layer with experts is counted for a quarter where the experts are narrow. */
    private static final int NARROW = 4;

    /** Range of the activation around its middle, of public logs. */
    private static final double LEAST = 0.6;

    private static final double MOST = 1.6;

    /** CUDA graphs of a layer when all sizes up to 512 are captured, GiB; logs: 0.05 to 3.5 GiB for 28 to 94 layers. */
    private static final double GRAPH_OF_LAYER = 0.008;

    private static final int CAPTURED = 512;
    private static final int GRAPH_LEAST = 3;
    private static final int GRAPH_MOST = 4;

    /** Outside torch on one GPU, and on several with NCCL, GiB: logs, and 342 to 392 MiB of AISimulate's system files. */
    private static final double[] ALONE = {0.02, 0.06, 0.3};

    private static final double[] TOGETHER = {0.2, 0.5, 2.5};

    /** Where a GPU shares the processor's memory, what the system takes meanwhile is charged to vLLM; logs: up to 8 %. */
    private static final double SYSTEM = 0.1;

    /** What the peak of a step may be beyond the rule, GiB, of the logs that lie highest. */
    private static final double BEYOND = 0.7;

    static VllmBudget of(EngineModel model, VllmLaunch launch) {
        double share = launch.memory().utilization();
        return new VllmBudget(
                (long) Math.ceil(launch.gpu().totalBytes() * share),
                activation(model, launch),
                graphs(model, launch),
                outside(launch));
    }

    private static SizeRange activation(EngineModel model, VllmLaunch launch) {
        EngineLayers layers = model.layers();
        long ff = LongStream.range(0, layers.count())
                .map(i -> layers.ff((int) i))
                .max()
                .orElse(0);
        Optional<Experts> experts = model.experts();
        if (experts.isPresent()) {
            ff = Math.max(ff / NARROW, experts.get().ff() * experts.get().used());
        }
        long tokens = launch.batch().tokens();
        long row = ELEMENT
                * (RESIDUALS * model.traits().width()
                        + WIDTHS * ff / launch.split().tensor());
        long sampler =
                Math.min(launch.batch().requests(), tokens) * model.traits().vocabulary() * SAMPLER;
        long middle = Math.max(tokens * row, sampler);
        long tower = launch.weights().languageModelOnly()
                ? 0
                : model.tower()
                        .map(t -> tokens * ELEMENT * TOWER_WIDTHS * t.hidden())
                        .orElse(0L);
        return new SizeRange(
                (long) (middle * LEAST), middle + tower / 2, (long) (middle * MOST + BEYOND * GIB) + tower);
    }

    private static SizeRange graphs(EngineModel model, VllmLaunch launch) {
        if (launch.memory().eager() || !launch.release().has(VllmSwitch.GRAPHS_SUBTRACTED)) {
            return new SizeRange(0, 0, 0);
        }
        double captured = Math.min(1.0, 2.0 * launch.batch().requests() / CAPTURED);
        long middle = (long) (GIB * GRAPH_OF_LAYER * model.layers().count() * captured);
        return new SizeRange(middle / GRAPH_LEAST, middle, middle * GRAPH_MOST);
    }

    private static SizeRange outside(VllmLaunch launch) {
        double[] gib = launch.split().tensor() * launch.split().pipeline() == 1 ? ALONE : TOGETHER;
        long system = launch.gpu().shared() ? (long) (launch.gpu().totalBytes() * SYSTEM) : 0;
        return new SizeRange((long) (gib[0] * GIB), (long) (gib[1] * GIB), (long) (gib[2] * GIB) + system);
    }

    /** Returns what is left for the cache beside weights, at least, probably and at most; below 0 if nothing is. */
    SizeRange left(long weights) {
        long rest = requested - weights;
        return new SizeRange(
                rest - most(),
                rest - activation.mid() - graphs.mid() - outside.mid(),
                rest - activation.low() - graphs.low() - outside.low());
    }

    /** Returns what a GPU holds beside weights and cache at most. */
    long most() {
        return activation.high() + graphs.high() + outside.high();
    }
}
