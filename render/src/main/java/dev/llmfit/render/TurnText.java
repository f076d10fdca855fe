package dev.llmfit.render;

import dev.llmfit.sizing.speed.TurnTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long turns take, in words. */
public final class TurnText {
    private TurnText() {}

    /**
     * Returns it, for example {@code 1,024 tokens read, 512 written: first token after 0.2 – 0.3 s, all after 5.1 – 7.0 s; the next one,
     * all of it kept: 0.2 – 0.4 and 5.3 – 7.3 s}.
     */
    public static Optional<String> of(List<TurnTime> turns) {
        if (turns.isEmpty()) {
            return Optional.empty();
        }
        TurnTime first = turns.getFirst();
        String all = first.turn().answer() == 0 ? "" : ", all after " + FirstTokenText.seconds(first.whole());
        String text = String.format(
                Locale.ROOT,
                "%,d tokens read, %,d written: first token after %s%s",
                first.turn().prompt(),
                first.turn().answer(),
                FirstTokenText.seconds(first.firstToken()),
                all);
        return Optional.of(turns.size() < 2 ? text : text + "; " + next(turns.get(1)));
    }

    private static String next(TurnTime turn) {
        return "the next one, with that kept: " + FirstTokenText.seconds(turn.firstToken()) + " and "
                + FirstTokenText.seconds(turn.whole());
    }
}
