package dev.llmfit.answers.transfer;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.store.MeasurementStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What came in and went out.
 *
 * @param store the file of all measurements
 * @param imported what was taken in, if that was asked for
 * @param written what was written, if that was asked for
 * @param notes what of the store cannot be read, sentences without a final stop
 */
public record TransferAnswer(
        Path store, Optional<MeasurementStore.Import> imported, Optional<Written> written, List<String> notes)
        implements Answer {
    public TransferAnswer {
        notes = List.copyOf(notes);
    }

    /**
     * A file that was written.
     *
     * @param file the file
     * @param measurements how many it holds
     */
    public record Written(Path file, int measurements) {}
}
