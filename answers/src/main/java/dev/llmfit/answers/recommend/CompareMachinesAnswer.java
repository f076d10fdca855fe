package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Answer;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.Verdict;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The best launches on two or more machines.
 *
 * @param sides the machines in the order in which they were named
 */
public record CompareMachinesAnswer(List<Side> sides) implements Answer {
    public CompareMachinesAnswer {
        sides = List.copyOf(sides);
    }

    /**
     * One of the machines.
     *
     * @param hardware the machine as it was named
     * @param answer what is recommended there
     */
    public record Side(String hardware, RecommendAnswer answer) {
        public Side {
            Objects.requireNonNull(hardware, "hardware");
            Objects.requireNonNull(answer, "answer");
        }

        /** Returns the best launch that fits; empty if none does. */
        public Optional<Candidate> best() {
            return answer.first().filter(c -> c.verdict() != Verdict.NO_FIT);
        }

        /** Returns whether something worth running fits. */
        public boolean fits() {
            return answer.outcome() == Outcome.DONE;
        }

        private Candidate winner() {
            return best().orElseThrow();
        }

        private double speed() {
            return winner().speed().tg().mid();
        }
    }

    @Override
    public Outcome outcome() {
        return sides.stream().anyMatch(Side::fits) ? Outcome.DONE : Outcome.NOT_MET;
    }

    /** Returns which machine is how much faster, one sentence. */
    public String summary() {
        List<Side> fitting = sides.stream().filter(Side::fits).toList();
        if (fitting.isEmpty()) {
            return sides.size() == 2 ? "Neither runs it as wished." : "None runs it as wished.";
        }
        if (fitting.size() == 1) {
            return "Only " + fitting.getFirst().hardware() + " runs it as wished.";
        }
        Side fastest = Collections.max(fitting, Comparator.comparingDouble(Side::speed));
        Side slowest = Collections.min(fitting, Comparator.comparingDouble(Side::speed));
        boolean same = fitting.stream()
                .map(Side::winner)
                .allMatch(c -> c.model().equals(fastest.winner().model())
                        && c.fileType().equals(fastest.winner().fileType()));
        return String.format(
                Locale.ROOT,
                "%s writes %.1f times as fast%s%s",
                fastest.hardware(),
                fastest.speed() / slowest.speed(),
                sides.size() == 2 ? "" : " as " + slowest.hardware(),
                same ? " with the same file." : ", each with its own best choice.");
    }
}
