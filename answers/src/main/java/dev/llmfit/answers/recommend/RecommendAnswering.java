package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.FileOnDisk;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.StoredNumber;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Searches for the best launch of a model or the best models of the catalogue. */
final class RecommendAnswering {
    private final RecommendQuestion question;
    private final Workbench bench;

    /** Laid out and sized once for all machines that are asked about. */
    private Optional<List<CatalogueOffer>> offers = Optional.empty();

    RecommendAnswering(RecommendQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    RecommendAnswer answer(Machine machine) {
        return question.rpc().isEmpty()
                ? alone(machine)
                : new RpcGroupAnswering(question.rpc(), bench, this::alone).answer(machine);
    }

    private RecommendAnswer alone(Machine machine) {
        RecommendAnswer answer = answer(machine, bench.evidence());
        if (question.model().isPresent() || answer.outcome() == Answer.Outcome.DONE) {
            return answer;
        }
        // A bad moment of this machine must not make it look as if nothing ran on it.
        RecommendAnswer formula = answer(machine.unmeasured(), EvidenceSource.nothing());
        return formula.outcome() == Answer.Outcome.DONE ? formula.noting(leftOut()) : answer;
    }

    private static String leftOut() {
        return new CommandWords()
                .of(Hint.of(
                        "What was measured here says that nothing is worth running, so it is left out. {0} shows it, {1} drops"
                                + " it.",
                        new Ask("bench").and("list", "true"), new Ask("bench").and("forget", "true")));
    }

    private RecommendAnswer answer(Machine machine, EvidenceSource evidence) {
        FailureSource failures = bench.failures();
        Recommender recommender = new Recommender(machine, bench.rules(), bench.estimators(evidence, failures));
        List<String> scaling = new ArrayList<>();
        Optional<Offers.Named> named = question.model().map(m -> Offers.find(bench, m));
        Recommendation found =
                named.map(n -> ofModel(recommender, n, scaling)).orElseGet(() -> ofCatalogue(recommender));
        List<String> notes = new ArrayList<>(scaling);
        if (question.wish().useCase().isTaken()) {
            notes.add(question.wish().useCase().sentence());
        }
        notes.addAll(LaunchSpeed.assumptions(machine));
        notes.addAll(StoreNotes.of(evidence, failures));
        notes.addAll(stored(found));
        Optional<WhyNot> whyNot = question.whyNot()
                .map(m -> new WhyNotAnswering(recommender, question.wish().request(Optional.empty()))
                        .answer(bench, m, found));
        Optional<Candidate> atRest = new AtRest(machine, bench, evidence, failures).better(found, r -> first(r, named));
        return new RecommendAnswer(
                named.map(Offers.Named::meant),
                found,
                whyNot,
                atRest,
                disk(found),
                Optional.empty(),
                Optional.empty(),
                notes);
    }

    private Recommendation first(Recommender recommender, Optional<Offers.Named> named) {
        return named.map(n -> recommender.forModel(
                        n.offer(), question.wish().request(n.fileType()).withTop(1)))
                .orElseGet(() -> recommender.forMachine(
                        offers(), question.wish().request(Optional.empty()).withTop(1)));
    }

    /** A file that lies here already needs no room. */
    private Optional<FileOnDisk> disk(Recommendation found) {
        return found.candidates().stream()
                .findFirst()
                .filter(c -> !(c.plan().source() instanceof FileSource.Local))
                .flatMap(c -> FileOnDisk.here(bench, question.machine(), c.fileBytes()));
    }

    /** Says of each stored number once that speeds rest on it. */
    private static List<String> stored(Recommendation found) {
        Map<StoredNumber, Candidate> first = new LinkedHashMap<>();
        found.candidates().forEach(c -> c.speed().from().ifPresent(number -> first.putIfAbsent(number, c)));
        return first.entrySet().stream()
                .map(e -> KeptNumbers.sentence(
                        e.getValue().speed().basis().equals("calibrated")
                                ? "models on this machine"
                                : e.getValue().model(),
                        e.getValue().speed().basis(),
                        e.getKey()))
                .toList();
    }

    private Recommendation ofCatalogue(Recommender recommender) {
        return recommender.forMachine(offers(), question.wish().request(Optional.empty()));
    }

    /** A model that was trained for less than what is wanted is no answer, unless its positions are scaled. */
    private List<CatalogueOffer> offers() {
        return offers.orElseGet(() -> {
            List<CatalogueOffer> made = offered();
            offers = Optional.of(made);
            return made;
        });
    }

    private List<CatalogueOffer> offered() {
        LaunchWish wish = question.wish();
        int each = wish.ctx().orElse(0);
        return CatalogueOffer.published(Catalogue.bundled()).stream()
                .filter(o -> o.trainedContext() >= each
                        || wish.ropeScaling()
                                .filter(s -> s.reach(o.trainedContext()) >= each)
                                .isPresent())
                .toList();
    }

    private Recommendation ofModel(Recommender recommender, Offers.Named named, List<String> scaling) {
        LaunchWish wish = question.wish();
        Trained.check(named.offer().name(), named.offer().shape(), wish.ctx(), wish.ropeScaling())
                .ifPresent(scaling::add);
        Recommendation answer =
                recommender.forModel(named.offer(), question.wish().request(named.fileType()));
        return answer.outcome() == Recommendation.Outcome.FITS ? answer : answer.withInstead(instead(recommender));
    }

    /** Returns the best model of the catalogue for the same wish; empty if none is worth running either. */
    private Optional<Candidate> instead(Recommender recommender) {
        Recommendation other = recommender.forMachine(offers(), question.wish().insteadRequest());
        return other.outcome() == Recommendation.Outcome.FITS
                ? other.candidates().stream().findFirst()
                : Optional.empty();
    }
}
