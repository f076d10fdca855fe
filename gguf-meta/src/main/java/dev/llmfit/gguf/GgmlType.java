package dev.llmfit.gguf;

import java.util.Optional;

/**
 * A ggml tensor type: how many elements form a block and how many bytes a block takes.
 *
 * <p>Source: {@code ggml/include/ggml.h} and the traits in {@code ggml/src/ggml.c} of llama.cpp v0.8.0.
 */
public enum GgmlType {
    F32(0, "f32", 1, 4),
    F16(1, "f16", 1, 2),
    Q4_0(2, "q4_0", 32, 18),
    Q4_1(3, "q4_1", 32, 20),
    Q5_0(6, "q5_0", 32, 22),
    Q5_1(7, "q5_1", 32, 24),
    Q8_0(8, "q8_0", 32, 34),
    Q8_1(9, "q8_1", 32, 36),
    Q2_K(10, "q2_K", 256, 84),
    Q3_K(11, "q3_K", 256, 110),
    Q4_K(12, "q4_K", 256, 144),
    Q5_K(13, "q5_K", 256, 176),
    Q6_K(14, "q6_K", 256, 210),
    Q8_K(15, "q8_K", 256, 292),
    IQ2_XXS(16, "iq2_xxs", 256, 66),
    IQ2_XS(17, "iq2_xs", 256, 74),
    IQ3_XXS(18, "iq3_xxs", 256, 98),
    IQ1_S(19, "iq1_s", 256, 50),
    IQ4_NL(20, "iq4_nl", 32, 18),
    IQ3_S(21, "iq3_s", 256, 110),
    IQ2_S(22, "iq2_s", 256, 82),
    IQ4_XS(23, "iq4_xs", 256, 136),
    I8(24, "i8", 1, 1),
    I16(25, "i16", 1, 2),
    I32(26, "i32", 1, 4),
    I64(27, "i64", 1, 8),
    F64(28, "f64", 1, 8),
    IQ1_M(29, "iq1_m", 256, 56),
    BF16(30, "bf16", 1, 2),
    TQ1_0(34, "tq1_0", 256, 54),
    TQ2_0(35, "tq2_0", 256, 66),
    MXFP4(39, "mxfp4", 32, 17),
    NVFP4(40, "nvfp4", 64, 36),
    Q1_0(41, "q1_0", 128, 18),
    Q2_0(42, "q2_0", 64, 18),
    F8_E4M3(43, "f8_e4m3", 1, 1);

    /** One more than the largest type id of llama.cpp v0.8.0 ({@code GGML_TYPE_COUNT}). */
    public static final int ID_LIMIT = 44;

    private static final GgmlType[] BY_ID = new GgmlType[ID_LIMIT];

    static {
        for (GgmlType type : values()) {
            BY_ID[type.id] = type;
        }
    }

    private final int id;
    private final String ggmlName;
    private final int blockSize;
    private final int blockBytes;

    GgmlType(int id, String ggmlName, int blockSize, int blockBytes) {
        this.id = id;
        this.ggmlName = ggmlName;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /** Returns the id as written in GGUF files. */
    public int id() {
        return id;
    }

    /** Returns the name as ggml prints it, for example {@code q4_K}. */
    public String ggmlName() {
        return ggmlName;
    }

    /** Returns the elements per block. */
    public int blockSize() {
        return blockSize;
    }

    /** Returns the bytes per block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Returns whether values are stored in scaled blocks, that is, not as plain floats or integers. */
    public boolean isQuantized() {
        return switch (this) {
            case F32, F16, BF16, F64, F8_E4M3, I8, I16, I32, I64 -> false;
            default -> true;
        };
    }

    /**
     * Returns the bytes of {@code elements} consecutive elements.
     *
     * @param elements a multiple of {@link #blockSize()}; a remainder is dropped, as in {@code ggml_row_size}
     */
    public long rowBytes(long elements) {
        return Math.multiplyExact(elements / blockSize, (long) blockBytes);
    }

    /** Returns the type with this id, or empty for an unknown or removed id. */
    public static Optional<GgmlType> byId(int id) {
        return id < 0 || id >= ID_LIMIT ? Optional.empty() : Optional.ofNullable(BY_ID[id]);
    }

    /** Returns the type with this name, in any case ({@code q4_K}, {@code Q4_K}), or empty. */
    public static Optional<GgmlType> byName(String name) {
        for (GgmlType type : values()) {
            if (type.ggmlName.equalsIgnoreCase(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
