package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.Shell;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.rules.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a row stands in a list, in one sentence: what it gives against the row above and what that costs.
 *
 * @param text the sentence with the rules that say it; empty for the first row
 */
record RowReason(String text) {
    private static final int PARTS = 2;

    static RowReason of(Candidate candidate) {
        List<Finding> gains = group(candidate, "gain/");
        if (gains.size() > 1) {
            gains.removeIf(f -> f.rule().id().equals("gain/maker")); // said only where there is nothing better to say
        }
        List<Finding> costs = group(candidate, "cost/");
        List<Finding> said = new ArrayList<>(gains.subList(0, Math.min(PARTS, gains.size())));
        String gained = joined(said);
        List<Finding> paid = costs.subList(0, Math.min(PARTS, costs.size()));
        String lost = joined(paid);
        said.addAll(paid);
        if (said.isEmpty()) {
            return new RowReason("");
        }
        String sentence = (gained.isEmpty() ? "" : "For it: " + gained + ".")
                + (gained.isEmpty() || lost.isEmpty() ? "" : " ")
                + (lost.isEmpty() ? "" : "Against it: " + lost + ".");
        return new RowReason(sentence + " ("
                + String.join(", ", said.stream().map(f -> f.rule().id()).toList()) + ")");
    }

    private static List<Finding> group(Candidate candidate, String prefix) {
        return new ArrayList<>(candidate.because().stream()
                .filter(f -> f.rule().id().startsWith(prefix))
                .toList());
    }

    private static String joined(List<Finding> findings) {
        return String.join(
                ", ", findings.stream().map(f -> Shell.WORDS.of(f.text())).toList());
    }
}
