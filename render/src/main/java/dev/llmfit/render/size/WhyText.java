package dev.llmfit.render.size;

import dev.llmfit.answers.size.ExplainAnswer;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.Explanation;
import dev.llmfit.sizing.Explanation.Cache;
import dev.llmfit.sizing.Explanation.Item;
import dev.llmfit.sizing.Explanation.Peak;
import dev.llmfit.sizing.Explanation.Saving;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;

/** Where the memory of a launch goes, for people. */
public final class WhyText {
    /** Tensors that are shown of a compute buffer. */
    private static final int LARGEST = 5;

    private WhyText() {}

    /** Writes the launch, its largest weights, its caches by kind, what fills its compute buffers, and what options would save. */
    public static void print(ExplainAnswer answer, Page page) {
        SizeText.launch(answer.size(), true, page);
        page.line("");
        parts(answer.why(), page);
        answer.size().engineSays().ifPresent(says -> EngineSaysText.print(says, page));
    }

    /** Writes the largest weights, the caches, what fills the compute buffers, and what options would save. */
    public static void parts(Explanation why, Page page) {
        page.line("Largest weights");
        print(page, items(why.largestWeights()));
        page.line("Context");
        Table caches = new Table().indent("  ").right("").left("").left("");
        for (Cache cache : why.caches()) {
            caches.row(
                    mib(cache.size()),
                    cache.kind(),
                    count(cache.layers(), "layer") + ", " + count(cache.cells(), "cell"));
        }
        print(page, caches);
        for (Peak peak : why.peaks()) {
            page.paragraph(
                    "",
                    "Compute on " + peak.place() + ": " + mib(peak.inUse()) + " of " + mib(peak.planned())
                            + " in use at most, during " + peak.during());
            print(
                    page,
                    items(peak.largest()
                            .subList(0, Math.min(LARGEST, peak.largest().size()))));
        }
        page.line("Would save");
        Table savings = new Table().indent("  ").right("").left("");
        for (Saving saving : why.savings()) {
            savings.row("−" + mib(saving.saved()), saving.change());
        }
        print(page, savings);
    }

    private static Table items(List<Item> items) {
        Table table = new Table().indent("  ").right("").left("").left("");
        for (Item item : items) {
            table.row(mib(item.size()), item.what(), item.place());
        }
        return table;
    }

    private static void print(Page page, Table table) {
        page.table(table);
    }

    private static String count(long n, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
    }

    private static String mib(Bytes size) {
        return String.format(Locale.ROOT, "%,.1f MiB", size.mib());
    }
}
