package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.State;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.files.FilesQuestion;
import dev.llmfit.answers.machine.HardwareNamesQuestion;
import dev.llmfit.answers.matrix.MatrixQuestion;
import dev.llmfit.answers.models.ModelsQuestion;
import dev.llmfit.answers.plan.PlanAnswer;
import dev.llmfit.answers.plan.PlanPlot;
import dev.llmfit.answers.quants.QuantsAnswer;
import dev.llmfit.answers.quants.QuantsPlot;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.answers.recommend.CandidatePlot;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.size.CompareSizesQuestion;
import dev.llmfit.answers.size.ExplainQuestion;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.render.CharWidth;
import dev.llmfit.render.Format;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Look;
import dev.llmfit.render.Page;
import dev.llmfit.render.files.FilesText;
import dev.llmfit.render.machine.HardwareNamesText;
import dev.llmfit.render.matrix.MatrixText;
import dev.llmfit.render.models.ModelsText;
import dev.llmfit.render.plan.PlanText;
import dev.llmfit.render.plot.PlotText;
import dev.llmfit.render.quants.QuantsText;
import dev.llmfit.render.recommend.RecommendText;
import dev.llmfit.render.size.SizeText;
import dev.llmfit.render.size.SizeVsText;
import dev.llmfit.render.size.WhyText;
import dev.llmfit.render.sweep.SweepText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every table at every width, in Markdown, for a spreadsheet, in ASCII, and for a reader; each answer is computed once. */
class TableFormatsTest {
    /** What is copied stays in one piece however long it is. */
    private static final String COPIED =
            "(\\S+ +)?(llmfit|llama-server|ollama|vllm|lms|mlx_lm\\S*) .*|\\s*https?://\\S+|\\S+\\.(gguf|svg|yaml)\\S*";

    /** Symbols that a screen reader would spell. */
    private static final String SYMBOLS = "▸●◐○✗✓█▉▊▋▌▍▎▏▓▒░│━";

    private static final String MACHINES = """
            models:
            - {model: 'llama3.1:8b', file_type: Q4_K_M, ctx: 8k}
            - {model: 'qwen3:32b', file_type: Q8_0, ctx: 8k}
            machines:
            - RTX 3060
            - M3 Max 64GB
            """;

    private static List<Written> written = List.of();
    private static String brief = "";
    private static String whole = "";

    /** Writes an answer, which was computed once, on pages of any look. */
    private record Written(String name, Consumer<Page> text) {
        @Override
        public String toString() {
            return name;
        }

        String on(int columns, Format format, Glyphs glyphs, boolean plain) {
            Page page = new Page(new Look(columns, false, glyphs, plain).in(format), new CommandWords());
            text.accept(page);
            return page.text();
        }

        String on(int columns) {
            return on(columns, Format.TEXT, Glyphs.UNICODE, false);
        }
    }

    @BeforeAll
    static void ask() {
        Workbench bench = CommandRun.bench();
        List<Written> all = new ArrayList<>();
        HardwareSelector card = HardwareSelector.named("rtx4090-24g-64g");
        HardwareSelector small = HardwareSelector.named("geforce-rtx-3060-12g");
        add(all, "models", bench, new ModelsQuestion("qwen3 8b", card), ModelsText::print);
        add(all, "hardware", bench, new HardwareNamesQuestion("4090"), HardwareNamesText::print);
        add(all, "several", bench, state("machine=rtx4090-24g-64g").recommend(), RecommendText::print);
        RecommendAnswer launches =
                bench.ask(state("machine=2x3090&model=llama3.1:70b").recommend());
        all.add(new Written("launches", page -> RecommendText.print(launches, page)));
        all.add(new Written("launches, all", page -> RecommendText.printAll(launches, page)));
        all.add(new Written("plot of launches", page -> PlotText.print(CandidatePlot.of(launches), page)));
        brief = all.get(all.size() - 3).on(100);
        whole = all.get(all.size() - 2).on(100);
        add(all, "experts", bench, state("machine=3060&model=qwen3:30b").recommend(), RecommendText::printAll);
        add(all, "users", bench, state("machine=4090&model=llama3.1:8b&users=4").recommend(), RecommendText::printAll);
        QuantsAnswer quants =
                bench.ask(new QuantsQuestion(new Named("qwen3:8b"), Imatrix.ABSENT, true, Optional.of(small)));
        all.add(new Written("quants", page -> QuantsText.print(quants, page)));
        all.add(new Written("plot of quants", page -> PlotText.print(QuantsPlot.of(quants), page)));
        PlanAnswer plan = bench.ask(state("machine=3060&model=qwen3:32b").plan());
        all.add(new Written("plan", page -> PlanText.print(plan, page)));
        all.add(new Written("plan, all", page -> PlanText.printAll(plan, page)));
        all.add(new Written("plot of plan", page -> PlotText.print(PlanPlot.of(plan), page)));
        SizeQuestion launch = state("machine=4090&model=llama3.1:8b&file=Q4_K_M&ctx=8k&ngl=33&ncmoe=0&np=1&kv=f16")
                .size(bench, Progress.NONE);
        add(all, "size", bench, launch, SizeText::print);
        add(all, "size, all", bench, launch, SizeText::printAll);
        add(all, "why", bench, new ExplainQuestion(launch), WhyText::print);
        add(all, "sweep", bench, SweepQuestion.of(launch, "ctx"), SweepText::print);
        add(all, "two launches", bench, new CompareSizesQuestion(launch, launch), SizeVsText::print);
        List<String> names = List.of("llama3.1:8b", "qwen3:8b");
        add(all, "files", bench, new FilesQuestion(names, card, Optional.empty()), FilesText::print);
        add(all, "matrix", bench, new MatrixQuestion("machines.yaml", MACHINES), MatrixText::print);
        written = List.copyOf(all);
    }

    private static StateQuestions state(String words) {
        return new StateQuestions(State.parse(words));
    }

    private static <A extends Answer> void add(
            List<Written> all, String name, Workbench bench, Question<A> question, BiConsumer<A, Page> text) {
        A answer = bench.ask(question, Progress.NONE);
        all.add(new Written(name, page -> text.accept(answer, page)));
    }

    @Test
    void noRowIsWiderThanTheTerminal() {
        for (Written each : written) {
            for (int columns : List.of(60, 80, 100, 140)) {
                List<String> wide = each.on(columns)
                        .lines()
                        .filter(line -> CharWidth.of(line) > columns)
                        .filter(line -> !line.strip().matches(COPIED))
                        .toList();
                assertEquals(List.of(), wide, () -> each + ", " + columns + " columns");
            }
        }
    }

    @Test
    void spreadsheetsGetRowsOfOneLength() {
        for (Written each : written) {
            String csv = each.on(80, Format.CSV, Glyphs.UNICODE, false);
            for (String table : csv.split("\n\n", -1)) {
                List<Long> lengths = table.lines()
                        .map(line -> line.replaceAll("\"[^\"]*\"", "")
                                .chars()
                                .filter(c -> c == ',')
                                .count())
                        .distinct()
                        .toList();
                assertEquals(1, lengths.size(), () -> each + "\n" + csv);
                assertTrue(table.lines().count() > 1, () -> each + "\n" + csv);
            }
        }
    }

    @Test
    void markdownHasTheTableWhole() {
        for (Written each : written) {
            String md = each.on(40, Format.MD, Glyphs.UNICODE, false);
            assertTrue(md.lines().anyMatch(l -> l.matches("\\|(-+:?\\|)+") || l.equals("```")), () -> each + "\n" + md);
            assertTrue(md.lines().noneMatch(l -> l.startsWith("    ") && !l.contains("│")), () -> each + "\n" + md);
        }
    }

    @Test
    void aReaderGetsWordsAlone() {
        for (Written each : written) {
            String plain = each.on(100, Format.TEXT, Glyphs.UNICODE, true);
            List<String> spelled = plain.lines()
                    .filter(l -> l.chars().anyMatch(c -> SYMBOLS.indexOf(c) >= 0))
                    .toList();
            assertEquals(List.of(), spelled, each::toString);
            assertTrue(plain.lines().count() > 1, each::toString);
        }
    }

    @Test
    void asciiIsAscii() {
        for (Written each : written) {
            String ascii = each.on(100, Format.TEXT, Glyphs.ASCII, false);
            List<String> other = ascii.lines()
                    .filter(l -> l.contains("?") || l.chars().anyMatch(c -> c >= 0x7F))
                    .toList();
            assertEquals(List.of(), other, each::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"recommend llama3.1:8b --hardware rtx4090-24g-64g", "plan qwen3:32b --hardware 3060"})
    void coloursSayNothingAlone(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(out, new ByteArrayOutputStream(), 100, true);
        List<String> words = List.of(command.split(" "));
        assertEquals(0, new CommandRunner(console, CommandRun.settings()).run(words));
        String coloured = out.toString(StandardCharsets.UTF_8);
        assertTrue(coloured.contains("\033[1m"), coloured);
        assertEquals(run(command, 100).out(), coloured.replaceAll("\033\\[[0-9;]*m", ""));
    }

    @Test
    void whatHasNoTableIsToldOnStandardError() {
        CommandRun run = run("recommend llama3.1:70b --hardware rpi5-8g", 100, "--format", "csv");
        assertEquals(3, run.exit());
        assertEquals("", run.out());
        assertTrue(run.err().contains("does not fit here"), run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recommend --format xml",
                "recommend --format md --json",
                "probe --format csv",
                "recommend llama3.1:8b --hardware rtx4090-24g-64g --emit compose --format md",
                "recommend llama3.1:8b --hardware rtx4090-24g-64g --emit compose -v"
            })
    void whatCannotBeObeyedIsRefused(String command) {
        CommandRun run = run(command, 100);
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.err().startsWith("llmfit: "), run.err());
    }

    @Test
    void aPastedFormatOfOllamaIsItsOwn() {
        CommandRun run = run("size --hardware rtx4090-24g-64g ollama run llama3.1:8b --format json", 100);
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("llama3.1:8b"), run.out());
    }

    @Test
    void theAnswerComesFirstAndAllOfItWhenAsked() {
        assertTrue(brief.lines().count() <= 23, brief);
        assertTrue(whole.lines().count() > brief.lines().count() + 8, whole);
        assertTrue(brief.contains("\nMore    -v: all reasons"), brief);
        assertTrue(whole.contains("Against it"), whole);
    }

    private static CommandRun run(String command, int columns, String... more) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of(more));
        return CommandRun.of(CommandRun.settings(), columns, words.toArray(String[]::new));
    }
}
