package dev.llmfit.render.transfer;

import dev.llmfit.answers.transfer.TransferAnswer;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.render.Page;
import dev.llmfit.units.Counted;
import java.util.List;

/** Measurements that came in or went out, for people. */
public final class TransferText {
    /** More lines that were left out are only counted. */
    private static final int MOST_LISTED = 10;

    private TransferText() {}

    /** Writes what was taken in, what was left out and what was written. */
    public static void print(TransferAnswer answer, Page page) {
        answer.imported().ifPresent(done -> imported(answer, done, page));
        answer.written()
                .ifPresent(written -> page.line(
                        Counted.of(written.measurements(), "measurement") + " written to " + written.file() + "."));
    }

    private static void imported(TransferAnswer answer, MeasurementStore.Import done, Page page) {
        page.line(Counted.of(done.added(), "measurement") + " added to " + answer.store() + ", " + done.known()
                + " were there already.");
        answer.notes().forEach(note -> page.paragraph("Note: ", note + "."));
        List<MeasurementStore.Refused> refused = done.refused();
        if (refused.isEmpty()) {
            return;
        }
        page.line(Counted.of(refused.size(), "line") + " left out:");
        refused.stream()
                .limit(MOST_LISTED)
                .forEach(line -> page.paragraph("  line " + line.line() + ": ", line.reason() + "."));
        if (refused.size() > MOST_LISTED) {
            page.line("  … and " + (refused.size() - MOST_LISTED) + " more");
        }
    }
}
