package dev.llmfit.recommend.facts;

import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The first launch of a list, for the rules that say what another row gives and costs against it.
 *
 * @param launch the launch
 * @param profile its model
 */
public record FirstRow(PlannedLaunch launch, ModelProfile profile) {

    /** Adds what is known of this row, as seen from another launch. */
    void addTo(Facts.Builder facts, PlannedLaunch other, Objective objective) {
        Listing listing = launch.offer().listing();
        facts.set(Fact.CANDIDATE_FIRST_MODEL, launch.offer().name())
                .set(Fact.CANDIDATE_FIRST_FILE_TYPE, launch.fileType())
                .set(Fact.CANDIDATE_FIRST_PARAMS_B, profile.parameters() / 1e9)
                .set(Fact.CANDIDATE_FIRST_MATCHES, objective.matches(listing))
                .set(Fact.CANDIDATE_FIRST_TG, launch.tg())
                .set(
                        Fact.CANDIDATE_FIRST_TOTAL_GIB,
                        CandidateFacts.total(launch.estimate()).gib())
                .set(Fact.CANDIDATE_FIRST_CTX, CandidateFacts.each(launch))
                .set(Fact.CANDIDATE_FIRST_VERDICT, launch.verdict().id());
        double answers = launch.score().parts().answers();
        double better = other.score().parts().answers() - answers;
        facts.set(Fact.CANDIDATE_FIRST_ANSWERS, answers)
                .set(Fact.CANDIDATE_BETTER, Math.max(0, better))
                .set(Fact.CANDIDATE_WORSE, Math.max(0, -better));
        launch.quality().dots().ifPresent(d -> facts.set(Fact.CANDIDATE_FIRST_DOTS, d));
        launch.quality().pplPercent().ifPresent(p -> facts.set(Fact.CANDIDATE_FIRST_PPL_PERCENT, p));
        Optional<YearMonth> mine = listing.release();
        mine.ifPresent(m -> facts.set(Fact.CANDIDATE_FIRST_RELEASED, m.toString()));
        Optional<YearMonth> theirs = other.offer().listing().release();
        if (mine.isPresent() && theirs.isPresent()) {
            facts.set(Fact.CANDIDATE_MONTHS_NEWER, (double) mine.get().until(theirs.get(), ChronoUnit.MONTHS));
        }
    }
}
