package dev.llmfit.render.size;

import dev.llmfit.answers.size.EngineSays;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.Locale;

/** What an installed engine says of a launch, beside the prediction. */
final class EngineSaysText {
    /** Bytes of the unit that llama-fit-params prints. */
    private static final long MIB = 1 << 20;

    private EngineSaysText() {}

    static void print(EngineSays says, Page page) {
        page.line("");
        Paragraph.wrap(
                        "",
                        "llama-fit-params of " + says.engine()
                                + " for the same launch, in whole MiB, with logits for every token of"
                                + " a batch (a server keeps one row a slot):",
                        page.columns())
                .forEach(page::line);
        Table table = new Table()
                .indent("  ")
                .left("")
                .left("")
                .right("weights")
                .right("KV cache")
                .right("compute");
        for (int i = 0; i < says.said().size(); i++) {
            row(table, says.said().get(i).name(), "says", says.said().get(i));
            if (i < says.predicted().size()) {
                row(table, "", "predicted", says.predicted().get(i));
            }
        }
        page.table(table);
        page.line(says.agrees() ? "They agree to the MiB." : "They differ.");
    }

    private static void row(Table table, String name, String who, BufferSizes sizes) {
        table.row(name, who, mib(sizes.weights()), mib(sizes.context()), mib(sizes.compute()));
    }

    /** llama-fit-params rounds down. */
    private static String mib(Bytes bytes) {
        return String.format(Locale.ROOT, "%,d", bytes.count() / MIB);
    }
}
