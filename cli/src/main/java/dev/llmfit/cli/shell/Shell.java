package dev.llmfit.cli.shell;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.AnswerDocument;
import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Words;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.line.LineProgram;
import dev.llmfit.engine.line.PastedLine;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.Page;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What a command works with: where it writes, and what answers.
 *
 * @param console where it writes
 * @param bench what answers
 * @param pasted the line of another program that stood behind the command, as it was read
 */
public record Shell(Console console, Workbench bench, PastedLine pasted) {
    /** How the command line says next steps. */
    public static final Words WORDS = new CommandWords();

    /** Creates a shell for a command behind which no line of another program stood. */
    public Shell(Console console, Workbench bench) {
        this(console, bench, new PastedLine(LineProgram.NONE, List.of(), List.of()));
    }

    /** Returns the answer to a question, with progress on standard error. */
    public <A extends Answer> A ask(Question<A> question) {
        return told(progress -> bench.ask(question, progress));
    }

    /** Returns what some work gives, with its progress on standard error. */
    public <T> T told(Function<Progress, T> work) {
        try (TerminalProgress progress = new TerminalProgress(console)) {
            return work.apply(progress);
        }
    }

    /**
     * Asks a question and shows the answer.
     *
     * @param question what is asked
     * @param text writes the answer as text
     * @param document writes it as a document
     * @param json whether the document is wanted
     * @return the exit code
     */
    public <A extends Answer> int show(
            Question<A> question, BiConsumer<A, Page> text, Function<A, JsonObject> document, boolean json) {
        return show(question, ask(question), text, document, json);
    }

    /**
     * Shows the answer to a question; the next questions that it proposes say again what this one said.
     *
     * @param question what was asked
     * @param answer what came back
     * @param text writes the answer as text
     * @param document writes it as a document
     * @param json whether the document is wanted
     * @return the exit code
     */
    public <A extends Answer> int show(
            Question<A> question, A answer, BiConsumer<A, Page> text, Function<A, JsonObject> document, boolean json) {
        if (json) {
            console.line(Json.pretty(AnswerDocument.of(question, answer, document)));
        } else {
            Page page = page(question);
            text.accept(answer, page);
            console.print(page);
            if (page.text().isEmpty()) { // a spreadsheet gets tables alone, and this answer has none
                console.err().print(page.beside());
            }
        }
        return ExitCode.of(answer.outcome()).code();
    }

    /** Returns an empty page for the answer to a question. */
    public Page page(Question<?> question) {
        return new Page(console.look(), new CommandWords(question.said()));
    }

    /** Returns an empty page as wide as the console. */
    public Page page() {
        return new Page(console.look(), WORDS);
    }
}
