package dev.llmfit.render.recommend;

import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;

/** A machine, what it can run, and what to type next: for those who typed the program's name alone. */
public final class FirstLookText {
    private FirstLookText() {}

    /** Writes the machine, a row for each model, and three next steps. */
    public static void print(RecommendAnswer answer, Page page) {
        Recommendation found = answer.found();
        List<Candidate> rows = found.candidates();
        boolean fits = found.outcome() == Recommendation.Outcome.FITS;
        if (fits) {
            page.paragraph("", MachineLine.of(found.machine(), found.budgets()));
            page.line("");
            page.table(new CandidateTable(rows, found.budgets(), true).table(page));
        } else {
            RecommendText.print(answer, page);
        }
        Table next = new Table().left("Next").left("");
        if (fits) {
            next.row(
                    page.say(new Ask("recommend").and("model", rows.getFirst().model())),
                    "why, how, and the line to paste");
        }
        next.row(page.say(new Ask("probe")), "what this machine is");
        if (!fits) {
            next.row(page.say(new Ask("plan").and("model", "")), "which hardware would run a model");
        }
        next.row(page.say(new Ask("help")), "all commands and topics");
        page.line("");
        List<String> lines = next.lines(page.columns());
        for (int i = 1; i < lines.size(); i++) {
            page.line((i == 1 ? "Next    " : "        ") + lines.get(i));
        }
    }
}
