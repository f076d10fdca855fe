package dev.llmfit.render.load;

import dev.llmfit.answers.load.LoadAnswer;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.Percentiles;
import dev.llmfit.render.Page;
import dev.llmfit.render.Speeds;
import dev.llmfit.render.Table;
import java.util.Locale;
import java.util.stream.Stream;

/** A server under load, for people. */
public final class LoadText {
    private LoadText() {}

    /** Writes latencies, throughput and failures. */
    public static void print(LoadAnswer answer, Page page) {
        LoadResult result = answer.result();
        page.line(page.bold(answer.model().name()) + (answer.phantom() ? " · phantom" : "") + " · "
                + answer.engine().title() + " · " + result.concurrency() + " at the same time, " + result.completed()
                + " answered in " + String.format(Locale.ROOT, "%.1f s", result.seconds()));
        Table table = new Table()
                .indent("  ")
                .left("seconds")
                .right("median")
                .right("p90")
                .right("p99")
                .right("most");
        row(table, "first token", result.firstToken());
        row(table, "whole answer", result.latency());
        page.table(table);
        page.line("Throughput " + Speeds.number(result.throughput()) + " tok/s over all requests, "
                + seconds(result.completed() / result.seconds()) + " requests a second.");
        result.failuresByMessage()
                .forEach((message, count) -> page.paragraph("Failed: ", count + " × " + message + "."));
        Stream.concat(result.notes().stream(), answer.load().note().stream())
                .forEach(note -> page.paragraph("Note: ", note + "."));
        result.promptTokens()
                .ifPresent(n -> page.line("Prompts had " + n + " tokens, answers up to "
                        + answer.test().generate() + "."));
        answer.notKept().ifPresent(reason -> page.paragraph("Not kept: ", reason + "."));
        answer.store().ifPresent(file -> page.line("Stored in " + file + "."));
    }

    private static void row(Table table, String label, Percentiles p) {
        table.row(label, seconds(p.p50()), seconds(p.p90()), seconds(p.p99()), seconds(p.most()));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
