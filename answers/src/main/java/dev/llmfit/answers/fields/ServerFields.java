package dev.llmfit.answers.fields;

import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.ServerCaches;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a question says of what llama-server serves. */
final class ServerFields {
    private ServerFields() {}

    /**
     * Reads {@code embeddings} (or {@code embedding}), {@code reranking} (or {@code rerank}), {@code pooling}, {@code cache_ram} (or
     * {@code cache_ram_mib}) and {@code ctx_checkpoints} (or {@code n_ctx_checkpoints}).
     */
    static LaunchOptions read(QuestionFields options, LaunchOptions absent) {
        boolean reranks = options.truth("reranking", false) || options.truth("rerank", false);
        boolean embeds = options.truth("embeddings", absent.embeddings()) || options.truth("embedding", false);
        LaunchOptions served = absent.withEmbeddings(embeds || reranks).withServerCaches(caches(options, absent));
        Optional<Pooling> pooling = options.choice("pooling", List.of(Pooling.values()));
        if (pooling.isPresent()) {
            return served.withPooling(pooling.get());
        }
        return reranks ? served.withPooling(Pooling.RANK) : served;
    }

    private static ServerCaches caches(QuestionFields options, LaunchOptions absent) {
        return new ServerCaches(
                whole(options, -1, "cache_ram", "cache_ram_mib").or(absent.serverCaches()::cacheRam),
                whole(options, 0, "ctx_checkpoints", "n_ctx_checkpoints").or(absent.serverCaches()::ctxCheckpoints));
    }

    private static Optional<Integer> whole(QuestionFields options, int least, String name, String other) {
        OptionalInt value = options.whole(options.has(name) ? name : other, least);
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }
}
