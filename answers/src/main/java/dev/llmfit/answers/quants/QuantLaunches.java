package dev.llmfit.answers.quants;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.StoreNotes;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The launches that recommend would take of a model, of all its file types and of each. */
final class QuantLaunches {
    /** Made for models whose weights have three values; of others they leave nothing (llama.cpp pull request 8151). */
    private static final Set<FileType> TERNARY = Set.of(FileType.TQ1_0, FileType.TQ2_0);

    private final ModelOffer offer;
    private final Optional<Recommender> recommender;

    private final List<String> notes;

    private QuantLaunches(ModelOffer offer, Optional<Recommender> recommender, List<String> notes) {
        this.offer = offer;
        this.recommender = recommender;
        this.notes = notes;
    }

    static QuantLaunches of(Workbench bench, ModelOffer offer, Optional<Machine> machine) {
        EvidenceSource evidence = bench.evidence();
        FailureSource failures = bench.failures();
        return new QuantLaunches(
                offer,
                machine.map(m -> new Recommender(m, bench.rules(), bench.estimators(evidence, failures))),
                machine.isPresent() ? StoreNotes.of(evidence, failures) : List.of());
    }

    /** Returns what of the store the launches do without. */
    List<String> notes() {
        return notes;
    }

    /** Returns the type that the model was published in if not 16 bit. */
    Optional<String> nativeType() {
        return offer.listing().nativeType();
    }

    /** Returns the file type that recommend takes; empty if it takes none. */
    Optional<String> choice() {
        return recommender.flatMap(r -> r.best(offer, Request.chat())).map(Candidate::fileType);
    }

    /** Returns the best launch in a file type; empty if none fits, or nobody knows what the type loses. */
    Optional<Candidate> best(FileType type) {
        if (!isUsual(type, nativeType()) || !isKnown(type)) {
            return Optional.empty();
        }
        return recommender
                .flatMap(r -> r.best(offer, Request.chat().withFileType(type.name())))
                .filter(c -> c.verdict() != Verdict.NO_FIT);
    }

    private boolean isKnown(FileType type) {
        return QualityTable.isMeasured(type.name()) || nativeType().isPresent();
    }

    /**
     * Returns whether anybody would make this file: not one of more bits of a model that was published in fewer, none of four-bit
     * floats or three values of a model that was not trained for them.
     *
     * @param nativeType type that the model was published in if not 16 bit
     */
    static boolean isUsual(FileType type, Optional<String> nativeType) {
        return nativeType
                .map(own -> type.name().startsWith(own))
                .orElse(type != FileType.MXFP4_MOE && !TERNARY.contains(type));
    }
}
