package dev.llmfit.cli.flags;

import dev.llmfit.answers.size.TurnWish;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The turn whose time is asked for. */
public final class TurnFlags {
    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            converter = TokensConverter.class,
            description = "Tell the time of a turn that reads so many tokens (1024, or half of a smaller context).")
    private @Nullable Integer prompt;

    @Option(
            names = "--answer-tokens",
            paramLabel = "N",
            converter = TokensConverter.class,
            description = "Tell the time of a turn that writes so many tokens (512).")
    private @Nullable Integer answer;

    /** Returns whether a turn is named. */
    public boolean isGiven() {
        return prompt != null || answer != null;
    }

    /** Returns the turn. */
    public TurnWish turn() {
        return new TurnWish(count(prompt), count(answer));
    }

    private static OptionalInt count(@Nullable Integer tokens) {
        return tokens == null ? OptionalInt.empty() : OptionalInt.of(tokens);
    }
}
