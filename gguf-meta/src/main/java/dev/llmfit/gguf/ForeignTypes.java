package dev.llmfit.gguf;

import dev.llmfit.units.Hint;
import java.util.Map;

/** Tensor types that llama.cpp b11434 does not know: those of ik_llama.cpp, those it removed, those to come. */
final class ForeignTypes {
    /** Ids of ik_llama.cpp begin here, so that llama.cpp's own never reach them ({@code ggml/include/ggml.h} there). */
    private static final int FIRST_OF_FORKS = 97;

    /** No fork has ids beyond; a greater number is damage. Judgement. */
    private static final int LAST_PLAUSIBLE = 1024;

    /** {@code ggml_type} of ik_llama.cpp, as far as its ids are not llama.cpp's. */
    private static final Map<Integer, String> IK = Map.<Integer, String>ofEntries(
            Map.entry(97, "Q8_0_X4"),
            Map.entry(98, "Q8_1_X4"),
            Map.entry(99, "Q8_2_X4"),
            Map.entry(133, "Q6_0"),
            Map.entry(134, "IQ1_BN"),
            Map.entry(135, "IQ2_BN"),
            Map.entry(136, "Q8_K64"),
            Map.entry(137, "IQ2_K"),
            Map.entry(138, "IQ3_K"),
            Map.entry(139, "IQ4_K"),
            Map.entry(140, "IQ5_K"),
            Map.entry(141, "IQ6_K"),
            Map.entry(142, "IQ2_TN"),
            Map.entry(143, "IQ1_TN"),
            Map.entry(144, "IQ4_KS"),
            Map.entry(145, "IQ2_KS"),
            Map.entry(146, "IQ4_KSS"),
            Map.entry(147, "Q8_K16"),
            Map.entry(148, "Q8_K32"),
            Map.entry(149, "Q8_KR8"),
            Map.entry(150, "Q8_K128"),
            Map.entry(151, "Q8_KV"),
            Map.entry(152, "IQ5_KS"),
            Map.entry(153, "IQ2_KT"),
            Map.entry(154, "IQ3_KT"),
            Map.entry(155, "IQ4_KT"),
            Map.entry(156, "IQ3_KS"),
            Map.entry(157, "IQ2_KL"),
            Map.entry(158, "IQ1_KT"),
            Map.entry(202, "Q4_0_R8"),
            Map.entry(206, "Q5_0_R4"),
            Map.entry(208, "Q8_0_R8"),
            Map.entry(210, "Q2_K_R4"),
            Map.entry(211, "Q3_K_R4"),
            Map.entry(212, "Q4_K_R4"),
            Map.entry(213, "Q5_K_R4"),
            Map.entry(214, "Q6_K_R4"),
            Map.entry(216, "IQ2_XXS_R4"),
            Map.entry(217, "IQ2_XS_R4"),
            Map.entry(218, "IQ3_XXS_R4"),
            Map.entry(219, "IQ1_S_R4"),
            Map.entry(220, "IQ4_NL_R4"),
            Map.entry(221, "IQ3_S_R4"),
            Map.entry(222, "IQ2_S_R4"),
            Map.entry(223, "IQ4_XS_R8"),
            Map.entry(229, "IQ1_M_R4"),
            Map.entry(230, "BF16_R16"),
            Map.entry(233, "Q6_0_R4"),
            Map.entry(335, "IQ2_BN_R4"),
            Map.entry(337, "IQ2_K_R4"),
            Map.entry(338, "IQ3_K_R4"),
            Map.entry(339, "IQ4_K_R4"),
            Map.entry(340, "IQ5_K_R4"),
            Map.entry(344, "IQ4_KS_R4"),
            Map.entry(352, "IQ5_KS_R4"),
            Map.entry(398, "Q8_KV_R8"),
            Map.entry(399, "Q8_K_R8"));

    /** Ids that {@code ggml/include/ggml.h} keeps free, and whose types took their place. */
    private static final Map<Integer, String> REMOVED = Map.of(
            4, "Q4_2",
            5, "Q4_3",
            31, "Q4_0_4_4",
            32, "Q4_0_4_8",
            33, "Q4_0_8_8",
            36, "IQ4_NL_4_4 (or I2_S of BitNet)",
            37, "IQ4_NL_4_8",
            38, "IQ4_NL_8_8");

    private ForeignTypes() {}

    /**
     * Returns what to say of a tensor.
     *
     * @param tensor the tensor, in words
     * @param id an id that {@link GgmlType} has not
     * @param at byte of the id
     */
    static GgufFormatException refusal(String tensor, int id, long at) {
        String what = tensor + " has type " + id;
        if (IK.containsKey(id)) {
            return GgufFormatException.explained(
                    "the file is made for ik_llama.cpp: " + what + ", which is " + IK.get(id)
                            + " there; llama.cpp cannot load it",
                    Hint.plain("run it with ik_llama.cpp, or take a file in one of llama.cpp's own types, as Q4_K_M"));
        }
        if (REMOVED.containsKey(id)) {
            return GgufFormatException.explained(
                    what + ", " + REMOVED.get(id) + ", which llama.cpp no longer reads",
                    Hint.plain("take a file in Q4_0 or IQ4_NL, which llama.cpp packs itself when it loads"));
        }
        if (id >= GgmlType.ID_LIMIT && id < FIRST_OF_FORKS) {
            return GgufFormatException.explained(
                    what + ", newer than the types that are known here: the file needs a newer llama.cpp",
                    Hint.plain("update llmfit, or take a file in another type"));
        }
        if (id >= FIRST_OF_FORKS && id < LAST_PLAUSIBLE) {
            return GgufFormatException.explained(
                    what + ", which is none of llama.cpp's: the file is made for another program",
                    Hint.plain("run it with the program that its page names, or take a file in another type"));
        }
        return new GgufFormatException(tensor + " has the unknown type " + id, at);
    }
}
