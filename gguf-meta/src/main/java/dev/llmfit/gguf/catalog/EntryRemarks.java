package dev.llmfit.gguf.catalog;

import dev.llmfit.json.AuditedFields;
import java.util.List;

/** The keys of an entry that its layout does not ask for; every other one that nobody asks for is a mistake. */
final class EntryRemarks {
    /** Where numbers are from, what else the checkpoint holds, and what other engines ask for. */
    private static final List<String> TOLD = List.of(
            "parameters_source",
            "confidence_note",
            "difference_note",
            "native_type",
            "layer_pattern",
            "mamba_ssm_dtype",
            "attn_sinks",
            "n_vocab_per_layer",
            "norm_bias_attn");

    /** Asked for by the layouts of architectures that have a choice; the others have none and may state it all the same. */
    private static final List<String> IMPLIED = List.of("tied_embeddings", "qkv_bias", "o_bias", "ffn_bias", "qk_norm");

    private EntryRemarks() {}

    /** Makes them known to an entry and its parts. */
    static void know(AuditedFields entry) {
        entry.know(TOLD).know(IMPLIED);
        entry.optionalSection("sliding_window").ifPresent(window -> window.know("pattern"));
        entry.optionalSection("moe").ifPresent(moe -> moe.know("shared_gate"));
        entry.optionalSection("ssm").ifPresent(ssm -> ssm.know("inner_size"));
        entry.sections("extras").forEach(extra -> extra.know("formula", "minus"));
    }
}
