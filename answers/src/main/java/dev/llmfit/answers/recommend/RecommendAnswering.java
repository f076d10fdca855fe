package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.CatalogueOffer;
import java.util.Optional;

/** Searches for the best launch of a model or the best models of the catalogue. */
final class RecommendAnswering {
    private final RecommendQuestion question;
    private final Workbench bench;

    RecommendAnswering(RecommendQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    RecommendAnswer answer(Machine machine) {
        EvidenceSource evidence = bench.evidence();
        FailureSource failures = bench.failures();
        Recommender recommender = new Recommender(
                machine,
                bench.rules(),
                bench.estimators(evidence, failures),
                question.circumstances().facts());
        Recommendation found =
                question.model().map(m -> ofModel(recommender, m)).orElseGet(() -> ofCatalogue(recommender));
        return new RecommendAnswer(found, StoreNotes.of(evidence, failures));
    }

    private Recommendation ofCatalogue(Recommender recommender) {
        return recommender.forMachine(
                CatalogueOffer.published(Catalogue.bundled()), question.wish().request(Optional.empty()));
    }

    private Recommendation ofModel(Recommender recommender, String reference) {
        Offers.Named named = Offers.find(bench, reference);
        Recommendation answer =
                recommender.forModel(named.offer(), question.wish().request(named.fileType()));
        return answer.outcome() == Recommendation.Outcome.FITS ? answer : answer.withInstead(instead(recommender));
    }

    /** Returns the best model of the catalogue for the same wish; empty if none is worth running either. */
    private Optional<Candidate> instead(Recommender recommender) {
        Recommendation other = recommender.forMachine(
                CatalogueOffer.published(Catalogue.bundled()), question.wish().insteadRequest());
        return other.outcome() == Recommendation.Outcome.FITS
                ? other.candidates().stream().findFirst()
                : Optional.empty();
    }
}
