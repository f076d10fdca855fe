package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.builder.Batch;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.families.Family;
import dev.llmfit.sizing.graph.PlanObserver;
import dev.llmfit.sizing.graph.Scheduler;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * Plans the prompt graph and the generation graph as a context reserves them.
 *
 * <p>Source: {@code llama_context::sched_reserve} in {@code src/llama-context.cpp}.
 */
final class ComputeBuffers {
    private final Placement placement;
    private final Family family;
    private final Scheduler scheduler;
    private final EnumSet<FusedOp> fused = EnumSet.allOf(FusedOp.class);
    private boolean attentionOnCpu;

    ComputeBuffers(Placement placement, Family family) {
        this.placement = placement;
        this.family = family;
        this.scheduler = new Scheduler(
                placement.backends(),
                placement.launch().options().opOffload(),
                placement.launch().isPipelined());
        if (placement.launch().flashAttn() == FlashAttn.OFF) {
            fused.remove(FusedOp.FLASH_ATTENTION);
        }
    }

    /**
     * Returns the bytes of each pool's compute buffer.
     *
     * @throws LaunchRefusedException if a device turns flash attention off, without which the launch is refused
     */
    long[] bytes() {
        GraphBuilder generation = resolved();
        long[][] single = scheduler.chunkSizes(generation.graph());
        long[][] prompt = scheduler.chunkSizes(build(promptBatch()).graph());
        Batch again = againBatch();
        long[][] last = again.equals(promptBatch())
                ? prompt
                : scheduler.chunkSizes(build(again).graph());
        long[] bytes = new long[prompt.length];
        for (int pool = 0; pool < bytes.length; pool++) {
            bytes[pool] = Arrays.stream(grown(grown(prompt[pool], single[pool]), last[pool]))
                    .sum();
        }
        return bytes;
    }

    /**
     * Plans the prompt graph and reports what happens; refuses as {@link #bytes()}.
     *
     * @return the bytes that it needs of each pool
     */
    long[] observePrompt(PlanObserver observer) {
        resolved();
        return Arrays.stream(scheduler.chunkSizes(build(promptBatch()).graph(), observer))
                .mapToLong(chunks -> Arrays.stream(chunks).sum())
                .toArray();
    }

    /** Returns the generation graph, once it is known which fused operations the devices leave on. */
    private GraphBuilder resolved() {
        int sequences = placement.launch().sequences();
        // the probe graphs have the shape of the generation graph
        Batch one = Batch.of(sequences, sequences, sequences);
        GraphBuilder generation = build(one);
        boolean assigned = false;
        for (FusedOp op : EnumSet.copyOf(fused)) {
            if (isFixed(op) || !generation.fusedNodes().has(op)) {
                continue;
            }
            if (!assigned) {
                scheduler.assign(generation.graph());
                assigned = true;
            }
            if (!generation.fusedNodes().runWithTheirLayers(op)) {
                fused.remove(op);
                if (op == FusedOp.FLASH_ATTENTION) {
                    refuseQuantizedValues();
                }
                generation = build(one);
                assigned = false;
            }
        }
        attentionOnCpu =
                flashAttention() && generation.fusedNodes().areMissing(FusedOp.FLASH_ATTENTION, placement.backends());
        return generation;
    }

    private boolean isFixed(FusedOp op) {
        return op == FusedOp.FLASH_ATTENTION && placement.launch().flashAttn() != FlashAttn.AUTO;
    }

    /** Returns the bytes of the largest weight on the host that each pool's buffer holds a copy of, once {@link #bytes} is known. */
    long[] copied() {
        return scheduler.copiedWeights();
    }

    boolean flashAttention() {
        return fused.contains(FusedOp.FLASH_ATTENTION);
    }

    /** Returns whether layers on devices have their fused attention run by the CPU, because their device does not support it. */
    boolean attentionOnCpu() {
        return attentionOnCpu;
    }

    /** {@code llama_context::llama_context}, once flash attention is resolved. */
    private void refuseQuantizedValues() {
        if (placement.launch().typeV().isQuantized()) {
            throw new LaunchRefusedException(String.format(
                    "quantized V cache (%s) was requested, but this requires flash attention, which a device does not"
                            + " support for these heads with K %s and V %s",
                    placement.launch().typeV().ggmlName(),
                    placement.launch().typeK().ggmlName(),
                    placement.launch().typeV().ggmlName()));
        }
    }

    private int promptTokens() {
        return Math.min(placement.launch().nCtx(), placement.launch().nUbatch());
    }

    private Batch promptBatch() {
        int tokens = promptTokens();
        int outputs = Math.min(tokens, placement.launch().nOutputsMax());
        return Batch.of(tokens, placement.launch().sequences(), outputs);
    }

    /** The prompt that is reserved for last ({@code sched_reserve}). */
    private Batch againBatch() {
        Batch prompt = promptBatch();
        HyperParameters hp = placement.model().hyperParameters();
        if (!hp.has(ArchitectureTrait.RESERVES_ONE_SEQUENCE)) {
            return prompt;
        }
        int tokens = promptTokens();
        int streams = placement.launch().streams();
        if (tokens % streams != 0) {
            throw new LaunchRefusedException("llama.cpp aborts on " + hp.architecture() + ": a batch of " + tokens
                    + " tokens is no multiple of the " + streams + " slots, each of which has a cache of its own");
        }
        return Batch.of(tokens, 1, Math.min(tokens, prompt.outputs()));
    }

    private GraphBuilder build(Batch batch) {
        HyperParameters hp = placement.model().hyperParameters();
        GraphBuilder b = new GraphBuilder(
                hp,
                placement.launch(),
                placement.layers(),
                placement.weights(),
                placement.memory(),
                placement.expertCache(),
                batch,
                fused);
        family.build(b);
        GraphTable.check(
                placement,
                b.graph(),
                Math.min(placement.launch().nCtx(), placement.launch().nUbatch()));
        return b;
    }

    /** A buffer is allocated anew, chunk by chunk, when any chunk is too small. */
    private static long[] grown(long[] current, long[] needed) {
        for (int i = 0; i < needed.length; i++) {
            if (needed[i] > (i < current.length ? current[i] : 0)) {
                return needed;
            }
        }
        return current;
    }
}
