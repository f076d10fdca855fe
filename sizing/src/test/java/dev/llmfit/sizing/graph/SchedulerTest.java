package dev.llmfit.sizing.graph;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.scale;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.GgmlType;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final int GPU = 0;
    private static final int CPU = 1;
    private static final int ROWS = 64;
    private static final int WIDTH = 256;
    private static final long ACTIVATION = 4L * WIDTH * ROWS;

    private static final class Plain implements BackendRules {
        private final boolean offloads;

        Plain(boolean offloads) {
            this.offloads = offloads;
        }

        @Override
        public int alignment() {
            return 32;
        }

        @Override
        public long maxChunk() {
            return Long.MAX_VALUE;
        }

        @Override
        public long allocSize(Tensor t) {
            return t.bytes();
        }

        @Override
        public boolean supports(Tensor t) {
            return true;
        }

        @Override
        public boolean offloads(Tensor t) {
            return offloads && t.op() == Op.MUL_MAT;
        }

        @Override
        public Tensor[] optimize(Tensor[] nodes, KeepAlive keep) {
            return nodes;
        }
    }

    private static Tensor matrix(int pool) {
        return Tensor.leaf(GgmlType.F16, WIDTH, WIDTH, 1, 1).asWeight("w", pool, pool == CPU);
    }

    private static Tensor input() {
        return Tensor.leaf(GgmlType.F32, WIDTH, ROWS, 1, 1).asInput("x");
    }

    private static Scheduler scheduler(boolean opOffload, boolean pipeline) {
        return new Scheduler(List.of(new Plain(true), new Plain(false)), opOffload, pipeline);
    }

    private static long[][] sizes(Scheduler scheduler, Tensor... results) {
        Graph graph = new Graph();
        for (Tensor result : results) {
            graph.expand(result);
        }
        return scheduler.chunkSizes(graph);
    }

    @Test
    void aNodeRunsWhereItsWeightsLie() {
        Tensor product = mulMat(matrix(GPU), input());
        Graph graph = new Graph();
        graph.expand(product);
        scheduler(true, false).assign(graph);
        assertEquals(GPU, Scheduler.backendOf(product));
    }

    @Test
    void neighboursWithoutWeightsFollow() {
        Tensor x = input();
        Tensor product = mulMat(matrix(GPU), scale(x));
        Tensor after = scale(product);
        Graph graph = new Graph();
        graph.expand(after);
        scheduler(true, false).assign(graph);
        assertEquals(GPU, Scheduler.backendOf(after));
        assertEquals(CPU, Scheduler.backendOf(x));
    }

    @Test
    void anInputIsCopiedToTheDeviceThatReadsIt() {
        long[][] sizes = sizes(scheduler(true, false), mulMat(matrix(GPU), input()));
        assertArrayEquals(new long[] {2 * ACTIVATION}, sizes[GPU]); // the copy and the product
        assertArrayEquals(new long[] {ACTIVATION}, sizes[CPU]); // the input
    }

    @Test
    void hostWeightsAreCopiedWhenADeviceTakesTheOperation() {
        long weight = 2L * WIDTH * WIDTH;
        long[][] offloaded = sizes(scheduler(true, false), mulMat(matrix(CPU), input()));
        assertArrayEquals(new long[] {2 * ACTIVATION + weight}, offloaded[GPU]);
        long[][] kept = sizes(scheduler(false, false), mulMat(matrix(CPU), input()));
        assertArrayEquals(new long[] {}, kept[GPU]);
        assertArrayEquals(new long[] {2 * ACTIVATION}, kept[CPU]);
    }

    @Test
    void pipelinesHoldFourOfEachInputAndCopy() {
        long[][] sizes = sizes(scheduler(true, true), mulMat(matrix(GPU), input()));
        assertArrayEquals(new long[] {5 * ACTIVATION}, sizes[GPU]);
        assertArrayEquals(new long[] {4 * ACTIVATION}, sizes[CPU]);
    }

    @Test
    void inPlaceOperationsTakeOverTheirOperand() {
        Tensor product = mulMat(matrix(CPU), input());
        long[][] sizes = sizes(scheduler(false, false), scale(scale(product)));
        assertArrayEquals(new long[] {2 * ACTIVATION}, sizes[CPU]);
    }

    @Test
    void anOperandThatIsReadAgainIsNotTakenOver() {
        Tensor product = mulMat(matrix(CPU), input());
        long[][] sizes = sizes(scheduler(false, false), add(scale(product), product));
        assertArrayEquals(new long[] {2 * ACTIVATION}, sizes[CPU]); // the input's place is free by then
    }

    @Test
    void outputsStay() {
        Tensor product = mulMat(matrix(CPU), input()).asOutput();
        long[][] sizes = sizes(scheduler(false, false), mulMat(matrix(CPU), scale(product)));
        assertArrayEquals(new long[] {3 * ACTIVATION}, sizes[CPU]);
    }

    @Test
    void viewsKeepTheirOwnerAlive() {
        Tensor product = mulMat(matrix(CPU), input());
        Tensor view = reshape(product, WIDTH * 2L, ROWS / 2);
        Tensor other = mulMat(matrix(CPU), input());
        long[][] sizes = sizes(scheduler(false, false), other, scale(view));
        assertArrayEquals(new long[] {3 * ACTIVATION}, sizes[CPU]);
    }
}
