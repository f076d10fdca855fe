package dev.llmfit.cli.flags;

import dev.llmfit.render.Page;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** How much of an answer is told. */
public final class DetailFlags {
    @Option(
            names = {"-v", "--verbose"},
            description = "Tell all: every reason, what the numbers rest on, what else is to be known.")
    private boolean all;

    /** Returns what writes as much as is asked for. */
    public <A> BiConsumer<A, Page> of(BiConsumer<A, Page> brief, BiConsumer<A, Page> whole) {
        return all ? whole : brief;
    }
}
