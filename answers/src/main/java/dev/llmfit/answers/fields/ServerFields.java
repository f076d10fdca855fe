package dev.llmfit.answers.fields;

import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Optional;

/** What a question says of what llama-server serves. */
final class ServerFields {
    private ServerFields() {}

    /** Reads {@code embeddings} (or {@code embedding}), {@code reranking} (or {@code rerank}) and {@code pooling}. */
    static LaunchOptions read(QuestionFields options, LaunchOptions absent) {
        boolean reranks = options.truth("reranking", false) || options.truth("rerank", false);
        boolean embeds = options.truth("embeddings", absent.embeddings()) || options.truth("embedding", false);
        LaunchOptions served = absent.withEmbeddings(embeds || reranks);
        Optional<Pooling> pooling = options.choice("pooling", List.of(Pooling.values()));
        if (pooling.isPresent()) {
            return served.withPooling(pooling.get());
        }
        return reranks ? served.withPooling(Pooling.RANK) : served;
    }
}
