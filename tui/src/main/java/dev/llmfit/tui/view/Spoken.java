package dev.llmfit.tui.view;

import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.tui.state.Boxes;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Launches;
import dev.llmfit.tui.state.Overlay.Kind;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The screen in sentences, for people who hear it and for windows without room. */
public final class Spoken {
    /** Columns of a text that is heard: none is cut. */
    private static final int WIDE = 100;

    private Spoken() {}

    /** Returns what the screen says, a line for each fact. */
    public static List<String> of(Screen screen, Known known, RunState run) {
        Shown shown = new Shown(screen, known, run, Rows.of(screen.chosen(), known));
        List<String> lines = new ArrayList<>();
        if (screen.overlay().kind() != Kind.NONE) {
            lines.add(box(shown));
            return lines;
        }
        if (screen.searching()) {
            lines.add("Search: " + screen.chosen().query() + ". " + shown.rows().size() + " found.");
        }
        lines.add(machine(shown));
        lines.addAll(answer(shown));
        lines.addAll(pane(shown));
        if (!run.title().isEmpty()) {
            lines.add(run.title() + (run.going() ? ": " + run.step() + "." : " has ended."));
            lines.addAll(run.lines());
        }
        if (!screen.note().isEmpty()) {
            lines.add(screen.note());
        }
        return lines;
    }

    private static String box(Shown shown) {
        List<String> rows = shown.screen().overlay().isText()
                ? BoxView.text(shown, WIDE)
                : Boxes.lines(shown.screen(), shown.known());
        int at = shown.screen().overlay().row();
        String typed = shown.screen().overlay().isTypedInto()
                ? shown.screen().overlay().typed().isEmpty()
                        ? "Words and enter choose. "
                        : "Typed: " + shown.screen().overlay().typed() + ". "
                : "";
        return switch (shown.screen().overlay().kind()) {
            case RUN, TEXT, MEMORY, PRICES -> String.join(" ", rows);
            case USERS -> "Users. " + typed + "Enter takes it.";
            default ->
                at < rows.size()
                        ? typed + (at + 1) + " of " + rows.size() + ": " + rows.get(at) + "."
                        : typed + "Nothing is called that.";
        };
    }

    private static String machine(Shown shown) {
        Optional<Machine> machine = HeaderView.machine(shown);
        if (machine.isEmpty()) {
            return "Machine: not known yet.";
        }
        List<String> parts = new ArrayList<>();
        machine.get()
                .devices()
                .forEach(d -> parts.add(d.description() + ", " + Figures.gib(d.free()) + " of "
                        + Figures.gib(d.installed()) + " gibibytes free"));
        parts.add("RAM " + Figures.gib(machine.get().hostPool().free()) + " of "
                + Figures.gib(machine.get().hostPool().installed()) + " gibibytes free");
        return "Machine: " + String.join("; ", parts) + ". For "
                + shown.chosen().use().id() + ".";
    }

    /** Returns the row that is marked and its plan. */
    static List<String> answer(Shown shown) {
        Optional<String> model = shown.model();
        if (model.isEmpty()) {
            return List.of("Asking which models run here.");
        }
        List<String> lines = new ArrayList<>();
        int at = Rows.marked(shown.rows(), shown.chosen(), shown.known());
        if (at >= 0) {
            lines.add((at + 1) + " of " + shown.rows().size() + ": "
                    + row(shown.rows().get(at)));
        }
        shown.launch().ifPresent(c -> {
            LaunchOptions o = Questions.options(c, shown.chosen().launch());
            Optional<SizeAnswer> size = shown.known().answer(Questions.size(shown.chosen(), c));
            String memory = size.map(Spoken::memory).orElse("asking what it takes");
            lines.add("Context " + Figures.count(o.nCtx() / o.nParallel()) + ", cache "
                    + o.typeK().ggmlName() + ", " + layers(shown, o.nGpuLayers()) + ": " + memory + ".");
            if (shown.screen().zoomed()) { // heard line by line: c says the command
                return;
            }
            lines.add("Run: " + Launches.run(c, shown.chosen().launch()));
        });
        return lines;
    }

    /** Returns what the pane of the focus shows, where that is more than the plan. */
    private static List<String> pane(Shown shown) {
        return switch (shown.screen().focus()) {
            case Screen.PLOTS -> contexts(shown);
            case Screen.COMPARE -> CompareView.spoken(shown);
            case Screen.BUY -> BuyView.spoken(shown);
            default -> List.of();
        };
    }

    private static List<String> contexts(Shown shown) {
        return PlotsView.sweep(shown).stream()
                .flatMap(sweep -> sweep.rows().stream())
                .map(row -> "Context " + Figures.count(Integer.parseInt(row.value())) + ": "
                        + row.size().map(s -> memory(s)).orElse("refused by llama.cpp")
                        + row.full()
                                .map(f ->
                                        "; " + Figures.speed(f).replace("–", "to") + " tokens a second when it is full")
                                .orElse("")
                        + ".")
                .toList();
    }

    /** Returns where the layers are, in words; {@code -ngl} below zero means all. */
    private static String layers(Shown shown, int ngl) {
        if (HeaderView.machine(shown).filter(m -> m.devices().isEmpty()).isPresent()) {
            return "all layers in RAM"; // there is no GPU that could have none
        }
        return (ngl < 0 ? "all layers" : ngl == 1 ? "1 layer" : ngl + " layers") + " on the GPU";
    }

    private static String row(Row row) {
        return row.model()
                + row.launch()
                        .map(c -> ", file " + c.fileType() + ", " + Figures.gib(c.fileBytes()) + " gibibytes, "
                                + TwoDigits.range(c.each()).replace("–", "to") + " tokens a second, ability "
                                + Figures.one(c.score().parts().model().value())
                                + (c.score().parts().model().benchmarks() > 0 ? "" : " estimated"))
                        .orElse("")
                + ", " + row.mark().words() + ".";
    }

    private static String memory(SizeAnswer answer) {
        List<String> parts = new ArrayList<>();
        for (DeviceUse use : answer.memory().all()) {
            double all = use.free().gib() - use.left() / (double) (1L << 30);
            parts.add(use.name() + " " + Figures.one(all) + " of " + Figures.gib(use.free()) + " gibibytes"
                    + (use.holds() ? ", " + Figures.gib(use.left()) + " left" : ", too much"));
        }
        return String.join("; ", parts);
    }
}
