package dev.llmfit.tui;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Palette;
import dev.llmfit.render.bench.BenchText;
import dev.llmfit.render.verify.VerifyText;
import dev.llmfit.tui.keys.Event;
import dev.llmfit.tui.keys.Event.Deed;
import dev.llmfit.tui.keys.Event.Mouse;
import dev.llmfit.tui.keys.Event.Pasted;
import dev.llmfit.tui.keys.Event.Signal;
import dev.llmfit.tui.keys.Event.Stroke;
import dev.llmfit.tui.keys.KeyDecoder;
import dev.llmfit.tui.screen.Clipboard;
import dev.llmfit.tui.screen.LiveTerminal;
import dev.llmfit.tui.screen.Painter;
import dev.llmfit.tui.screen.Rehearsal;
import dev.llmfit.tui.screen.Viewport;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.tui.state.Keymap;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Launches;
import dev.llmfit.tui.state.Overlay;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.tui.state.Wanted;
import dev.llmfit.tui.view.ScreenLayout;
import dev.llmfit.tui.view.View;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The loop of the terminal UI: what happens is taken from one queue, the screen follows from it, and what has changed is drawn. No
 * answer is waited for here, and nothing wakes it but a key, an answer or a run.
 */
public final class TerminalUi {
    /** A sentence stands in the footer for so long, milliseconds. */
    private static final long NOTE = 2000;

    /** At most sixty draws a second, nanoseconds. */
    private static final long FRAME = 1_000_000_000 / 60;

    /** What follows an escape within this time belongs to it, milliseconds; a sequence arrives in one piece. Judgement. */
    private static final long ESCAPE = 25;

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Deque<Event> events = new ArrayDeque<>();
    private final KeyDecoder decoder = new KeyDecoder(events::add);
    private final Workbench given;
    private final Glyphs glyphs;
    private final Painter painter;
    private final boolean tested;
    private Workbench bench;
    private Asker asker;
    private Runner runner;
    private Screen screen;
    private Known known = Known.NOTHING;
    private RunState run = RunState.NONE;
    private boolean ended;
    private boolean warned;
    private long drawn;

    private TerminalUi(Workbench given, Screen first, Glyphs glyphs, Palette palette) {
        this.given = given;
        this.screen = first;
        this.glyphs = glyphs;
        this.painter = new Painter(palette);
        this.tested = environment().variable("LLMFIT_TEST").isPresent();
        this.bench = given.forMany(Path.of(""));
        this.asker = asker(bench);
        this.runner = runner(bench);
    }

    /**
     * Shows a screen until a person ends it.
     *
     * @throws IOException if standard input and output are no terminal
     */
    public static void run(Workbench bench, Screen first, Glyphs glyphs, Palette palette) throws IOException {
        TerminalUi ui = new TerminalUi(bench, first, glyphs, palette);
        ui.needed(List.of()); // models are searched while the terminal opens
        try (LiveTerminal terminal = LiveTerminal.open(ui.environment(), ui::type, ui::hear)) {
            ui.loop(terminal);
        } finally {
            ui.asker.end();
            ui.runner.stop();
        }
    }

    /** Shows a screen to nobody, so that an AOT cache that is recorded meanwhile holds what the terminal UI needs. */
    public static void rehearse(Workbench bench, Screen first) throws IOException {
        TerminalUi ui = new TerminalUi(bench, first, Glyphs.UNICODE, Palette.SIXTEEN);
        try {
            ui.loop(new Rehearsal(ui::type));
        } finally {
            ui.asker.end();
        }
    }

    private Environment environment() {
        return given.environment();
    }

    private Asker asker(Workbench of) {
        return new Asker(
                of,
                (question, result) -> inbox.add(() -> {
                    if (of == bench) { // one that was read before a refresh is none
                        known = known.with(question, result);
                    }
                }));
    }

    private Runner runner(Workbench of) {
        return new Runner(of, state -> inbox.add(() -> run = state));
    }

    private void hear(Event event) {
        inbox.add(() -> events.add(event));
    }

    private void type(int character) {
        inbox.add(() -> decoder.take((char) character));
    }

    private void loop(Viewport terminal) throws IOException {
        Clipboard clipboard = new Clipboard(environment(), terminal::write);
        View view = draw(terminal);
        while (!ended) {
            take();
            for (Event event = events.poll(); event != null && !ended; event = events.poll()) {
                on(event, view, terminal, clipboard);
            }
            if (!ended) {
                view = draw(terminal);
            }
        }
    }

    /** Waits for something to happen and takes all that has. */
    private void take() {
        try {
            boolean waits = decoder.isWaiting();
            Runnable first = waits || !screen.note().isEmpty()
                    ? inbox.poll(waits ? ESCAPE : NOTE, TimeUnit.MILLISECONDS)
                    : inbox.take();
            if (first == null) {
                decoder.nothingFollows();
                screen = waits ? screen : screen.noting("");
                return;
            }
            long wait = drawn + FRAME - System.nanoTime();
            if (wait > 0 && !(inbox.isEmpty() && wait > FRAME / 2)) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            first.run();
            for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
                next.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
    }

    private View draw(Viewport terminal) {
        View view = ScreenLayout.draw(screen, known, run, terminal.columns(), terminal.rows(), glyphs);
        painter.update(view.cells()).ifPresent(terminal::write);
        drawn = System.nanoTime();
        List<Row> rows = Rows.of(screen.chosen(), known);
        boolean quiet = inbox.isEmpty() && !decoder.isWaiting() && !run.going();
        boolean idle = needed(seen(rows, view.page())).isEmpty() && quiet;
        terminal.drawn(idle);
        return view;
    }

    /** Says what is needed and returns it. */
    private List<Question<?>> needed(List<Row> rows) {
        List<Question<?>> questions = Questions.needed(screen, known, rows);
        asker.want(questions);
        return questions;
    }

    /** Returns the rows about the marked one that are seen. */
    private List<Row> seen(List<Row> rows, int page) {
        Optional<String> model = Rows.model(screen.chosen(), known);
        int at = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (model.isPresent() && rows.get(i).model().equals(model.get())) {
                at = i;
            }
        }
        int first = at < page ? 0 : Math.clamp((long) at - page / 2, 0, Math.max(0, rows.size() - page));
        return rows.subList(Math.min(first, rows.size()), Math.min(first + page, rows.size()));
    }

    private void on(Event event, View view, Viewport terminal, Clipboard clipboard) throws IOException {
        switch (event) {
            case Stroke key -> press(key, view, terminal, clipboard);
            case Mouse mouse -> {
                Optional<Stroke> key = clicked(mouse, view);
                if (key.isPresent()) {
                    press(key.get(), view, terminal, clipboard);
                }
            }
            case Pasted pasted -> {
                if (screen.searching() || screen.overlay().isTypedInto()) {
                    for (int c : pasted.text().codePoints().toArray()) {
                        press(new Stroke(Character.toString(c)), view, terminal, clipboard);
                    }
                }
            }
            case Signal signal -> {
                if (signal != Signal.RESIZED) {
                    ended = true;
                }
            }
        }
    }

    private Optional<Stroke> clicked(Mouse mouse, View view) {
        Optional<String> key = view.keyAt(mouse.row(), mouse.column());
        boolean box = screen.overlay().kind() != Overlay.Kind.NONE;
        return switch (mouse.deed()) {
            case PRESS ->
                box && key.isEmpty()
                        ? Optional.of(new Stroke("esc"))
                        : key.filter(k -> !k.equals("box")).map(Stroke::new);
            case WHEEL_UP, WHEEL_DOWN -> {
                boolean up = mouse.deed() == Deed.WHEEL_UP;
                String under = key.orElse("");
                boolean field = under.startsWith("field:") || under.startsWith("more:") || under.startsWith("less:");
                yield Optional.of(new Stroke(
                        field
                                ? (up ? "more:" : "less:") + under.substring(under.indexOf(':') + 1)
                                : up ? "up" : "down"));
            }
            case DRAG, RELEASE -> Optional.empty();
        };
    }

    private void press(Stroke key, View view, Viewport terminal, Clipboard clipboard) throws IOException {
        if (tested && key.name().equals("ctrl-x")) {
            throw new IllegalStateException("asked for by a test");
        }
        Keymap.Done done = new Keymap(known, view.page()).press(screen, key);
        screen = done.screen();
        switch (done.wanted()) {
            case Wanted.Copy copy -> {
                boolean taken = clipboard.copy(copy.text());
                screen = screen.noting(
                        copy.what() + " is in the clipboard" + (taken ? "." : " of this terminal, if it allows that."));
            }
            case Wanted.Plain plain -> plain(plain, terminal);
        }
    }

    private void plain(Wanted.Plain wanted, Viewport terminal) throws IOException {
        switch (wanted) {
            case NOTHING -> {}
            case QUIT -> {
                ended = warned || !runner.isGoing();
                warned = true;
                screen = screen.noting("A run is going; once more ends it and quits.");
            }
            case SUSPEND -> {
                terminal.suspend();
                painter.forget();
            }
            case REDRAW -> {
                terminal.enterAgain();
                painter.forget();
            }
            case REFRESH -> {
                asker.end();
                bench = given.forMany(Path.of(""));
                asker = asker(bench);
                known = Known.NOTHING;
                if (!runner.isGoing()) {
                    runner = runner(bench);
                }
            }
            case VERIFY, VERIFY_ANYWAY, BENCH -> start(wanted);
            case STOP -> {
                screen = screen.noting(runner.isGoing() ? "It is being stopped." : "Nothing runs.");
                runner.stop();
            }
        }
    }

    private void start(Wanted.Plain wanted) {
        if (runner.isGoing()) {
            screen = screen.noting("One run at a time; k in its box stops it.");
            return;
        }
        Optional<Candidate> best = Rows.model(screen.chosen(), known)
                .flatMap(m -> known.answer(Questions.best(
                        screen.chosen(), m, screen.chosen().launch().file())))
                .flatMap(a -> a.first());
        Changes changes = screen.chosen().launch();
        warned = false;
        best.ifPresent(c -> {
            String title = c.model() + " " + c.fileType();
            if (wanted == Wanted.Plain.BENCH) {
                runner.run("Bench  " + title, Launches.bench(c, changes), BenchText::print);
            } else {
                runner.run(
                        "Verify  " + title,
                        Launches.verify(c, changes, wanted == Wanted.Plain.VERIFY_ANYWAY),
                        VerifyText::print);
            }
        });
    }
}
