package dev.llmfit.answers.measure;

import dev.llmfit.engine.store.Keeping;
import java.util.List;
import java.util.Optional;

/**
 * What was kept of what was measured.
 *
 * @param id what it is dropped by; empty if nothing was kept
 * @param reasons why the rest was not, sentences without a final stop; none where nobody wanted to keep it
 */
public record StoredSpeeds(Optional<String> id, List<String> reasons) {
    /** Nothing was to be kept. */
    public static final StoredSpeeds NOT_WANTED = new StoredSpeeds(Optional.empty(), List.of());

    public StoredSpeeds {
        reasons = List.copyOf(reasons);
    }

    /** Returns that nothing is kept, for these reasons. */
    static StoredSpeeds none(Keeping.Verdict verdict) {
        return new StoredSpeeds(Optional.empty(), verdict.reasons());
    }
}
