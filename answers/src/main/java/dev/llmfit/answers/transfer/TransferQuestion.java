package dev.llmfit.answers.transfer;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.StoreContents;
import dev.llmfit.engine.store.StoreDamage;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Take in the measurements of a file or of what is pasted, of this program or another, write all into a file, or both in this order.
 *
 * @param source file whose measurements are added
 * @param pasted text whose measurements are added
 * @param model the model that all of them are of; empty where they say so
 * @param target file that is written, in one step
 */
public record TransferQuestion(
        Optional<Path> source, Optional<String> pasted, Optional<String> model, Optional<Path> target)
        implements Question<TransferAnswer> {
    public TransferQuestion {
        if (source.isEmpty() && pasted.isEmpty() && target.isEmpty()) {
            throw new IllegalArgumentException("neither a source nor a target is named");
        }
    }

    @Override
    public TransferAnswer answer(Workbench bench, Progress progress) throws IOException {
        MeasurementStore store = bench.measurements();
        // What the file holds before: lines that come from elsewhere are judged one by one.
        Optional<StoreDamage> damage = store.measurements().damage();
        ForeignImport foreign = new ForeignImport(bench, model);
        Optional<MeasurementStore.Import> imported =
                source.isPresent() || pasted.isPresent() ? Optional.of(imported(store, foreign)) : Optional.empty();
        Optional<TransferAnswer.Written> written =
                target.map(file -> new TransferAnswer.Written(file, exported(store, file)));
        return new TransferAnswer(
                store.path(),
                imported,
                written,
                Stream.concat(damage.map(StoreDamage::note).stream(), foreign.notes().stream())
                        .toList());
    }

    /** An export of a store of which nothing can be read does not take the place of an earlier one. */
    private static int exported(MeasurementStore store, Path file) {
        StoreContents<StoredMeasurement> there = store.measurements();
        boolean earlier = Files.isRegularFile(file) && file.toFile().length() > 0;
        if (there.records().isEmpty() && there.damage().isPresent() && earlier) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "export",
                    "Nothing to export, and " + file + " is left as it is: "
                            + there.damage().get().sentence(),
                    Hint.plain("export to a new file")));
        }
        try {
            return store.export(file);
        } catch (UncheckedIOException e) {
            throw cannot(file, e);
        }
    }

    private MeasurementStore.Import imported(MeasurementStore store, ForeignImport foreign) throws IOException {
        String name = source.map(Path::toString).orElse("what was pasted");
        try {
            String text =
                    source.map(MeasurementStore::importText).or(() -> pasted).orElseThrow();
            MeasurementStore.Import done = text.contains('"' + StoredMeasurement.SCHEMA + '"')
                    ? store.importLines(text)
                    : foreign.of(text).orElseGet(() -> store.importLines(text));
            if (done.added() + done.known() == 0) {
                throw nothing(name + " holds no measurements" + first(done.refused()));
            }
            return done;
        } catch (UncheckedIOException e) {
            throw cannot(store.path(), e);
        } catch (IllegalArgumentException e) {
            throw nothing(String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException cannot(Path file, UncheckedIOException failure) {
        IOException cause = failure.getCause();
        return ReportFile.cannot(file, cause == null ? new IOException(failure) : cause);
    }

    private static RefusedException nothing(String reason) {
        return new RefusedException(new Refusal(
                Refusal.Kind.BAD_QUESTION,
                "import",
                "Nothing to import: " + reason + ".",
                Hint.of(
                        "name a file made by {0} or {1}, or what llama-bench or LocalScore wrote",
                        new Change("export", ""), new Change("share", ""))));
    }

    private static String first(List<MeasurementStore.Refused> refused) {
        return refused.isEmpty()
                ? ""
                : "; line " + refused.getFirst().line() + ": "
                        + refused.getFirst().reason();
    }
}
