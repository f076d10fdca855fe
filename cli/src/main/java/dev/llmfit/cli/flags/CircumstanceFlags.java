package dev.llmfit.cli.flags;

import dev.llmfit.answers.recommend.Circumstances;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What decides between a local model and an API, for the rules {@code api/…}. */
public final class CircumstanceFlags {
    @Option(names = "--private", description = "The data must not leave the house.")
    private boolean confidential;

    @Option(names = "--no-network", description = "There is no network where it will run.")
    private boolean offline;

    @Option(
            names = "--task",
            paramLabel = "KIND",
            description = "simple, complex or prototype: what the answers are for.")
    private @Nullable String task;

    @Option(names = "--api-spend", paramLabel = "USD", description = "What an API costs you a month.")
    private @Nullable Double apiSpend;

    /** Returns what was said. */
    public Circumstances circumstances() {
        return new Circumstances(confidential, offline, Optional.ofNullable(task), Optional.ofNullable(apiSpend));
    }
}
