package dev.llmfit.sizing.graph;

import dev.llmfit.gguf.GgmlType;
import org.jspecify.annotations.Nullable;

/**
 * Constructors of graph operations: result shape, strides and view relations as in {@code ggml.c}. Made for static
 * import. Results have type F32 unless said otherwise.
 */
public final class Ops {
    private Ops() {}

    // --- element-wise: the result has the shape of the first operand and is contiguous

    /** Copies. */
    public static Tensor dup(Tensor a) {
        return like(Op.DUP, a, a);
    }

    /** Adds; {@code b} is repeated as needed. */
    public static Tensor add(Tensor a, Tensor b) {
        return like(Op.ADD, a, a, b);
    }

    /** Adds in the first operand's memory; {@code b} is repeated as needed. */
    public static Tensor addInPlace(Tensor a, Tensor b) {
        return sameView(Op.ADD, a, a, b);
    }

    /** Subtracts. */
    public static Tensor sub(Tensor a, Tensor b) {
        return like(Op.SUB, a, a, b);
    }

    /** Multiplies element by element. */
    public static Tensor mul(Tensor a, Tensor b) {
        return like(Op.MUL, a, a, b);
    }

    /** Divides element by element. */
    public static Tensor div(Tensor a, Tensor b) {
        return like(Op.DIV, a, a, b);
    }

    /** Multiplies by a constant. */
    public static Tensor scale(Tensor a) {
        return like(Op.SCALE, a, a);
    }

    /** Squares. */
    public static Tensor sqr(Tensor a) {
        return like(Op.SQR, a, a);
    }

    /** Takes the square root. */
    public static Tensor sqrt(Tensor a) {
        return like(Op.SQRT, a, a);
    }

    /** Fills a tensor of this shape with a constant. */
    public static Tensor fill(Tensor a) {
        return like(Op.FILL, a, a);
    }

    /** Limits the values. */
    public static Tensor clamp(Tensor a) {
        return like(Op.CLAMP, a, a);
    }

    /** Normalizes by the root of the mean square. */
    public static Tensor rmsNorm(Tensor a) {
        return like(Op.RMS_NORM, a, a);
    }

    /** Normalizes by mean and variance. */
    public static Tensor layerNorm(Tensor a) {
        return like(Op.NORM, a, a);
    }

    /** Normalizes groups of channels. */
    public static Tensor groupNorm(Tensor a) {
        return like(Op.GROUP_NORM, a, a);
    }

    /** Normalizes by the length of the row. */
    public static Tensor l2Norm(Tensor a) {
        return like(Op.L2_NORM, a, a);
    }

    /** Applies a function to each element. */
    public static Tensor unary(Tensor a, Activation function) {
        return Tensor.contiguous(a.type, a.ne0, a.ne1, a.ne2, a.ne3, Op.UNARY, function, new Tensor[] {a}, null);
    }

    /** Adds to each row the row of {@code b} that {@code ids} names. */
    public static Tensor addId(Tensor a, Tensor b, Tensor ids) {
        return like(Op.ADD_ID, a, a, b, ids);
    }

    /** Rotates positions; with frequency factors when the model has them. */
    public static Tensor rope(Tensor a, Tensor positions, @Nullable Tensor factors) {
        return factors == null ? like(Op.ROPE, a, a, positions) : like(Op.ROPE, a, a, positions, factors);
    }

    /** Rotates positions. */
    public static Tensor rope(Tensor a, Tensor positions) {
        return like(Op.ROPE, a, a, positions);
    }

    /** Normalizes each row to a sum of one. */
    public static Tensor softMax(Tensor a) {
        return like(Op.SOFT_MAX, a, a);
    }

    /** Normalizes each row to a sum of one under a mask, with the sinks of the heads when the model has them. */
    public static Tensor softMax(Tensor a, Tensor mask, @Nullable Tensor sinks) {
        return sinks == null ? like(Op.SOFT_MAX, a, a, mask) : like(Op.SOFT_MAX, a, a, mask, sinks);
    }

    /** Multiplies by a constant in the operand's memory. */
    public static Tensor scaleInPlace(Tensor a) {
        return sameView(Op.SCALE, a, a);
    }

    // --- copies and type changes

    /** Makes the layout contiguous. */
    public static Tensor cont(Tensor a) {
        return like(Op.CONT, a, a);
    }

    /** Makes the layout contiguous, with another shape. */
    public static Tensor cont(Tensor a, long ne0, long ne1) {
        return cont(a, ne0, ne1, 1, 1);
    }

    /** Makes the layout contiguous, with another shape. */
    public static Tensor cont(Tensor a, long ne0, long ne1, long ne2, long ne3) {
        return make(a.type, ne0, ne1, ne2, ne3, Op.CONT, a);
    }

    /** Copies into another type. */
    public static Tensor cast(Tensor a, GgmlType type) {
        return make(type, a.ne0, a.ne1, a.ne2, a.ne3, Op.CPY, a);
    }

    /** Copies into the memory of {@code dst}. */
    public static Tensor cpy(Tensor a, Tensor dst) {
        return sameView(Op.CPY, dst, a, dst);
    }

    /** Writes rows into {@code dst} at the given row numbers. */
    public static Tensor setRows(Tensor dst, Tensor rows, Tensor ids) {
        return sameView(Op.SET_ROWS, dst, rows, ids, dst);
    }

    // --- views

    /** Returns the same elements in another shape. */
    public static Tensor reshape(Tensor a, long ne0, long ne1) {
        return reshape(a, ne0, ne1, 1, 1);
    }

    /** Returns the same elements in another shape. */
    public static Tensor reshape(Tensor a, long ne0, long ne1, long ne2) {
        return reshape(a, ne0, ne1, ne2, 1);
    }

    /** Returns the same elements in another shape. */
    public static Tensor reshape(Tensor a, long ne0, long ne1, long ne2, long ne3) {
        return Tensor.contiguous(a.type, ne0, ne1, ne2, ne3, Op.RESHAPE, Activation.NONE, new Tensor[] {a}, a);
    }

    /** Views a row. */
    public static Tensor view1d(Tensor a, long ne0, long offset) {
        long nb1 = a.nb0 * ne0;
        return view(a, ne0, 1, 1, 1, nb1, nb1, nb1, offset);
    }

    /** Views rows that lie {@code nb1} bytes apart. */
    public static Tensor view2d(Tensor a, long ne0, long ne1, long nb1, long offset) {
        long nb2 = nb1 * ne1;
        return view(a, ne0, ne1, 1, 1, nb1, nb2, nb2, offset);
    }

    /** Views planes with these strides in bytes. */
    public static Tensor view3d(Tensor a, long ne0, long ne1, long ne2, long nb1, long nb2, long offset) {
        return view(a, ne0, ne1, ne2, 1, nb1, nb2, nb2 * ne2, offset);
    }

    /** Views four dimensions with these strides in bytes. */
    public static Tensor view4d(
            Tensor a, long ne0, long ne1, long ne2, long ne3, long nb1, long nb2, long nb3, long offset) {
        return view(a, ne0, ne1, ne2, ne3, nb1, nb2, nb3, offset);
    }

    /** Moves dimension i to place {@code axis i}. */
    public static Tensor permute(Tensor a, int axis0, int axis1, int axis2, int axis3) {
        long[] ne = new long[4];
        long[] nb = new long[4];
        ne[axis0] = a.ne0;
        ne[axis1] = a.ne1;
        ne[axis2] = a.ne2;
        ne[axis3] = a.ne3;
        nb[axis0] = a.nb0;
        nb[axis1] = a.nb1;
        nb[axis2] = a.nb2;
        nb[axis3] = a.nb3;
        return Tensor.view(a, Op.PERMUTE, new Tensor[] {a}, ne[0], ne[1], ne[2], ne[3], nb[0], nb[1], nb[2], nb[3], 0);
    }

    /** Exchanges rows and columns. */
    public static Tensor transpose(Tensor a) {
        return Tensor.view(
                a, Op.TRANSPOSE, new Tensor[] {a}, a.ne1, a.ne0, a.ne2, a.ne3, a.nb1, a.nb0, a.nb2, a.nb3, 0);
    }

    // --- products, lookups, reductions

    /** Multiplies the matrix {@code w} with the columns of {@code x}. */
    public static Tensor mulMat(Tensor w, Tensor x) {
        return make(GgmlType.F32, w.ne1, x.ne1, x.ne2, x.ne3, Op.MUL_MAT, w, x);
    }

    /** Multiplies with the expert matrices that {@code ids} names. */
    public static Tensor mulMatId(Tensor w, Tensor x, Tensor ids) {
        return make(GgmlType.F32, w.ne1, ids.ne0, x.ne2, 1, Op.MUL_MAT_ID, w, x, ids);
    }

    /** Looks up rows; I32 stays I32. */
    public static Tensor getRows(Tensor a, Tensor ids) {
        GgmlType type = a.type == GgmlType.I32 ? GgmlType.I32 : GgmlType.F32;
        return make(type, a.ne0, ids.ne0, ids.ne1, ids.ne2, Op.GET_ROWS, a, ids);
    }

    /** Joins along a dimension. */
    public static Tensor concat(Tensor a, Tensor b, int dimension) {
        return make(
                a.type,
                a.ne0 + (dimension == 0 ? b.ne0 : 0),
                a.ne1 + (dimension == 1 ? b.ne1 : 0),
                a.ne2 + (dimension == 2 ? b.ne2 : 0),
                a.ne3 + (dimension == 3 ? b.ne3 : 0),
                Op.CONCAT,
                a,
                b);
    }

    /** Pads rows to a width. */
    public static Tensor padRows(Tensor a, long width) {
        return make(a.type, width, a.ne1, a.ne2, a.ne3, Op.PAD, a);
    }

    /** Pads the third dimension to a size. */
    public static Tensor padPlanes(Tensor a, long planes) {
        return make(a.type, a.ne0, a.ne1, planes, a.ne3, Op.PAD, a);
    }

    /** Takes the largest element of each row. */
    public static Tensor largest(Tensor a) {
        return make(GgmlType.F32, 1, a.ne1, a.ne2, a.ne3, Op.POOL_1D, a);
    }

    /** Takes the logarithm. */
    public static Tensor log(Tensor a) {
        return like(Op.LOG, a, a);
    }

    /** Repeats up to a shape. */
    public static Tensor repeat(Tensor a, long ne0, long ne1, long ne2, long ne3) {
        return make(a.type, ne0, ne1, ne2, ne3, Op.REPEAT, a);
    }

    /** Combines gate and up. */
    public static Tensor glu(Tensor gate, Tensor up, Activation function) {
        return Tensor.contiguous(
                gate.type, gate.ne0, gate.ne1, gate.ne2, gate.ne3, Op.GLU, function, new Tensor[] {gate, up}, null);
    }

    /** Combines the halves of each row. */
    public static Tensor gluHalves(Tensor a, Activation function) {
        return Tensor.contiguous(a.type, a.ne0 / 2, a.ne1, a.ne2, a.ne3, Op.GLU, function, new Tensor[] {a}, null);
    }

    /** Sums each row. */
    public static Tensor sumRows(Tensor a) {
        return make(a.type, 1, a.ne1, a.ne2, a.ne3, Op.SUM_ROWS, a);
    }

    /** Returns the mean of each row. */
    public static Tensor mean(Tensor a) {
        return make(GgmlType.F32, 1, a.ne1, a.ne2, a.ne3, Op.MEAN, a);
    }

    /** Returns the numbers of the {@code k} largest elements of each row, I32. */
    public static Tensor topK(Tensor a, long k) {
        Tensor order = make(GgmlType.I32, a.ne0, a.ne1, a.ne2, a.ne3, Op.ARGSORT, a);
        return view(order, k, order.ne1, order.ne2, order.ne3, order.nb1, order.nb2, order.nb3, 0);
    }

    /** Attends with one fused kernel. */
    public static Tensor flashAttention(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, @Nullable Tensor sinks) {
        Tensor[] src = mask == null
                ? new Tensor[] {q, k, v}
                : sinks == null ? new Tensor[] {q, k, v, mask} : new Tensor[] {q, k, v, mask, sinks};
        return Tensor.contiguous(
                GgmlType.F32, v.ne0, q.ne2, q.ne1, q.ne3, Op.FLASH_ATTN_EXT, Activation.NONE, src, null);
    }

    // --- recurrent layers

    /** Convolves each channel over time. */
    public static Tensor ssmConv(Tensor x, Tensor kernel) {
        return make(GgmlType.F32, x.ne1, x.ne0 - kernel.ne0 + 1, x.ne2, 1, Op.SSM_CONV, x, kernel);
    }

    /** Scans over time; the result holds the outputs and then the new states. */
    public static Tensor ssmScan(Tensor state, Tensor x, Tensor dt, Tensor a, Tensor b, Tensor c, Tensor ids) {
        long elements = x.elements() + state.ne0 * state.ne1 * state.ne2 * ids.ne0;
        return make(GgmlType.F32, elements, 1, 1, 1, Op.SSM_SCAN, state, x, dt, a, b, c, ids);
    }

    /** Applies the gated delta rule; the result holds the outputs and then the new states. */
    public static Tensor gatedDeltaNet(Tensor q, Tensor k, Tensor v, Tensor gate, Tensor beta, Tensor state) {
        return gatedDeltaNet(q, k, v, gate, beta, state, 1);
    }

    /** Applies the gated delta rule; the result holds the outputs and then the states after the last tokens. */
    public static Tensor gatedDeltaNet(
            Tensor q, Tensor k, Tensor v, Tensor gate, Tensor beta, Tensor state, int snapshots) {
        return make(
                GgmlType.F32,
                v.ne0 * v.ne1,
                v.ne2 * v.ne3 + snapshots * v.ne0 * v.ne3,
                1,
                1,
                Op.GATED_DELTA_NET,
                q,
                k,
                v,
                gate,
                beta,
                state);
    }

    /**
     * Makes a node of any operation with a contiguous result, for operations that few architectures use.
     *
     * @param sources in ggml's order
     */
    public static Tensor make(GgmlType type, long ne0, long ne1, long ne2, long ne3, Op op, Tensor... sources) {
        return Tensor.contiguous(type, ne0, ne1, ne2, ne3, op, Activation.NONE, sources, null);
    }

    private static Tensor like(Op op, Tensor shape, Tensor... sources) {
        return Tensor.contiguous(
                shape.type, shape.ne0, shape.ne1, shape.ne2, shape.ne3, op, Activation.NONE, sources, null);
    }

    /** A node that writes into {@code target} and looks like it. */
    private static Tensor sameView(Op op, Tensor target, Tensor... sources) {
        return Tensor.view(
                target,
                op,
                sources,
                target.ne0,
                target.ne1,
                target.ne2,
                target.ne3,
                target.nb0,
                target.nb1,
                target.nb2,
                target.nb3,
                0);
    }

    private static Tensor view(
            Tensor a, long ne0, long ne1, long ne2, long ne3, long nb1, long nb2, long nb3, long offset) {
        return Tensor.view(a, Op.VIEW, new Tensor[] {a}, ne0, ne1, ne2, ne3, a.nb0, nb1, nb2, nb3, offset);
    }

    /** Applies a Hadamard matrix, if there is one, to pieces of each row ({@code llama_mul_mat_hadamard}). */
    public static Tensor rotated(Tensor x, @Nullable Tensor matrix) {
        if (matrix == null) {
            return x;
        }
        long r = matrix.ne0();
        long pieces = x.elements() / r;
        Tensor flat = x.isContiguous() ? reshape(x, r, pieces) : cont(x, r, pieces);
        return reshape(mulMat(matrix, flat), x.ne0(), x.ne1(), x.ne2(), x.ne3());
    }
}
