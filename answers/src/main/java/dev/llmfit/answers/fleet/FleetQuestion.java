package dev.llmfit.answers.fleet;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.util.List;
import java.util.Optional;

/**
 * Which of many machines serve which models, and how long are they enough?
 *
 * @param machines machines by id, words or file; a file may hold many, and {@code *N} behind a name means so many of it
 * @param hosts hosts that are read over the user's ssh
 * @param nodes what {@code kubectl get nodes -o json} printed
 * @param wants the models
 * @param growth how users become more; empty where only today is asked about
 */
public record FleetQuestion(
        List<String> machines,
        List<String> hosts,
        Optional<String> nodes,
        List<FleetWant> wants,
        Optional<Growth> growth)
        implements Question<FleetAnswer> {
    /** Hosts that are read over ssh; judgement: more are better read where they are. */
    static final int MOST_HOSTS = 256;

    private static final FieldCheck CHECK = new FieldCheck("fleet");

    /**
     * How users become more.
     *
     * @param percent more each month than the month before
     * @param months how far ahead
     * @param powerPrice of a kWh, USD
     */
    public record Growth(double percent, int months, double powerPrice) {
        /** Months that are looked ahead where nothing is said, and at most. */
        public static final int USUAL_MONTHS = 12;

        static final int MOST_MONTHS = 60;

        /**
         * Checks it.
         *
         * @throws RefusedException if a number cannot be meant
         */
        public Growth {
            if (!(percent >= 0 && percent <= FleetWant.MOST_GROWTH)) {
                throw CHECK.refused("growth", "{0} is 0 to 900 percent a month, not " + percent + ".");
            }
            if (months < 1 || months > MOST_MONTHS) {
                throw CHECK.refused("months", "{0} is 1 to " + MOST_MONTHS + ", not " + months + ".");
            }
            CHECK.fromZero("power_price", Optional.of(powerPrice));
        }
    }

    /**
     * Checks the question.
     *
     * @throws RefusedException if no machine or no model is named, or too many
     */
    public FleetQuestion {
        machines = List.copyOf(machines);
        hosts = List.copyOf(hosts);
        wants = List.copyOf(wants);
        if (machines.isEmpty() && hosts.isEmpty() && nodes.isEmpty()) {
            throw CHECK.refused("hardware", "{0} names the machines of the fleet: at least one.");
        }
        if (wants.isEmpty()) {
            throw CHECK.refused("want", "{0} names a model and its users: qwen3:8b=20@16k>=15.");
        }
        if (wants.size() > FleetWant.MOST) {
            throw CHECK.refused(
                    "want", "{0}: at most " + FleetWant.MOST + " models are placed, not " + wants.size() + ".");
        }
        if (hosts.size() > MOST_HOSTS) {
            throw CHECK.refused("ssh", "{0}: at most " + MOST_HOSTS + " hosts are read, not " + hosts.size() + ".");
        }
    }

    @Override
    public FleetAnswer answer(Workbench bench, Progress progress) throws InterruptedException {
        return new FleetAnswering(this, bench, progress).answer();
    }
}
