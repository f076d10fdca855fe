package dev.llmfit.answers.symptom;

import java.util.List;

/**
 * Causes of bad answers that a log states in so many words. Sources: llama.cpp b11434 and earlier (src/llama-vocab.cpp,
 * src/llama-context.cpp, common/chat.cpp, tools/server/server-context.cpp) and Ollama (llm/llama_server.go, before 2026 runner/*).
 */
final class QualityPhrases {
    static final List<Phrase> ALL = List.of(
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/prompt-cut",
                            "msg=\"truncating input prompt\" limit=([0-9]+) prompt=([0-9]+)",
                            "The prompt of $2 tokens was cut to the $1 that fit; the model never saw the rest.")
                    .fix("-c with more than $2 tokens.")
                    .ollama(
                            "num_ctx with more than $2 tokens (PARAMETER num_ctx, or OLLAMA_CONTEXT_LENGTH for all models).")
                    .lmStudio("A larger Context Length."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/prompt-cut",
                            "input truncated[^\\r\\n]*?n_ctx=([0-9]+)|truncating input messages which exceed context length|\\btruncated = 1\\b|context size exceeded|input is too large to process",
                            "The conversation was longer than the context and was cut.")
                    .fix("A larger -c, as far as {size} says it fits.")
                    .ollama("A larger num_ctx.")
                    .lmStudio("A larger Context Length."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/prompt-refused",
                            "(?:request|prompt) \\(([0-9]+) tokens\\) exceeds the available context size \\(([0-9]+)",
                            "A request of $1 tokens was refused: a slot has $2.")
                    .fix("-c with more than $1 tokens for each slot, or -np 1 so that one slot has all of it.")
                    .ollama("num_ctx with more than $1 tokens.")
                    .lmStudio("Context Length of more than $1 tokens."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/prompt-refused",
                            "request exceeds the available context size|exceeds the context (?:length|window|size)|maximum context length is ([0-9]+)",
                            "A request was refused because it is longer than the context.")
                    .fix("A larger -c, or -np 1 so that one slot has all of it; {size} says what fits.")
                    .ollama("A larger num_ctx (OLLAMA_CONTEXT_LENGTH=16384 ollama serve).")
                    .lmStudio("A larger Context Length."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/cache-full",
                            "failed to find a memory slot|failed to find free space in the KV cache",
                            "The cache is full: the conversations of all slots together are longer than the context.")
                    .fix("A larger -c, or fewer slots (-np); {size} says what fits.")
                    .ollama("A larger num_ctx, or OLLAMA_NUM_PARALLEL=1.")
                    .lmStudio("A larger Context Length, or Max Concurrent Predictions 1."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/context-shift",
                            "slot context shift|context limit hit - shifting|applying K-shift|n_discard = [1-9]",
                            "The context was full, and the middle of the conversation was thrown away to go on (context shift).")
                    .fix("A larger -c; without --context-shift the server stops instead of forgetting.")
                    .ollama("A larger num_ctx; shift: false in a request ends the answer instead of forgetting.")
                    .lmStudio("A larger Context Length, or Context Overflow: Stop at limit."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/double-bos",
                            "Added a BOS token to the prompt as specified by the model but|duplicate leading",
                            "The prompt starts with two BOS tokens: the template and the tokenizer both add one.")
                    .fix("Use the chat endpoint (/v1/chat/completions), or leave the BOS out of your own prompt.")
                    .ollama("Remove the BOS token from TEMPLATE in the Modelfile.")
                    .lmStudio("My Models, gear, Prompt: the model's own template."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/pre-tokenizer",
                            "GENERATION QUALITY WILL BE DEGRADED|missing (?:or unrecognized )?pre-tokenizer type",
                            "The file does not name its pre-tokenizer, so text is cut into other tokens than in training.")
                    .fix("Download a newer conversion of the model.")
                    .ollama("ollama pull the model again, or import a newer GGUF."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/template",
                            "chat template parsing error|failed to (?:parse|apply|initialize) (?:chat )?template|does not (?:have|contain) a chat template|no chat template|built-in template: chatml|using fallback template",
                            "The chat template of the file is missing or was not understood; a default one took its place.")
                    .fix("--jinja with the model's own template (--chat-template-file), or a newer file.")
                    .ollama(
                            "Set TEMPLATE in the Modelfile as the model's page shows it (ollama show --modelfile MODEL).")
                    .lmStudio("My Models, gear, Prompt: the template that the model's page shows."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/special-tokens",
                            "special_eos_id is not in special_eog_ids|was not control-type; this is probably a bug in the model",
                            "The file marks its special tokens wrongly; answers may not end, or show tokens as text.")
                    .fix("Download a newer conversion of the model.")
                    .ollama("ollama pull the model again."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/context-beyond-training",
                            "n_ctx_(?:seq|per_seq|pre_seq) \\(([0-9]+)\\) > n_ctx_train \\(([0-9]+)\\)|slot context \\(([0-9]+)\\) exceeds the training context of the model \\(([0-9]+)\\)",
                            "The context of $1 tokens is longer than the $2 that the model was trained for.")
                    .fix(
                            "-c $2, or rope scaling if the model's page allows it: --rope-scaling yarn --yarn-orig-ctx $2.")
                    .ollama("num_ctx $2")
                    .lmStudio("Context Length $2."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/endless",
                            "n_predict \\(-?[0-9]+\\) is set for infinite generation|Limiting generation to n_ctx_train",
                            "An answer had no limit and ran until the context was full, as when a model repeats itself.")
                    .fix(
                            "Set n_predict (max_tokens) in the request, and the sampling that the model's page recommends.")
                    .ollama("PARAMETER num_predict 2048, and the temperature that the model's page recommends.")
                    .lmStudio("Limit Response Length, and the sampling that the model's page recommends."),
            Phrase.of(
                            Symptom.QUALITY,
                            "quality/metal-memory",
                            "kIOGPUCommandBufferCallbackErrorOutOfMemory",
                            "The GPU of this Mac ran out of memory while computing; answers after that are garbage.")
                    .fix("A smaller -c or file type: see {oom} with this log.")
                    .ollama("A smaller num_ctx: see {oom} with this log.")
                    .lmStudio("A smaller Context Length: see {oom} with this log."));

    private QualityPhrases() {}
}
