package dev.llmfit.sizing.speed;

import java.util.Optional;

/**
 * What a launch takes of electricity: of cards and processor alone.
 *
 * @param power the parts that take it
 * @param reading watts while a prompt is read
 * @param writing watts while an answer is written
 * @param read kWh of a million tokens that are read
 * @param written kWh of a million tokens that are written, one answer at a time
 */
public record Energy(MachinePower power, Span reading, Span writing, Span read, Span written) {
    /** Joules of a kWh over the tokens that energy is stated for. */
    private static final double KWH_OF_A_MILLION = 1e6 / 3.6e6;

    /**
     * Returns the energy of a launch.
     *
     * @param one what the speed model is asked about one sequence
     */
    public static Optional<Energy> of(SpeedModel speeds, SpeedRequest one, Optional<MachinePower> power) {
        return power.filter(p -> p.devices().size() == one.devices().size()).map(p -> {
            Span reading = p.watts(speeds, one, Evidence.Test.PP);
            Span writing = p.watts(speeds, one, Evidence.Test.TG);
            return new Energy(
                    p,
                    reading,
                    writing,
                    million(reading, speeds.prompt(one)),
                    million(writing, speeds.generation(one)));
        });
    }

    /** Returns the kWh of a million tokens that are written this fast. */
    public Span written(SpeedRange speed) {
        return million(writing, speed);
    }

    private static Span million(Span watts, SpeedRange speed) {
        return watts.over(speed).times(KWH_OF_A_MILLION);
    }
}
