package dev.llmfit.sizing.speed;

import dev.llmfit.gguf.GgmlType;
import java.util.List;
import java.util.Locale;

/** Tensor types that cost about the same to read and to multiply with; finer for the CPU, whose kernels differ more. */
enum WeightClass {
    F16(0),
    BF16(1),
    Q8(2),
    Q6(3),
    /** On GPUs it counts as {@link #K4}. */
    K5(4),
    /** Q4_K. */
    K4(5),
    /** Q3_K. */
    K3(6),
    /** Q2_K; on GPUs it counts as {@link #K3}. */
    K2(7),
    /** Q4_0 and IQ4_NL, which the CPU backend repacks. */
    Q4(8),
    /** The other old types of 32 elements; on GPUs they count as {@link #Q4}. */
    Q5(9),
    /** MXFP4 and NVFP4. */
    FP4(10),
    /** IQ4_XS; on GPUs it counts as {@link #IQ}. */
    IQ4(11),
    /** Types that look values up in a grid. */
    IQ(12);

    /** All classes in order; {@link #values()} copies them for each call. */
    static final List<WeightClass> ALL = List.of(values());

    /** Number of classes. */
    static final int COUNT = ALL.size();

    private final int index;

    WeightClass(int index) {
        this.index = index;
    }

    /** Returns the place of this class in {@link #ALL}. */
    int index() {
        return index;
    }

    /** Returns the spelling in the constants. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the spelling in the constants of GPUs. */
    String gpuId() {
        return switch (this) {
            case K5 -> K4.id();
            case K2 -> K3.id();
            case Q5 -> Q4.id();
            case IQ4 -> IQ.id();
            case F16, BF16, Q8, Q6, K4, K3, Q4, FP4, IQ -> id();
        };
    }

    /** Returns the class of a tensor type; plain floats and integers count as F16, those of eight bits as Q8, for what is read of memory. */
    static WeightClass of(GgmlType type) {
        return switch (type) {
            case BF16 -> BF16;
            case Q8_0, Q8_1, Q8_K, F8_E4M3 -> Q8;
            case Q6_K -> Q6;
            case Q5_K -> K5;
            case Q4_K -> K4;
            case Q3_K -> K3;
            case Q2_K -> K2;
            case Q4_0, IQ4_NL -> Q4;
            case Q4_1, Q5_0, Q5_1 -> Q5;
            case MXFP4, NVFP4 -> FP4;
            case IQ4_XS -> IQ4;
            case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, TQ1_0, TQ2_0, Q1_0, Q2_0 -> IQ;
            case F32, F16, F64, I8, I16, I32, I64 -> F16;
        };
    }
}
