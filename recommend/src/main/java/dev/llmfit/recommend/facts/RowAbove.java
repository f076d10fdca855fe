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
 * The launch above another one in a list, for the rules that say what a row gives and costs against it.
 *
 * @param launch the launch
 * @param profile its model
 */
public record RowAbove(PlannedLaunch launch, ModelProfile profile) {

    /** Adds what is known of this row, as seen from the launch below it. */
    void addTo(Facts.Builder facts, PlannedLaunch below, Objective objective) {
        Listing listing = launch.offer().listing();
        facts.set(Fact.CANDIDATE_ABOVE_MODEL, launch.offer().name())
                .set(Fact.CANDIDATE_ABOVE_FILE_TYPE, launch.fileType())
                .set(Fact.CANDIDATE_ABOVE_PARAMS_B, profile.parameters() / 1e9)
                .set(Fact.CANDIDATE_ABOVE_MATCHES, objective.matches(listing))
                .set(Fact.CANDIDATE_ABOVE_TG, launch.tg())
                .set(
                        Fact.CANDIDATE_ABOVE_TOTAL_GIB,
                        CandidateFacts.total(launch.estimate()).gib())
                .set(Fact.CANDIDATE_ABOVE_CTX, CandidateFacts.each(launch))
                .set(Fact.CANDIDATE_ABOVE_VERDICT, launch.verdict().id());
        launch.quality().dots().ifPresent(d -> facts.set(Fact.CANDIDATE_ABOVE_DOTS, d));
        launch.quality().pplPercent().ifPresent(p -> facts.set(Fact.CANDIDATE_ABOVE_PPL_PERCENT, p));
        Optional<YearMonth> mine = listing.release();
        mine.ifPresent(m -> facts.set(Fact.CANDIDATE_ABOVE_RELEASED, m.toString()));
        Optional<YearMonth> other = below.offer().listing().release();
        if (mine.isPresent() && other.isPresent()) {
            facts.set(Fact.CANDIDATE_MONTHS_NEWER, (double) mine.get().until(other.get(), ChronoUnit.MONTHS));
        }
    }
}
