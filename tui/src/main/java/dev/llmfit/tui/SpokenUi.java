package dev.llmfit.tui;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.tui.keys.Event.Stroke;
import dev.llmfit.tui.state.Keymap;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Overlay;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.tui.state.Wanted;
import dev.llmfit.tui.view.Spoken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The same screen for people who hear it: lines of keys go in, sentences that have changed come out. Nothing is drawn over, so that
 * it reads well in a screen reader, on a dumb terminal and in a pipe.
 */
public final class SpokenUi {
    /** Keys that are written as words; everything else is one key for each character. */
    private static final Set<String> WORDS = Set.of(
            "down",
            "up",
            "left",
            "right",
            "enter",
            "esc",
            "tab",
            "shift-tab",
            "home",
            "end",
            "pgup",
            "pgdn",
            "backspace",
            "shift-left",
            "shift-right");

    /** Rows that a page key goes. */
    private static final int PAGE = 10;

    /** Columns of what a run says. */
    private static final int COLUMNS = 100;

    private final Workbench given;
    private final Consumer<String> out;
    private Workbench bench;
    private Screen screen;
    private Known known = Known.NOTHING;
    private boolean ended;

    private SpokenUi(Workbench given, Screen first, Consumer<String> out) {
        this.given = given;
        this.bench = given.forMany(Path.of(""));
        this.screen = first.zoomed() ? first : first.zoom(); // one pane is heard
        this.out = out;
    }

    /**
     * Reads keys and says what has changed, until {@code q} or the end of what is read.
     *
     * @param in lines of keys: {@code j}, {@code ]}, {@code /qwen}, {@code down}
     * @param out takes each line
     */
    public static void run(Workbench bench, Screen first, BufferedReader in, Consumer<String> out) throws IOException {
        SpokenUi ui = new SpokenUi(bench, first, out);
        ui.say(List.of());
        List<String> said = ui.lines();
        for (String line = in.readLine(); line != null && !ui.ended; line = in.readLine()) {
            ui.take(line);
            if (ui.ended) {
                return;
            }
            ui.say(said);
            said = ui.lines();
        }
    }

    private List<String> lines() {
        return Spoken.of(screen, known, RunState.NONE);
    }

    private void say(List<String> said) {
        settle();
        lines().stream().filter(line -> !said.contains(line)).forEach(out);
        screen = screen.noting("");
    }

    /** Asks what the sentences need, one question after the other. */
    private void settle() {
        for (List<Question<?>> needed = needed(); !needed.isEmpty(); needed = needed()) {
            Question<?> question = needed.getFirst();
            known = known.with(question, Asker.result(bench, question));
        }
    }

    private List<Question<?>> needed() {
        boolean files = screen.field() == Screen.Field.FILE;
        return Questions.needed(screen, known, List.of()).stream()
                .filter(q -> files || !(q instanceof QuantsQuestion)) // it takes seconds, and few ask
                .toList();
    }

    private void take(String line) {
        boolean typed = screen.searching() || screen.overlay().isTypedInto();
        if (line.isEmpty() || WORDS.contains(line)) {
            press(line.isEmpty() ? "enter" : line);
            return;
        }
        for (int c : line.codePoints().toArray()) {
            press(Character.toString(c));
        }
        if (typed || line.startsWith("/")) {
            press("enter");
        }
    }

    private void press(String key) {
        settle();
        Keymap.Done done = new Keymap(known, PAGE, 0).press(screen, new Stroke(key));
        screen = done.screen();
        switch (done.wanted()) {
            case Wanted.Copy copy -> out.accept(copy.what() + ": " + copy.text());
            case Wanted.Plain plain -> plain(plain);
        }
    }

    private void plain(Wanted.Plain wanted) {
        switch (wanted) {
            case QUIT -> ended = true;
            case REFRESH -> {
                bench = given.forMany(Path.of(""));
                known = Known.NOTHING;
            }
            case VERIFY, VERIFY_ANYWAY, BENCH, FETCH -> {
                screen = screen.under(Overlay.NONE);
                Job.of(wanted, screen, known).ifPresent(this::run);
            }
            case NOTHING, REDRAW, SUSPEND, STOP -> {}
        }
    }

    private void run(Job<?> job) {
        List<String> steps = new ArrayList<>();
        Progress progress = (step, done) -> {
            if (!steps.contains(step)) {
                steps.add(step);
                out.accept(step + ".");
            }
        };
        job.done(bench, progress, COLUMNS).lines().forEach(out);
    }
}
