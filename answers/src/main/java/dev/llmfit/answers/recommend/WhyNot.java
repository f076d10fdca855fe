package dev.llmfit.answers.recommend;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.ScoreParts;
import dev.llmfit.recommend.wish.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a model is not the first of a list, part by part of what launches are worth.
 *
 * @param meant the model that was asked about
 * @param own its best launch here, the nearest to fitting if none fits
 * @param first the first launch of the list; empty if the list is empty
 * @param row where the model stands in the list, from 1; empty if it is not in it
 * @param considered whether models like it are considered for the use at all
 * @param why why it is not considered, does not fit or is not worth running; empty if the list has better ones and that is all
 */
public record WhyNot(
        MeantModel meant,
        Candidate own,
        Optional<Candidate> first,
        Optional<Integer> row,
        boolean considered,
        Optional<String> why) {
    /**
     * A part of what two launches are worth, in doublings of model size.
     *
     * @param name what it is
     * @param own of the model that was asked about
     * @param first of the first launch of the list
     */
    public record Part(String name, double own, double first) {
        /** Returns how much the model that was asked about has more. */
        public double difference() {
            return own - first;
        }
    }

    /** Returns whether the model fits here. */
    public boolean fits() {
        return own.verdict() != Verdict.NO_FIT;
    }

    /** Returns the parts, their sum last; none if one of the two has no launch. */
    public List<Part> parts() {
        if (!considered || !fits() || first.isEmpty() || first.get().verdict() == Verdict.NO_FIT) {
            return List.of();
        }
        ScoreParts a = own.score().parts();
        ScoreParts b = first.get().score().parts();
        return Stream.of(
                        new Part("quality", a.model().value(), b.model().value()),
                        new Part("caution", -a.caution(), -b.caution()),
                        new Part("loss", -a.loss(), -b.loss()),
                        new Part("speed", a.speed(), b.speed()),
                        new Part("context", a.context(), b.context()),
                        new Part("placement", a.placement(), b.placement()),
                        new Part("usual", a.usual(), b.usual()),
                        new Part("size", -a.size(), -b.size()),
                        new Part("total", a.total(), b.total()))
                .filter(p -> !p.name().equals("size") || p.own() != 0 || p.first() != 0)
                .toList();
    }
}
