package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.Model;
import dev.llmfit.json.AuditedFields;

/** Lays out one family of architectures: writes the metadata and tensors that the fields of a model imply. */
@FunctionalInterface
public interface Layout {
    /** {@code LLAMA_MAX_LAYERS} ({@code src/llama-hparams.h}): llama.cpp loads no model with more. */
    int MOST_LAYERS = 512;

    /** Returns the number of a model's layers, without those for next-token prediction. */
    static int layers(AuditedFields fields) {
        return fields.count("n_layer", MOST_LAYERS);
    }

    /**
     * Writes the header.
     *
     * @param header where metadata and tensors go
     * @param fields the model's fields
     * @param mtpLayers layers for next-token prediction to append; 0 as most published files have it
     * @throws FieldsException if a field is missing or of the wrong kind
     */
    void lay(HeaderBuilder header, AuditedFields fields, int mtpLayers);

    /**
     * Returns the F16 file of a model that llama.cpp's converter would write.
     *
     * @param architecture {@code general.architecture}
     * @param name the model's name
     * @param fields its fields
     * @param mtpLayers layers for next-token prediction to append
     * @throws FieldsException if a field is missing or of the wrong kind
     */
    default Model model(String architecture, String name, AuditedFields fields, int mtpLayers) {
        HeaderBuilder header = new HeaderBuilder(architecture, name);
        lay(header, fields, mtpLayers);
        return header.build(name);
    }
}
