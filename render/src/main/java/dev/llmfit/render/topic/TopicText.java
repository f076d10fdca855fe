package dev.llmfit.render.topic;

import dev.llmfit.answers.topic.Topic;
import dev.llmfit.answers.topic.Topic.Lines;
import dev.llmfit.answers.topic.Topic.Part;
import dev.llmfit.answers.topic.Topic.Prose;
import dev.llmfit.answers.topic.Topic.Term;
import dev.llmfit.render.CharWidth;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;

/** A topic of the help for people. */
public final class TopicText {
    /** Columns of a line of prose; longer ones are hard to read. */
    private static final int MOST_COLUMNS = 88;

    private TopicText() {}

    /** Writes the page. */
    public static void print(Topic topic, Page page) {
        int columns = Math.min(page.columns(), MOST_COLUMNS);
        page.line(page.bold(topic.name()) + ": " + topic.about());
        int words = topic.parts().stream()
                .mapToInt(part -> part instanceof Term term ? CharWidth.of(term.word()) : 0)
                .max()
                .orElse(0);
        Part before = new Prose("");
        for (Part part : topic.parts()) {
            if (!(part instanceof Term) || !(before instanceof Term)) {
                page.line("");
            }
            switch (part) {
                case Prose prose -> Paragraph.wrap("", prose.text(), columns).forEach(page::line);
                case Lines lines -> lines.lines().forEach(line -> page.line(line.stripTrailing()));
                case Term term ->
                    Paragraph.wrap(
                                    term.word() + " ".repeat(words - CharWidth.of(term.word()) + 2),
                                    term.text(),
                                    columns)
                            .forEach(page::line);
            }
            before = part;
        }
    }
}
