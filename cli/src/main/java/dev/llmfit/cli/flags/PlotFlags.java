package dev.llmfit.cli.flags;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.OutputFile;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.Page;
import dev.llmfit.render.plot.PlotSvg;
import dev.llmfit.render.plot.PlotText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the answer is drawn, and where to. */
public final class PlotFlags {
    private static final String PLOT = "--plot";

    /** What the option holds where it stands alone. */
    private static final String HERE = "here";

    private static final String SVG = ".svg";

    /** Refused, and not taken for a model: a reader of the help may try it. */
    private static final String PNG = ".png";

    @Option(
            names = PLOT,
            paramLabel = "FILE.svg",
            description = "Draw the answer in the terminal, or into an SVG file.")
    private @Nullable String plot;

    /** Returns arguments in which the option has its value attached: the word behind it is its file only if it is one. */
    public static List<String> attached(List<String> args) {
        List<String> attached = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            boolean file = i + 1 < args.size()
                    && (isSvg(args.get(i + 1)) || args.get(i + 1).endsWith(PNG));
            if (!args.get(i).equals(PLOT)) {
                attached.add(args.get(i));
            } else {
                attached.add(PLOT + "=" + (file ? args.get(++i) : HERE));
            }
        }
        return attached;
    }

    private static boolean isSvg(String name) {
        return name.regionMatches(true, name.length() - SVG.length(), SVG, 0, SVG.length());
    }

    /** Returns whether a plot is wanted. */
    public boolean isGiven() {
        return plot != null;
    }

    /**
     * Asks a question and draws the answer; a file is drawn beside a document.
     *
     * @param question what is asked
     * @param drawn draws the answer
     * @param document writes it as a document
     * @param json whether the document is wanted
     * @return the exit code
     * @throws CommandException if what is named is no file for a plot
     */
    public <A extends Answer> int show(
            Shell shell,
            Question<A> question,
            Function<A, Plot> drawn,
            Function<A, JsonObject> document,
            boolean json) {
        Optional<Path> file = file(json);
        return show(shell, question, shell.ask(question), file, drawn, document, json);
    }

    /**
     * Draws the answer to a question.
     *
     * @param question what was asked
     * @param answer what came back
     * @param drawn draws the answer
     * @param document writes it as a document
     * @param json whether the document is wanted
     * @return the exit code
     * @throws CommandException if what is named is no file for a plot
     */
    public <A extends Answer> int show(
            Shell shell,
            Question<A> question,
            A answer,
            Function<A, Plot> drawn,
            Function<A, JsonObject> document,
            boolean json) {
        return show(shell, question, answer, file(json), drawn, document, json);
    }

    /**
     * Returns the file to draw into; empty for the terminal.
     *
     * @throws CommandException if what is named is no file for a plot
     */
    private Optional<Path> file(boolean json) {
        String where = plot == null ? HERE : plot;
        if (where.equals(HERE)) {
            if (json) {
                throw usage(
                        "'--plot' without a file does not go with '--json'.",
                        "name a file, for example --plot plot.svg");
            }
            return Optional.empty();
        }
        if (!isSvg(where)) {
            throw usage("'--plot " + where + "' is no SVG file.", "name it FILE.svg");
        }
        Path file = Path.of(where);
        OutputFile.check(PLOT, file);
        return Optional.of(file);
    }

    private static <A extends Answer> int show(
            Shell shell,
            Question<A> question,
            A answer,
            Optional<Path> file,
            Function<A, Plot> drawn,
            Function<A, JsonObject> document,
            boolean json) {
        file.ifPresent(f -> OutputFile.write(f, PlotSvg.of(drawn.apply(answer))));
        return shell.show(question, answer, (a, page) -> print(drawn.apply(a), file, page), document, json);
    }

    private static void print(Plot drawn, Optional<Path> file, Page page) {
        if (file.isPresent()) {
            page.line(file.get() + ": " + drawn.title());
        } else {
            PlotText.print(drawn, page);
        }
    }

    private static CommandException usage(String sentence, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", sentence, hint);
    }
}
