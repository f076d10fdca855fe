package dev.llmfit.answers.files;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Several models beside each other.
 *
 * @param machine where they would run
 * @param rows one for each, in the order in which they were named
 */
public record FilesAnswer(Machine machine, List<Row> rows) implements Answer {
    public FilesAnswer {
        rows = List.copyOf(rows);
    }

    /**
     * A model.
     *
     * @param reference what was named
     * @param meant which model that is; empty if it cannot be read
     * @param launch its best launch, or the nearest that does not fit
     * @param refused why nothing is known of it; empty if it is
     */
    public record Row(
            String reference, Optional<MeantModel> meant, Optional<Candidate> launch, Optional<String> refused) {
        /** Returns whether it fits. */
        public boolean fits() {
            return launch.filter(c -> c.verdict() != Verdict.NO_FIT).isPresent();
        }
    }

    @Override
    public Outcome outcome() {
        return rows.stream().anyMatch(Row::fits) ? Outcome.DONE : Outcome.NOT_MET;
    }
}
