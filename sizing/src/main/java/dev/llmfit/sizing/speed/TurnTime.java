package dev.llmfit.sizing.speed;

/**
 * How long a turn takes of one conversation alone.
 *
 * @param turn the turn
 * @param firstToken seconds until its prompt is read
 * @param whole seconds until its answer is written
 */
public record TurnTime(Turn turn, Span firstToken, Span whole) {
    /**
     * Returns the time of a turn.
     *
     * @param one what the speed model is asked about one sequence; its prompt and depth do not count
     */
    public static TurnTime of(SpeedModel speeds, SpeedRequest one, Turn turn) {
        SpeedRange reading = speeds.prompt(one.behind(turn.kept(), turn.prompt(), 1));
        Span read = Span.seconds(turn.prompt(), reading);
        if (turn.answer() == 0) {
            return new TurnTime(turn, read, read);
        }
        int before = turn.kept() + turn.prompt();
        SpeedRange writing = speeds.generation(one.behind(before, turn.prompt(), turn.answer()));
        Span whole = new Span(
                turn.seconds(reading.high(), writing.high()),
                turn.seconds(reading.mid(), writing.mid()),
                turn.seconds(reading.low(), writing.low()));
        return new TurnTime(turn, read, whole);
    }
}
