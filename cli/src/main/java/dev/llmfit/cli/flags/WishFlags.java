package dev.llmfit.cli.flags;

import dev.llmfit.answers.recommend.RopeScaling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a launch is to give, as far as every command that searches for one takes it. */
public final class WishFlags {
    @Option(
            names = {"-c", "--ctx", "--ctx-size"},
            paramLabel = "N",
            converter = TokensConverter.class,
            description = "Context that each user needs, in tokens; the rules choose without it.")
    private @Nullable Integer ctx;

    @Option(
            names = "--min-tps",
            paramLabel = "N",
            description =
                    "Slowest acceptable generation of each user, in tok/s, while all of them generate; the rules choose"
                            + " without it.")
    private @Nullable Double minTps;

    @Option(
            names = {"-np", "--parallel", "--users"},
            paramLabel = "N",
            description = "People or programs served at the same time.")
    private @Nullable Integer users;

    @Mixin
    private RopeFlags rope = new RopeFlags();

    @Option(names = "--quant", paramLabel = "TYPE", description = "The only file type to consider.")
    private @Nullable String quant;

    @Option(names = "--top", paramLabel = "N", description = "Rows to list (5).")
    private int top = 5;

    /** Returns the context that is needed, tokens. */
    public Optional<Integer> ctx() {
        return Optional.ofNullable(ctx);
    }

    /** Returns the slowest acceptable generation, tok/s. */
    public Optional<Double> minTps() {
        return Optional.ofNullable(minTps);
    }

    /** Returns how many are served at the same time. */
    public Optional<Integer> users() {
        return Optional.ofNullable(users);
    }

    /** Returns how positions are scaled, if they are. */
    public Optional<RopeScaling> ropeScaling() {
        return rope.scaling();
    }

    /** Returns the only file type to consider. */
    public Optional<String> fileType() {
        return Optional.ofNullable(quant);
    }

    /** Returns how many rows to list. */
    public int top() {
        return top;
    }
}
