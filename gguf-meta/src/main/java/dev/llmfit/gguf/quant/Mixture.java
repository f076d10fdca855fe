package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses the type of each tensor for one recipe ({@code llama_tensor_get_type}, {@code src/llama-quant.cpp}). */
final class Mixture {
    private final FileType fileType;
    private final Recipe recipe;
    private final GgmlType defaultType;
    private final Map<TensorRole, List<Choice>> choices = new EnumMap<>(TensorRole.class);

    Mixture(Recipe recipe) {
        this.fileType = recipe.fileType();
        this.recipe = recipe;
        this.defaultType = fileType.defaultType();
        for (TensorRole role : TensorRole.values()) {
            choices.put(role, MixtureRules.of(role, fileType));
        }
    }

    /** Returns the type that the tensor gets. */
    GgmlType type(Slot slot) {
        Optional<GgmlType> told = told(slot);
        if (told.isPresent()) {
            return told.get();
        }
        return defaultType.isQuantized() ? fitting(slot.tensor(), mixed(slot)) : defaultType;
    }

    /** Returns the type that the recipe gives the embeddings or the output matrix, whatever the file type. */
    private Optional<GgmlType> told(Slot slot) {
        return switch (slot.role()) {
            case EMBEDDING -> recipe.embedding();
            case OUTPUT -> recipe.output();
            default -> Optional.empty();
        };
    }

    /** Returns the type that the mixture names, whether the tensor's rows fit it or not. */
    private GgmlType mixed(Slot slot) {
        if (isProtected(slot)) {
            return GgmlType.Q8_0;
        }
        if (slot.isOutput()) {
            boolean fits = slot.tensor().ne0() % defaultType.blockSize() == 0;
            return fits ? first(TensorRole.OUTPUT, slot) : GgmlType.Q8_0;
        }
        if (fileType == FileType.MXFP4_MOE) {
            return isExperts(slot) ? GgmlType.MXFP4 : GgmlType.Q8_0;
        }
        if (isFeedForward(slot) && !MixtureRules.isTwoBits(fileType)) {
            slot.position(); // llama-quantize fails here when a tensor of a model with experts names no layer
        }
        GgmlType type = first(slot.role(), slot);
        return slot.role() == TensorRole.VALUE && !MixtureRules.isTwoBits(fileType) ? raised(slot, type) : type;
    }

    private GgmlType first(TensorRole role, Slot slot) {
        for (Choice choice : choices.getOrDefault(role, List.of())) {
            if (choice.condition().holds(slot, recipe.imatrix())) {
                return choice.type();
            }
        }
        return defaultType;
    }

    /** Value matrices of models with eight experts, and of "70B" models, are small beside the rest. */
    private static GgmlType raised(Slot slot, GgmlType type) {
        if (slot.model().experts() == 8) {
            return GgmlType.Q8_0;
        }
        boolean low = type == GgmlType.Q3_K || type == GgmlType.Q4_K;
        return low && slot.model().is70b() ? GgmlType.Q5_K : type;
    }

    /** Tensors of glm5-next that never get less than eight bits. */
    private static boolean isProtected(Slot slot) {
        String name = slot.tensor().name();
        return slot.model().has(ArchitectureTrait.SMALL_MATRICES_KEPT)
                && (name.contains("attn_q_a") || name.contains("attn_q_b") || name.contains("nextn.eh_proj"));
    }

    /** Tensors of several matrices are experts, but bailingmoe3's attention has such tensors too. */
    private static boolean isExperts(Slot slot) {
        return slot.tensor().ne2() > 1
                && (isFeedForward(slot) || !slot.model().has(ArchitectureTrait.THREE_DIMENSIONAL_ATTENTION));
    }

    private static boolean isFeedForward(Slot slot) {
        return switch (slot.role()) {
            case UP, GATE, DOWN -> true;
            default -> false;
        };
    }

    /** Returns the type, or the next one with smaller blocks if the rows do not fit ({@code tensor_type_fallback}). */
    private static GgmlType fitting(TensorInfo tensor, GgmlType type) {
        if (tensor.ne0() % type.blockSize() == 0) {
            return type;
        }
        GgmlType smaller = switch (type) {
            case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS -> GgmlType.IQ4_NL;
            case Q2_0, Q2_K, Q3_K, TQ1_0, TQ2_0 -> GgmlType.Q4_0;
            case Q4_K -> GgmlType.Q5_0;
            case Q5_K -> GgmlType.Q5_1;
            case Q6_K -> GgmlType.Q8_0;
            default -> {
                if (type.blockSize() > 32) {
                    throw new QuantizationException("rows of " + tensor.ne0() + " elements in tensor '" + tensor.name()
                            + "' do not fit " + type.ggmlName() + ", which has no fallback");
                }
                yield type;
            }
        };
        return tensor.ne0() % smaller.blockSize() == 0 ? smaller : GgmlType.F16;
    }

    /** Returns whether the tensor's rows do not fit the type that the mixture names. */
    boolean fallsBack(Slot slot) {
        return told(slot).isEmpty()
                && defaultType.isQuantized()
                && slot.tensor().ne0() % mixed(slot).blockSize() != 0;
    }

    /** Returns whether the tensor cannot be written without an importance matrix ({@code tensor_requires_imatrix}). */
    boolean requiresImatrix(String tensorName, GgmlType type) {
        return switch (tensorName) {
            case "token_embd.weight", "per_layer_token_embd.weight", "output.weight" -> false;
            default ->
                switch (type) {
                    case IQ3_XXS, IQ2_XXS, IQ2_XS, IQ2_S, IQ1_M, IQ1_S -> true;
                    case Q2_K -> fileType == FileType.Q2_K_S;
                    default -> false;
                };
        };
    }
}
