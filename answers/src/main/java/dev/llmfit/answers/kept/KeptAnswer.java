package dev.llmfit.answers.kept;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.store.StoredRow;
import java.nio.file.Path;
import java.util.List;

/**
 * What is kept.
 *
 * @param store the file of speeds; the others lie beside it
 * @param hardwareId this machine's fingerprint
 * @param rows what is kept, oldest first in each file
 * @param notes what of the store cannot be read, sentences without a final stop
 */
public record KeptAnswer(Path store, String hardwareId, List<StoredRow> rows, List<String> notes) implements Answer {
    public KeptAnswer {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** Returns whether a row is of this machine. */
    public boolean isHere(StoredRow row) {
        return row.hardwareId().equals(hardwareId);
    }
}
