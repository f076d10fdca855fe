package dev.llmfit.recommend.wish;

import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.units.Amount;

/**
 * What is read and written in a typical turn of a use case, and which speed is wanted of it.
 *
 * @param turn what is read and written, without what is in the cache already
 * @param enoughSeconds a turn that takes less is worth nothing more
 * @param comfortTps generation below this is uncomfortable, tok/s; reading where nothing is written
 * @param thoughtPace how many times that a model needs which thinks before it answers
 * @param floorTps generation below this is not worth running, tok/s; reading where nothing is written
 * @param askedTps slowest generation that was asked for, tok/s; 0 if none was
 */
public record TypicalTurn(
        Turn turn, double enoughSeconds, double comfortTps, double thoughtPace, double floorTps, double askedTps) {
    public TypicalTurn {
        Amount.rate(enoughSeconds, "enoughSeconds");
        Amount.rate(comfortTps, "comfortTps");
        Amount.rate(thoughtPace, "thoughtPace");
        Amount.rate(floorTps, "floorTps");
        Amount.rate(askedTps, "askedTps");
    }

    /** Returns the turn of a model that thinks before it answers. */
    TypicalTurn thinking() {
        return new TypicalTurn(turn, enoughSeconds, comfortTps * thoughtPace, 1, floorTps, askedTps);
    }

    /** Returns the seconds of a turn. */
    public double seconds(TurnPace pace) {
        return turn.seconds(pace.pp(), pace.tg());
    }

    /** Returns the tokens that are read. */
    public int prompt() {
        return turn.prompt();
    }

    /** Returns the turn in slots with a context of so many tokens: what does not fit there is not read. */
    public Turn in(int ctxEach) {
        return turn.tokens() <= ctxEach
                ? turn
                : ctxEach > turn.answer() ? new Turn(0, ctxEach - turn.answer(), turn.answer()) : Turn.usual(ctxEach);
    }

    /** Returns what is compared with comfort and floor, tok/s. */
    double counted(TurnPace pace) {
        return turn.answer() == 0 ? pace.pp() : pace.tg();
    }

    /** Returns how many doublings a turn takes longer than what is enough; 0 if it is fast. */
    double slower(TurnPace pace) {
        return Math.max(0, doublings(seconds(pace) / enoughSeconds));
    }

    /** Returns how many halvings a speed is below comfort; 0 if it is comfortable. */
    double uncomfortable(TurnPace pace) {
        return comfortTps == 0 ? 0 : Math.max(0, doublings(comfortTps / Math.max(LEAST, counted(pace))));
    }

    /** A speed of nothing is this, so that its logarithm exists. */
    private static final double LEAST = 0.01;

    private static double doublings(double ratio) {
        return Math.log(Math.min(ratio, 1e9)) / Math.log(2);
    }
}
