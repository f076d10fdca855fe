package dev.llmfit.gguf.quant;

import static dev.llmfit.gguf.GgmlType.*;
import static dev.llmfit.gguf.quant.Choice.use;
import static dev.llmfit.gguf.quant.MixtureCondition.*;

import dev.llmfit.gguf.FileType;
import java.util.List;

/**
 * The mixtures: for each role of a tensor and each file type the tensor types to choose from. An empty list, or no choice
 * that applies, means the file type's default.
 *
 * <p>Source: {@code llama_tensor_get_type_impl} ({@code src/llama-quant.cpp}) of llama.cpp b11434.
 */
final class MixtureRules {
    private static final List<Choice> DEFAULT = List.of();

    private MixtureRules() {}

    /** Returns whether the file type is one of those of about two bits, which have rules of their own. */
    static boolean isTwoBits(FileType fileType) {
        return switch (fileType) {
            case IQ2_XXS, IQ2_XS, IQ2_S, IQ2_M, IQ1_S, IQ1_M -> true;
            default -> false;
        };
    }

    /** Returns the choices for a role. */
    static List<Choice> of(TensorRole role, FileType fileType) {
        return switch (role) {
            case OUTPUT -> output(fileType);
            case EMBEDDING -> embedding(fileType);
            case VALUE -> value(fileType);
            case KEY -> key(fileType);
            case QUERY -> query(fileType);
            case ATTENTION_OUTPUT -> attentionOutput(fileType);
            case UP, GATE -> upAndGate(fileType);
            case DOWN -> down(fileType);
            case OTHER -> DEFAULT;
        };
    }

    private static List<Choice> output(FileType fileType) {
        return switch (fileType) {
            case MXFP4_MOE, Q8_0 -> List.of(use(Q8_0));
            case IQ2_XXS, IQ2_XS, IQ3_XXS, IQ1_S, IQ2_S, IQ2_M, IQ1_M ->
                List.of(use(Q8_0).when(FALCON), use(Q5_K));
            default -> List.of(use(Q8_0).when(FALCON), use(Q6_K));
        };
    }

    private static List<Choice> embedding(FileType fileType) {
        return switch (fileType) {
            case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M -> List.of(use(Q2_K));
            case IQ2_S, IQ2_M, IQ3_XXS -> List.of(use(IQ3_S));
            case TQ1_0, TQ2_0, Q2_0 -> List.of(use(Q4_K));
            default -> DEFAULT;
        };
    }

    /** Value matrices are small and matter much. Those of eight experts, and of 70B models, get more: see {@link Mixture}. */
    private static List<Choice> value(FileType fileType) {
        return switch (fileType) {
            case IQ2_S, IQ2_M -> List.of(use(Q4_K).when(FOUR_GROUPED_HEADS.or(FOUR_EXPERTS_OR_MORE)), use(IQ3_S));
            case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M ->
                List.of(use(Q4_K).when(FOUR_GROUPED_HEADS.or(FOUR_EXPERTS_OR_MORE)), use(Q2_K));
            case Q2_K -> List.of(use(Q4_K).when(FOUR_GROUPED_HEADS), use(Q3_K));
            case Q2_K_S, IQ3_XS, IQ3_S -> List.of(use(Q4_K).when(FOUR_GROUPED_HEADS));
            case IQ3_XXS ->
                List.of(use(Q4_K).when(FOUR_GROUPED_HEADS), use(IQ3_S).when(NO_IMATRIX));
            case IQ3_M -> List.of(use(Q4_K));
            case Q3_K_M -> List.of(use(Q5_K).when(firstOnes(2)), use(Q4_K));
            case Q3_K_L -> List.of(use(Q5_K));
            case IQ4_NL, IQ4_XS -> List.of(use(Q5_K).when(FOUR_GROUPED_HEADS));
            case Q4_K_M, Q5_K_M -> List.of(use(Q6_K).when(MORE_BITS));
            case Q4_K_S -> List.of(use(Q5_K).when(firstOnes(4)));
            default -> DEFAULT;
        };
    }

    private static List<Choice> key(FileType fileType) {
        return switch (fileType) {
            case IQ2_XXS, IQ2_XS, IQ2_S, IQ2_M, IQ1_S, IQ1_M ->
                List.of(use(Q4_K).when(EIGHT_EXPERTS));
            case IQ3_XS -> List.of(use(Q8_0).when(EIGHT_EXPERTS), use(IQ3_XXS));
            case IQ3_XXS -> List.of(use(Q8_0).when(EIGHT_EXPERTS), use(IQ2_S));
            default -> List.of(use(Q8_0).when(EIGHT_EXPERTS));
        };
    }

    private static List<Choice> query(FileType fileType) {
        return switch (fileType) {
            case IQ3_XS -> List.of(use(IQ3_XXS));
            case IQ3_XXS -> List.of(use(IQ2_S));
            default -> DEFAULT;
        };
    }

    private static List<Choice> attentionOutput(FileType fileType) {
        Choice eightExperts = use(Q5_K).when(EIGHT_EXPERTS.and(FALCON.not()));
        return switch (fileType) {
            case IQ1_S, IQ1_M -> List.of(use(Q5_K).when(EIGHT_EXPERTS), use(IQ2_XXS));
            case IQ2_S, IQ2_M -> List.of(use(Q5_K).when(EIGHT_EXPERTS), use(IQ3_S));
            case IQ2_XXS, IQ2_XS -> List.of(use(Q5_K).when(EIGHT_EXPERTS));
            case Q2_K -> List.of(eightExperts, use(Q3_K).when(FALCON.not()));
            case IQ3_XXS -> List.of(eightExperts, use(IQ3_S).when(FALCON.not()));
            case Q3_K_M, IQ3_M -> List.of(eightExperts, use(Q4_K).when(FALCON.not()));
            case Q3_K_L -> List.of(use(Q4_K).when(FALCON), use(Q5_K).when(EIGHT_EXPERTS.not()));
            case IQ3_XS, Q3_K_S, IQ4_NL, Q4_K_S, Q4_K_M, IQ3_S, IQ4_XS -> List.of(eightExperts);
            default -> DEFAULT;
        };
    }

    private static List<Choice> upAndGate(FileType fileType) {
        return fileType == FileType.IQ3_XS ? List.of(use(IQ3_XXS).when(MIDDLE)) : DEFAULT;
    }

    private static List<Choice> down(FileType fileType) {
        return switch (fileType) {
            case IQ2_S, IQ2_M -> List.of(use(IQ3_S).when(FIRST_EIGHTH_BY_INDEX));
            case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M -> List.of(use(Q2_K).when(FIRST_EIGHTH_BY_INDEX));
            case Q2_K -> List.of(use(Q3_K));
            case Q2_K_S -> List.of(use(Q4_K).when(FIRST_EIGHTH));
            case IQ3_XXS ->
                List.of(use(Q4_K).when(NO_IMATRIX.and(FIRST_EIGHTH)), use(Q3_K).when(NO_IMATRIX));
            case Q3_K_M ->
                List.of(
                        use(Q5_K).when(FIRST_SIXTEENTH),
                        use(Q4_K).when(FALCON.not().or(MORE_BITS)));
            case IQ3_M -> List.of(use(Q4_K).when(FIRST_EIGHTH.or(EIGHT_EXPERTS.and(MORE_BITS))));
            case Q3_K_L -> List.of(use(Q4_K).when(FALCON), use(Q5_K));
            case Q4_K_M ->
                List.of(
                        use(Q6_K).when(FALCON.and(FIRST_SIXTEENTH)),
                        use(Q5_K).when(FALCON.and(MORE_BITS)),
                        use(Q6_K).when(FALCON.not().and(MORE_BITS)));
            case IQ4_NL, IQ4_XS -> List.of(use(Q5_K).when(NO_IMATRIX.and(FIRST_EIGHTH)));
            case Q5_K_M -> List.of(use(Q6_K).when(MORE_BITS));
            case Q4_K_S -> List.of(use(Q5_K).when(FALCON.not().and(FIRST_EIGHTH)));
            case Q4_0 -> List.of(use(Q4_1).when(WITH_IMATRIX.and(FIRST_EIGHTH)));
            case Q5_0 -> List.of(use(Q5_1).when(WITH_IMATRIX.and(FIRST_EIGHTH)));
            default -> DEFAULT;
        };
    }
}
