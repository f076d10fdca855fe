package dev.llmfit.recommend.team;

import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.engines.EngineCommand;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.List;
import java.util.Optional;

/**
 * Engines that serve a model on a machine, side by side.
 *
 * @param best id of the one that serves best
 * @param rows what each gives, llama.cpp first where it has a launch
 * @param findings what the rules say of the choice, the sentence with figures first
 * @param before what is to be done before the commands start, one sentence each
 * @param commands that start the others
 * @param absent why an engine is not among them, one sentence each
 */
public record EngineComparison(
        String best,
        List<Row> rows,
        List<Finding> findings,
        List<String> before,
        List<EngineCommand> commands,
        List<String> absent) {
    public EngineComparison {
        rows = List.copyOf(rows);
        findings = List.copyOf(findings);
        before = List.copyOf(before);
        commands = List.copyOf(commands);
        absent = List.copyOf(absent);
    }

    /**
     * What an engine gives.
     *
     * @param engine its id
     * @param release name and release
     * @param kept how weights are kept
     * @param users served at the same time
     * @param total tok/s of them together; empty where that is not known
     * @param each tok/s of each
     * @param basis what the speeds rest on
     */
    public record Row(
            String engine,
            String release,
            String kept,
            long users,
            Optional<SpeedRange> total,
            Optional<SpeedRange> each,
            String basis) {}

    /** Returns the sentence that says why the best one is; empty where no rule has one. */
    public Optional<Finding> why() {
        return findings.stream().findFirst();
    }
}
