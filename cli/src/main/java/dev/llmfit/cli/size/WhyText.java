package dev.llmfit.cli.size;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.Explanation;
import dev.llmfit.sizing.Explanation.Cache;
import dev.llmfit.sizing.Explanation.Item;
import dev.llmfit.sizing.Explanation.Peak;
import dev.llmfit.sizing.Explanation.Saving;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;

/** Renders where the memory of a launch goes. */
public final class WhyText {
    private static final int LARGEST = 5;

    private WhyText() {}

    /** Prints the largest weights, the caches by kind, what fills the compute buffers, and what options would save. */
    public static void print(Console console, Explanation why) {
        console.line("");
        console.line("Largest weights");
        print(console, items(why.largestWeights()));
        console.line("Context");
        Table caches = new Table().indent("  ").right("").left("").left("");
        for (Cache cache : why.caches()) {
            caches.row(
                    mib(cache.size()),
                    cache.kind(),
                    count(cache.layers(), "layer") + ", " + count(cache.cells(), "cell"));
        }
        print(console, caches);
        for (Peak peak : why.peaks()) {
            console.line("Compute on " + peak.place() + ": " + mib(peak.inUse()) + " in use at most, during "
                    + peak.during());
            print(
                    console,
                    items(peak.largest()
                            .subList(0, Math.min(LARGEST, peak.largest().size()))));
        }
        console.line("Would save");
        Table savings = new Table().indent("  ").right("").left("");
        for (Saving saving : why.savings()) {
            savings.row("−" + mib(saving.saved()), saving.change());
        }
        print(console, savings);
    }

    private static Table items(List<Item> items) {
        Table table = new Table().indent("  ").right("").left("").left("");
        for (Item item : items) {
            table.row(mib(item.size()), item.what(), item.place());
        }
        return table;
    }

    private static void print(Console console, Table table) {
        table.lines(console.columns()).forEach(console::line);
    }

    private static String count(long n, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
    }

    private static String mib(Bytes size) {
        return String.format(Locale.ROOT, "%,.1f MiB", size.mib());
    }
}
