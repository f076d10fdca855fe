package dev.llmfit.cli.quants;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.HyperParametersException;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.gguf.quant.Quantizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A model in every file type.
 *
 * @param model the model in the type it has now
 * @param imatrix whether an importance matrix is given
 * @param rows the file types, smallest first
 */
public record QuantTable(Model model, Imatrix imatrix, List<QuantSummary> rows) {
    /** The file types that llama.cpp's users choose from; F32, and types that need a model trained for them, are left out. */
    private static final List<FileType> OFFERED = List.of(
            FileType.Q2_K,
            FileType.Q2_K_S,
            FileType.Q3_K_S,
            FileType.Q3_K_M,
            FileType.Q3_K_L,
            FileType.Q4_0,
            FileType.Q4_1,
            FileType.Q4_K_S,
            FileType.Q4_K_M,
            FileType.Q5_0,
            FileType.Q5_1,
            FileType.Q5_K_S,
            FileType.Q5_K_M,
            FileType.Q6_K,
            FileType.Q8_0,
            FileType.IQ1_S,
            FileType.IQ1_M,
            FileType.IQ2_XXS,
            FileType.IQ2_XS,
            FileType.IQ2_S,
            FileType.IQ2_M,
            FileType.IQ3_XXS,
            FileType.IQ3_XS,
            FileType.IQ3_S,
            FileType.IQ3_M,
            FileType.IQ4_XS,
            FileType.IQ4_NL,
            FileType.MXFP4_MOE,
            FileType.TQ1_0,
            FileType.TQ2_0,
            FileType.F16,
            FileType.BF16);

    public QuantTable {
        rows = List.copyOf(rows);
    }

    /**
     * Sizes a model in every file type.
     *
     * @throws HyperParametersException if llama.cpp would refuse the metadata of the model
     */
    public static QuantTable of(Model model, Imatrix imatrix) {
        Quantizer quantizer = Quantizer.of(model);
        List<QuantSummary> rows = new ArrayList<>();
        for (FileType fileType : OFFERED) {
            rows.add(quantizer.summarize(fileType, imatrix));
        }
        rows.sort(Comparator.comparingLong(QuantSummary::tensorBytes));
        return new QuantTable(model, imatrix, rows);
    }

    /** Returns whether the sizes of the files hold the vocabulary; a model of the catalogue has none. */
    public boolean hasVocabulary() {
        return model.metadata().arrayLength("tokenizer.ggml.tokens").isPresent();
    }

    /** Returns the number of weights. */
    public long parameters() {
        return rows.isEmpty() ? 0 : rows.getFirst().elements();
    }

    /** Returns the file type that the model's metadata name. */
    public Optional<FileType> presentType() {
        return FileType.of(model.metadata());
    }
}
