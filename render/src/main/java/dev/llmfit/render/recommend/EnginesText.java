package dev.llmfit.render.recommend;

import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.render.Page;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.engines.EngineCommand;
import java.util.List;

/** Engines side by side, for people. */
public final class EnginesText {
    /** Commands that are told where not all is asked for: what makes a file, and what serves it. */
    private static final int FIRST = 2;

    private EnginesText() {}

    /** Writes which engine is the best, and all that is to be said of it. */
    public static void print(EngineComparison engines, Page page) {
        page.paragraph("", page.bold("Best here: " + title(engines) + "."));
        engines.findings().forEach(f -> page.paragraph("", said(f, page)));
        engines.absent().forEach(why -> page.paragraph("", why));
    }

    /** Writes one sentence beside a launch of llama.cpp. */
    public static void beside(EngineComparison engines, Page page) {
        engines.why().ifPresent(f -> page.margin("Engine", said(f, page)));
    }

    /** Writes all that the rules say of engines beside a launch of llama.cpp, and why one is not among them. */
    static void besideAll(EngineComparison engines, Page page) {
        String head = "Engine";
        for (Finding f : engines.findings()) {
            page.margin(head, said(f, page));
            head = "";
        }
        for (String why : engines.absent()) {
            page.margin(head, why);
            head = "";
        }
    }

    /** Writes what starts the engine beside llama.cpp, and what is to be done before: the first commands, or all. */
    static void commands(EngineComparison engines, boolean all, Page page) {
        engines.before().forEach(sentence -> page.margin("Before", sentence));
        List<EngineCommand> commands = engines.commands();
        String head = "Or";
        for (EngineCommand c : commands.subList(0, all ? commands.size() : Math.min(FIRST, commands.size()))) {
            page.paste(head, c.line());
            head = "";
        }
    }

    /** Returns whether another engine than llama.cpp is the best. */
    static boolean isOther(EngineComparison engines) {
        return engines.rows().stream().skip(1).anyMatch(row -> row.engine().equals(engines.best()));
    }

    private static String title(EngineComparison engines) {
        return engines.rows().stream()
                .filter(row -> row.engine().equals(engines.best()))
                .map(EngineComparison.Row::release)
                .findFirst()
                .orElse(engines.best());
    }

    private static String said(Finding f, Page page) {
        return page.say(f.text()) + " (" + f.rule().id() + ")";
    }
}
