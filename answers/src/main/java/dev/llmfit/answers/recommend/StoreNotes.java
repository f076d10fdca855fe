package dev.llmfit.answers.recommend;

import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.engine.store.StoreDamage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a prediction does without, because it cannot be read. */
public final class StoreNotes {
    private StoreNotes() {}

    /** Returns one sentence for each damaged file of the store. */
    public static List<String> of(EvidenceSource evidence, FailureSource failures) {
        return Stream.of(evidence.damage(), failures.damage())
                .flatMap(Optional::stream)
                .map(StoreDamage::sentence)
                .toList();
    }
}
