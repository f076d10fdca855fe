package dev.llmfit.gguf.arch;

import dev.llmfit.json.AuditedFields;

/** Lays out one family of architectures: writes the metadata and tensors that the fields of a model imply. */
@FunctionalInterface
interface Layout {
    /**
     * Writes the header.
     *
     * @param header where metadata and tensors go
     * @param fields the model's fields
     * @param mtpLayers layers for next-token prediction to append; 0 as most published files have it
     * @throws FieldsException if a field is missing or of the wrong kind
     */
    void lay(HeaderBuilder header, AuditedFields fields, int mtpLayers);
}
