package dev.llmfit.gguf;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code llama-quantize} makes of a whole file: a default tensor type and a mixture of others for some tensors. The
 * names are the ones users type.
 *
 * <p>Source: {@code enum llama_ftype} ({@code include/llama.h}), {@code llama_ftype_get_default_type}
 * ({@code src/llama-quant.cpp}) and {@code QUANT_OPTIONS} ({@code tools/quantize/quantize.cpp}) of llama.cpp b11434.
 */
public enum FileType {
    F32(0, GgmlType.F32),
    F16(1, GgmlType.F16),
    Q4_0(2, GgmlType.Q4_0),
    Q4_1(3, GgmlType.Q4_1),
    Q8_0(7, GgmlType.Q8_0),
    Q5_0(8, GgmlType.Q5_0),
    Q5_1(9, GgmlType.Q5_1),
    Q2_K(10, GgmlType.Q2_K),
    Q3_K_S(11, GgmlType.Q3_K),
    Q3_K_M(12, GgmlType.Q3_K),
    Q3_K_L(13, GgmlType.Q3_K),
    Q4_K_S(14, GgmlType.Q4_K),
    Q4_K_M(15, GgmlType.Q4_K),
    Q5_K_S(16, GgmlType.Q5_K),
    Q5_K_M(17, GgmlType.Q5_K),
    Q6_K(18, GgmlType.Q6_K),
    IQ2_XXS(19, GgmlType.IQ2_XXS),
    IQ2_XS(20, GgmlType.IQ2_XS),
    Q2_K_S(21, GgmlType.Q2_K),
    IQ3_XS(22, GgmlType.IQ3_S),
    IQ3_XXS(23, GgmlType.IQ3_XXS),
    IQ1_S(24, GgmlType.IQ1_S),
    IQ4_NL(25, GgmlType.IQ4_NL),
    IQ3_S(26, GgmlType.IQ3_S),
    IQ3_M(27, GgmlType.IQ3_S),
    /** Its default is IQ2_XS, not IQ2_S. */
    IQ2_S(28, GgmlType.IQ2_XS),
    /** Its default is IQ2_S. */
    IQ2_M(29, GgmlType.IQ2_S),
    IQ4_XS(30, GgmlType.IQ4_XS),
    IQ1_M(31, GgmlType.IQ1_M),
    BF16(32, GgmlType.BF16),
    TQ1_0(36, GgmlType.TQ1_0),
    TQ2_0(37, GgmlType.TQ2_0),
    MXFP4_MOE(38, GgmlType.MXFP4),
    /** Made by converters only; {@code llama-quantize} does not write it. */
    NVFP4(39, GgmlType.NVFP4),
    Q1_0(40, GgmlType.Q1_0),
    Q2_0(41, GgmlType.Q2_0),
    /** Made by converters only; {@code llama-quantize} does not write it. */
    F8_E4M3(42, GgmlType.F8_E4M3);

    /** Added to the id when llama.cpp only guessed the type ({@code LLAMA_FTYPE_GUESSED}). */
    private static final int GUESSED = 1024;

    private static final String KEY = "general.file_type";
    private static final Map<String, FileType> BY_NAME = new HashMap<>(
            Map.of("Q3_K", Q3_K_M, "Q4_K", Q4_K_M, "Q5_K", Q5_K_M, "FP16", F16, "FP32", F32, "MXFP4", MXFP4_MOE));

    static {
        for (FileType type : values()) {
            BY_NAME.put(type.name(), type);
        }
    }

    private final int id;
    private final GgmlType defaultType;

    FileType(int id, GgmlType defaultType) {
        this.id = id;
        this.defaultType = defaultType;
    }

    /** Returns the number written as {@code general.file_type}. */
    public int id() {
        return id;
    }

    /** Returns the type of the tensors for which the mixture names no other. */
    public GgmlType defaultType() {
        return defaultType;
    }

    /** Returns whether {@code llama-quantize} can write this type. */
    public boolean isQuantizeTarget() {
        return this != NVFP4 && this != F8_E4M3;
    }

    /** Returns the type that users mean: any case, {@code Q4_K} for Q4_K_M as {@code llama-quantize} takes it. */
    public static Optional<FileType> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name.strip().toUpperCase(Locale.ROOT)));
    }

    /** Returns the type with this number, the "guessed" flag dropped; empty for an unknown or removed one. */
    public static Optional<FileType> byId(long id) {
        for (FileType type : values()) {
            if (type.id == (id & ~GUESSED)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Returns what a file says of itself; files of other tools may mix their tensors differently. */
    public static Optional<FileType> of(Metadata metadata) {
        var id = metadata.integer(KEY);
        return id.isPresent() ? byId(id.getAsLong()) : Optional.empty();
    }
}
