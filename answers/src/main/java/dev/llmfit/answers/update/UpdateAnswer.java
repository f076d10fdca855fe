package dev.llmfit.answers.update;

import dev.llmfit.answers.Answer;
import dev.llmfit.units.KnowledgeVersion;
import java.util.List;
import java.util.Optional;

/**
 * Which knowledge is in use from now on.
 *
 * @param before the version that was in use
 * @param now the version in use; the same if there was nothing newer
 * @param signer name of the key that signed it; empty if nobody known did, or nothing was taken
 * @param changes what became different, by what it is about
 * @param left why entries are left out: a newer program reads them
 */
public record UpdateAnswer(
        KnowledgeVersion before, KnowledgeVersion now, Optional<String> signer, List<Change> changes, List<String> left)
        implements Answer {
    public UpdateAnswer {
        changes = List.copyOf(changes);
        left = List.copyOf(left);
    }

    /**
     * Rows that became different.
     *
     * @param about what they are, for people: {@code models}
     * @param added names of new ones
     * @param removed names of those that are gone
     * @param changed names of those that say something else
     */
    public record Change(String about, List<String> added, List<String> removed, List<String> changed) {
        public Change {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
            changed = List.copyOf(changed);
        }

        boolean isNone() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
        }
    }
}
