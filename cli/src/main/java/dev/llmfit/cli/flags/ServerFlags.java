package dev.llmfit.cli.flags;

import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.ServerCaches;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of llama-server that say what it serves, with llama.cpp's names and meaning. */
public final class ServerFlags {
    private boolean embeddings;

    private @Nullable Pooling pooling;

    @Option(
            names = {"-cram", "--cache-ram"},
            paramLabel = "MIB",
            description = "Prompts that the server keeps in RAM (8192; 0 is off, -1 no limit).")
    private @Nullable Integer cacheRam;

    @Option(
            names = {"-ctxcp", "--ctx-checkpoints", "--swa-checkpoints"},
            paramLabel = "N",
            description = "Checkpoints that the server keeps of each slot (32).")
    private @Nullable Integer ctxCheckpoints;

    @Option(
            names = {"--embeddings", "--embedding"},
            description = "Serve embeddings: every token of a batch is an output.")
    void embeddings(boolean given) {
        embeddings |= given;
    }

    // Both set the pooling, so that the last one wins, as in llama.cpp's common/arg.cpp.

    @Option(
            names = {"--reranking", "--rerank"},
            description = "Serve reranking: as --embeddings with --pooling rank.")
    void reranking(boolean given) {
        if (given) {
            embeddings = true;
            pooling = Pooling.RANK;
        }
    }

    @Option(
            names = "--pooling",
            paramLabel = "TYPE",
            description = "How the rows of a text become one: none, mean, cls, last, rank (the model's).")
    void pooling(String type) {
        pooling = Arrays.stream(Pooling.values())
                .filter(p -> p.name().equalsIgnoreCase(type))
                .findFirst()
                .orElseThrow(() -> LaunchValues.usage(
                        "--pooling " + type,
                        "use one of "
                                + Arrays.stream(Pooling.values())
                                        .map(p -> p.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }

    /** Any number below 0 means no limit, or no checkpoints, as in llama.cpp. */
    private ServerCaches caches() {
        return new ServerCaches(
                Optional.ofNullable(cacheRam).map(mib -> Math.max(-1, mib)),
                Optional.ofNullable(ctxCheckpoints).map(n -> Math.max(0, n)));
    }

    /** Returns launch options with what these flags say. */
    LaunchOptions options(LaunchOptions launch) {
        LaunchOptions served = launch.withEmbeddings(embeddings).withServerCaches(caches());
        return pooling == null ? served : served.withPooling(pooling);
    }
}
