package dev.llmfit.answers.recommend;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.rules.Finding;
import java.util.List;

/**
 * Why a row stands in a list: what it gives against the row above and what that costs.
 *
 * @param gains what speaks for it, at most two; empty for the first row
 * @param costs what speaks against it, at most two
 */
public record RowReason(List<Finding> gains, List<Finding> costs) {
    private static final int PARTS = 2;

    public RowReason {
        gains = List.copyOf(gains);
        costs = List.copyOf(costs);
    }

    /** Returns the reason of a row. */
    public static RowReason of(Candidate candidate) {
        List<Finding> gains = group(candidate, "gain/");
        if (gains.size() > 1) { // the maker is said only where there is nothing better to say
            gains = gains.stream()
                    .filter(f -> !f.rule().id().equals("gain/maker"))
                    .toList();
        }
        List<Finding> costs = group(candidate, "cost/");
        return new RowReason(first(gains), first(costs));
    }

    private static List<Finding> first(List<Finding> findings) {
        return findings.subList(0, Math.min(PARTS, findings.size()));
    }

    private static List<Finding> group(Candidate candidate, String prefix) {
        return candidate.because().stream()
                .filter(f -> f.rule().id().startsWith(prefix))
                .toList();
    }
}
